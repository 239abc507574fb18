/** Risk: a rule looks at the wrong field, because two share a name or one has an odd one. */
import { expect, test } from 'vitest';
import { type EvtxRecord, type EvtxWriteRecord, readEvtxBuffer, writeEvtx } from './index.ts';
import { sysmonProcess } from './testing/sample-records.ts';

function written(record: EvtxWriteRecord): EvtxRecord {
  const { records, losses } = readEvtxBuffer(writeEvtx([record]));
  const [only, ...others] = records;
  expect(losses).toEqual([]);
  expect(others).toEqual([]);
  return only!;
}

test('System fields have flat names, typed values and aliases', () => {
  const record = written(
    sysmonProcess(7, {
      qualifiers: 16_384,
      activityId: '8E521E2B-7C26-0001-417F-9C8E267CDB01',
      recordId: 2n ** 60n,
    }),
  );
  const system = {
    Provider_Name: 'Microsoft-Windows-Sysmon',
    Provider_Guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9',
    EventID: 1,
    EventID_Qualifiers: 16_384,
    Qualifiers: 16_384,
    Version: 5,
    Level: 4,
    Task: 1,
    Opcode: 0,
    Keywords: '0x8000000000000000',
    TimeCreated: '2026-03-02T03:04:05.1000007Z',
    SystemTime: '2026-03-02T03:04:05.1000007Z',
    EventRecordID: 2n ** 60n,
    Correlation_ActivityID: '8E521E2B-7C26-0001-417F-9C8E267CDB01',
    Execution_ProcessID: 2860,
    Execution_ThreadID: 3412,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: 'PATH-WS-01.st-aldhelms.example',
    Security_UserID: 'S-1-5-18',
  };
  for (const [name, value] of Object.entries(system)) expect(record.field(name), name).toBe(value);
  expect(record.recordId).toBe(2n ** 60n);
  expect(record.eventId).toBe(1);
  expect(record.channel).toBe(system.Channel);
  expect(record.computer).toBe(system.Computer);
  expect(record.provider).toBe(system.Provider_Name);
  expect(record.timeCreated).toBe(system.SystemTime);
  expect(record.timeMs).toBeCloseTo(Date.parse('2026-03-02T03:04:05.1Z') + 0.0007, 3);
});

test('an EventData field never answers for a System field, nor the other way round', () => {
  const record = written(
    sysmonProcess(0, {
      eventData: { ProcessId: 4460, ProcessID: 1, EventID: 4624, Channel: 'Security', Level: 'High' },
    }),
  );
  expect(record.field('ProcessId')).toBe(4460);
  expect(record.field('ProcessID')).toBe(1);
  expect(record.field('Execution_ProcessID')).toBe(2860);
  expect(record.field('EventID')).toBe(1);
  expect(record.field('Channel')).toBe('Microsoft-Windows-Sysmon/Operational');
  expect(record.field('Level')).toBe(4);
  expect(record.field('EventData_EventID')).toBe(4624);
  expect(record.field('EventData_Channel')).toBe('Security');
  expect(record.fieldNames()).toContain('EventData_Level');
  expect(record.eventId).toBe(1);
});

test('a name with spaces is reachable as written and without them', () => {
  const record = written(
    sysmonProcess(0, { eventData: { 'Threat Name': 'EICAR', 'Error  Code': { type: 'hex32', value: 5 } } }),
  );
  expect(record.field('Threat Name')).toBe('EICAR');
  expect(record.field('ThreatName')).toBe('EICAR');
  expect(record.field('ErrorCode')).toBe('0x5');
  expect(record.fieldNames()).not.toContain('ThreatName');
});

test('unnamed Data is a list, in JSON under #text', () => {
  const record = written(sysmonProcess(0, { eventData: [], data: ['one', null, 'two', ''] }));
  expect(record.field('Data')).toEqual(['one', null, 'two', '']);
  expect(eventOf(record).EventData).toEqual({ Data: { '#text': ['one', null, 'two', ''] } });
  const single = written(sysmonProcess(0, { eventData: [], data: ['one'] }));
  expect(single.field('Data')).toBe('one');
  expect(eventOf(single).EventData).toEqual({ Data: { '#text': 'one' } });
});

test('a name that occurs twice keeps both values', () => {
  const record = written(
    sysmonProcess(0, {
      eventData: [
        ['Hash', 'a'],
        ['Hash', 'b'],
      ],
    }),
  );
  expect(record.field('Hash')).toEqual(['a', 'b']);
  expect(eventOf(record).EventData).toEqual({ Hash: 'a', Hash_1: 'b' });
});

test('UserData leaves are fields by element name', () => {
  const record = written({
    provider: { name: 'Microsoft-Windows-Eventlog' },
    eventId: 104,
    timeCreated: '2026-03-02T03:04:05Z',
    channel: 'System',
    computer: 'DC01',
    userData: {
      name: 'LogFileCleared',
      xmlns: 'urn:x',
      fields: { SubjectUserName: 'bob', Channel: 'Security' },
    },
  });
  expect(record.field('SubjectUserName')).toBe('bob');
  expect(record.field('Channel')).toBe('System');
  expect(record.field('UserData_Channel')).toBe('Security');
  expect(eventOf(record).UserData).toEqual({
    LogFileCleared: { '#attributes': { xmlns: 'urn:x' }, SubjectUserName: 'bob', Channel: 'Security' },
  });
});

test('Qualifiers turn EventID into an object in JSON and stay out of eventId', () => {
  const record = written(sysmonProcess(0, { eventId: 7036, qualifiers: 16_384 }));
  expect(record.field('EventID')).toBe(7036);
  expect((eventOf(record).System as Record<string, unknown>).EventID).toEqual({
    '#attributes': { Qualifiers: 16_384 },
    '#text': 7036,
  });
});

test('names that mean something to JavaScript are only names', () => {
  const record = written(
    sysmonProcess(0, {
      eventData: [
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['toString', 'z'],
      ],
    }),
  );
  expect(record.field('__proto__')).toBe('x');
  expect(record.field('constructor')).toBe('y');
  expect(record.field('hasOwnProperty')).toBeUndefined();
  expect(JSON.stringify(record)).toContain('"__proto__":"x","constructor":"y","toString":"z"');
});

test('a field that a record does not have is undefined, one without a value is null, an empty one is empty', () => {
  const record = written(sysmonProcess(0, { eventData: { Empty: '', Nothing: null } }));
  expect(record.field('Missing')).toBeUndefined();
  expect(record.field('Nothing')).toBeNull();
  expect(record.field('Empty')).toBe('');
});

function eventOf(record: EvtxRecord): Record<string, unknown> {
  return (record.toJSON() as unknown as { Event: Record<string, unknown> }).Event;
}

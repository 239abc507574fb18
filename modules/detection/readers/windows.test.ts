import { describe, expect, test } from 'vitest';
import { read, readOne } from './testing/read.ts';

/** One process creation (Sysmon 1) as each tool writes it. The values are the same, so the answers must be. */
const shapes: Record<string, object> = {
  'OTRF/Mordor': {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: 'WARD-07.trust.local',
    '@timestamp': '2026-03-01T08:00:05.000Z',
    UtcTime: '2026-03-01 08:00:00.123',
    RecordNumber: 4711,
    Message: 'Process Create',
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: 'cmd /c whoami',
    User: 'TRUST\\amara',
  },
  NXLog: {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: 'WARD-07.trust.local',
    EventTime: '2026-03-01 08:00:01',
    EventReceivedTime: '2026-03-01 08:00:02',
    SourceModuleType: 'im_msvistalog',
    UtcTime: '2026-03-01 08:00:00.123',
    RecordNumber: '4711',
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: 'cmd /c whoami',
    User: 'TRUST\\amara',
  },
  'flat Sysmon without a channel': {
    EventID: '1',
    Computer: 'WARD-07.trust.local',
    EventRecordID: 4711,
    UtcTime: '2026-03-01 08:00:00.123',
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: 'cmd /c whoami',
    User: 'TRUST\\amara',
  },
  'Winlogbeat (ECS)': {
    '@timestamp': '2026-03-01T08:00:00.123Z',
    host: { name: 'WARD-07.trust.local' },
    event: { code: '1', provider: 'Microsoft-Windows-Sysmon' },
    process: { command_line: 'cmd /c whoami' },
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      computer_name: 'WARD-07.trust.local',
      event_id: 1,
      provider_name: 'Microsoft-Windows-Sysmon',
      record_id: 4711,
      event_data: {
        Image: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: 'cmd /c whoami',
        User: 'TRUST\\amara',
      },
    },
  },
  'Winlogbeat with dotted keys': {
    '@timestamp': '2026-03-01T08:00:00.123Z',
    'event.code': '1',
    'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
    'winlog.computer_name': 'WARD-07.trust.local',
    'winlog.event_id': '1',
    'winlog.provider_name': 'Microsoft-Windows-Sysmon',
    'winlog.record_id': 4711,
    'winlog.event_data.Image': 'C:\\Windows\\System32\\cmd.exe',
    'winlog.event_data.CommandLine': 'cmd /c whoami',
    'winlog.event_data.User': 'TRUST\\amara',
  },
  'Elasticsearch fields, each a list': {
    _index: 'winlogbeat-2026',
    _id: 'x',
    fields: {
      '@timestamp': ['2026-03-01T08:00:00.123Z'],
      'winlog.channel': ['Microsoft-Windows-Sysmon/Operational'],
      'winlog.computer_name': ['WARD-07.trust.local'],
      'winlog.event_id': ['1'],
      'winlog.provider_name': ['Microsoft-Windows-Sysmon'],
      'winlog.record_id': [4711],
      'winlog.event_data.Image': ['C:\\Windows\\System32\\cmd.exe'],
      'winlog.event_data.CommandLine': ['cmd /c whoami'],
      'winlog.event_data.User': ['TRUST\\amara'],
    },
  },
  evtx_dump: {
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: 1,
        TimeCreated: { '#attributes': { SystemTime: '2026-03-01T08:00:00.123Z' } },
        EventRecordID: 4711,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'WARD-07.trust.local',
      },
      EventData: {
        Image: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: 'cmd /c whoami',
        User: 'TRUST\\amara',
      },
    },
  },
  'XML kept literally': {
    Event: {
      System: {
        Provider: { '@Name': 'Microsoft-Windows-Sysmon' },
        EventID: { '#text': '1', '@Qualifiers': '0' },
        TimeCreated: { '@SystemTime': '2026-03-01T08:00:00.123Z' },
        EventRecordID: '4711',
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'WARD-07.trust.local',
      },
      EventData: {
        Data: [
          { '@Name': 'Image', '#text': 'C:\\Windows\\System32\\cmd.exe' },
          { '@Name': 'CommandLine', '#text': 'cmd /c whoami' },
          { '@Name': 'User', '#text': 'TRUST\\amara' },
        ],
      },
    },
  },
  'System and EventData without Event, epoch seconds': {
    System: {
      Provider: { Name: 'Microsoft-Windows-Sysmon' },
      EventID: { Value: 1 },
      TimeCreated: { SystemTime: 1772352000.123 },
      EventRecordID: 4711,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'WARD-07.trust.local',
    },
    EventData: {
      Image: 'C:\\Windows\\System32\\cmd.exe',
      CommandLine: 'cmd /c whoami',
      User: 'TRUST\\amara',
    },
  },
  'Get-WinEvent | ConvertTo-Json': {
    Id: 1,
    LogName: 'Microsoft-Windows-Sysmon/Operational',
    ProviderName: 'Microsoft-Windows-Sysmon',
    MachineName: 'WARD-07.trust.local',
    RecordId: 4711,
    TimeCreated: '/Date(1772352000123)/',
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: 'cmd /c whoami',
    User: 'TRUST\\amara',
  },
};

describe('a rule finds the same fields whatever tool wrote the event', () => {
  for (const [name, record] of Object.entries(shapes)) {
    test(name, async () => {
      const event = await readOne(record);
      expect(event.field('CommandLine')).toBe('cmd /c whoami');
      expect(event.field('Image')).toBe('C:\\Windows\\System32\\cmd.exe');
      expect(String(event.field('EventID'))).toBe('1');
      expect(event.field('Channel')).toBe('Microsoft-Windows-Sysmon/Operational');
      expect(event.field('Computer')).toBe('WARD-07.trust.local');
      expect(event.field('NotThere')).toBeUndefined();
      expect(event.recordId).toBe('4711');
      expect(event.source).toMatchObject({
        format: 'windows-json',
        product: 'windows',
        fixed: { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 },
      });
      expect(event.fieldNames()).toEqual(
        expect.arrayContaining(['CommandLine', 'Image', 'EventID', 'Channel']),
      );
      expect(event.envelope()).toEqual({
        time: '2026-03-01T08:00:00.123Z',
        host: 'ward-07.trust.local',
        account: 'TRUST\\amara',
      });
    });
  }

  test('every shape is one and the same source object, so a route is looked up once', async () => {
    const { events } = await read(
      Object.values(shapes)
        .map((shape) => JSON.stringify(shape))
        .join('\n'),
    );
    expect(events).toHaveLength(Object.keys(shapes).length);
    expect(new Set(events.map((event) => event.source)).size).toBe(1);
  });
});

describe('wrappers do not hide events', () => {
  const inner = shapes['OTRF/Mordor'] as object;
  const wrapped: Record<string, object> = {
    _source: { _index: 'a', _id: '1', _source: inner },
    'search response': {
      took: 3,
      hits: { total: { value: 2 }, hits: [{ _source: inner }, { _source: inner }] },
    },
    'Splunk export': { preview: false, offset: 0, result: inner },
    list: [inner, inner],
  };
  for (const [name, value] of Object.entries(wrapped)) {
    test.each([
      ['on one line', JSON.stringify(value)],
      ['pretty-printed', JSON.stringify(value, null, 2)],
    ])(`${name} %s`, async (_, text) => {
      const { events, losses } = await read(text);
      expect(losses).toEqual([]);
      expect(events).toHaveLength(name === 'list' || name === 'search response' ? 2 : 1);
      for (const event of events) expect(event.field('CommandLine')).toBe('cmd /c whoami');
      expect(new Set(events.map((event) => event.field('Channel')))).toEqual(
        new Set(['Microsoft-Windows-Sysmon/Operational']),
      );
    });
  }
});

describe('who did it', () => {
  const security = (EventID: number, fields: object) => ({
    EventID,
    Channel: 'Security',
    Hostname: 'DC01',
    ...fields,
  });

  test('a failed logon is by the account that tried, not by the machine that wrote it down', async () => {
    const event = await readOne(
      security(4625, {
        SubjectUserName: 'DC01$',
        SubjectDomainName: 'TRUST',
        TargetUserName: 'amara',
        TargetDomainName: 'TRUST',
        IpAddress: '::ffff:10.1.2.3',
        IpPort: '50011',
      }),
    );
    expect(event.envelope()).toMatchObject({ account: 'TRUST\\amara', sourceAddress: '10.1.2.3' });
  });

  test('a service ticket names its account with the realm already', async () => {
    const event = await readOne(
      security(4769, {
        TargetUserName: 'amara@TRUST.LOCAL',
        TargetDomainName: 'TRUST.LOCAL',
        IpAddress: '-',
      }),
    );
    expect(event.envelope().account).toBe('amara@TRUST.LOCAL');
    expect(event.envelope().sourceAddress).toBeUndefined();
  });

  test('a process is started by the subject', async () => {
    const event = await readOne(
      security(4688, { SubjectUserName: 'amara', SubjectDomainName: 'TRUST', TargetUserName: '-' }),
    );
    expect(event.envelope().account).toBe('TRUST\\amara');
  });

  test('a new service is installed by the user of the event, not by the account it will run as', async () => {
    const event = await readOne({
      EventID: 7045,
      Channel: 'System',
      UserID: 'S-1-5-21-1-2-3-1104',
      ServiceName: 'x',
      AccountName: 'LocalSystem',
    });
    expect(event.envelope().account).toBe('S-1-5-21-1-2-3-1104');
  });

  test('Defender keeps domain and name apart', async () => {
    const event = await readOne({
      EventID: 1000,
      Channel: 'Microsoft-Windows-Windows Defender/Operational',
      Domain: 'NT AUTHORITY',
      User: 'SYSTEM',
    });
    expect(event.envelope().account).toBe('NT AUTHORITY\\SYSTEM');
    const detected = await readOne({
      EventID: 1116,
      Channel: 'Microsoft-Windows-Windows Defender/Operational',
      'Detection User': 'TRUST\\amara',
    });
    expect(detected.envelope().account).toBe('TRUST\\amara');
  });

  test('a Sysmon connection gives both ends', async () => {
    const event = await readOne({
      EventID: 3,
      UtcTime: '2026-03-01 08:00:00.1',
      SourceIp: '10.0.0.1',
      DestinationIp: '10.0.0.2',
      DestinationPort: '445',
      User: 'NT AUTHORITY\\SYSTEM',
    });
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.1Z',
      account: 'NT AUTHORITY\\SYSTEM',
      sourceAddress: '10.0.0.1',
      destinationAddress: '10.0.0.2',
      destinationPort: 445,
    });
  });
});

test('names with spaces are found without them, and UserData is looked into', async () => {
  const defender = await readOne({
    Event: {
      System: { EventID: 1116, Channel: 'Microsoft-Windows-Windows Defender/Operational' },
      EventData: { 'Threat Name': 'HackTool:Win32/Mimikatz', 'Detection ID': '{1}' },
    },
  });
  expect(defender.field('ThreatName')).toBe('HackTool:Win32/Mimikatz');
  expect(defender.field('Threat Name')).toBe('HackTool:Win32/Mimikatz');
  const cleared = await readOne({
    Event: {
      System: { EventID: 1102, Channel: 'Security' },
      UserData: {
        LogFileCleared: {
          '#attributes': { xmlns: 'x' },
          SubjectUserName: 'amara',
          SubjectDomainName: 'TRUST',
        },
      },
    },
  });
  expect(cleared.field('SubjectUserName')).toBe('amara');
  expect(cleared.envelope().account).toBe('TRUST\\amara');
});

test('values are kept as they came, and keys of every object are not fields', async () => {
  const event = await readOne({
    EventID: 10,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    GrantedAccess: '0x1410',
    Signed: true,
    Empty: '',
    Nothing: null,
    List: ['a', ['b']],
  });
  expect(event.field('GrantedAccess')).toBe('0x1410');
  expect(event.field('Signed')).toBe(true);
  expect(event.field('Empty')).toBe('');
  expect(event.field('Nothing')).toBeNull();
  expect(event.field('List')).toEqual(['a', 'b']);
  for (const name of ['constructor', '__proto__', 'toString', 'constructor.name', 'hasOwnProperty']) {
    expect(event.field(name)).toBeUndefined();
  }
});

test('a record that names its Sigma log source is believed', async () => {
  const event = await readOne({
    EventID: 1,
    Image: 'x.exe',
    Computer: 'ws-1',
    UtcTime: '2026-07-28 11:45:48.862',
    product: 'windows',
    category: 'process_creation',
  });
  expect(event.source).toMatchObject({
    product: 'windows',
    category: 'process_creation',
    fixed: { EventID: 1 },
  });
  const prose = await readOne({
    EventID: 4688,
    Channel: 'Security',
    category: 'Process Creation',
    service: 'x y',
  });
  expect(prose.source.key).toBe('windows|Security|4688|json');
  const other = await readOne({
    type: 'SYSCALL',
    exe: '/usr/bin/python3',
    product: 'linux',
    service: 'auditd',
  });
  expect(other.source).toMatchObject({ format: 'json', product: 'linux', service: 'auditd' });
});

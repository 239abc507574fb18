/**
 * Risk: a rule that is tried on stored events says something else than it said, or would have said, when they came in. Every
 * format, through the readers, the store's form and back: every rule must match the same, and every field hold the same.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeEvtx } from '@cordon/evtx';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import type { RuleSet } from '@cordon/sigma';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Event, FieldValue } from './model.ts';
import { formats } from './model.ts';
import { readPath, walkInputs } from './readers/index.ts';
import { defenderAlert, failedSignIn, fires, roleGiven, userLoggedIn } from './readers/testing/cloud.ts';
import { read } from './readers/testing/read.ts';
import { openRules } from './rules/index.ts';
import { createRestore, toStored } from './stored.ts';

const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');
const present = existsSync(data);
if (!present) console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);
const sigma = ['rules', 'rules-emerging-threats', 'rules-threat-hunting', 'rules-compliance']
  .map((name) => join(data, 'sigma', name))
  .filter((dir) => existsSync(dir));

const restore = createRestore();
let ruleSet: RuleSet;
beforeAll(async () => {
  ({ ruleSet } = await openRules([projectPath('content', 'rules'), ...sigma], testCache));
});

/** Absent and null are the same to every test of a rule but `exists`, and so are an integer and its digits. */
const plain = (value: FieldValue | undefined): unknown => {
  if (typeof value === 'bigint') return String(value);
  return Array.isArray(value) ? value.map(plain) : value;
};

const said = (event: Event) => ({
  source: event.source,
  file: event.file,
  recordId: event.recordId,
  envelope: event.envelope(),
  raw: JSON.stringify(event.raw()),
  fields: Object.fromEntries(
    event
      .fieldNames()
      .map((name) => [name, plain(event.field(name))] as const)
      .filter(([, value]) => value !== undefined),
  ),
  matches: ruleSet
    .route(event.source)
    .match(event)
    .map(({ rule }) => rule.id),
});

/** Fields that rules ask for and a record may know under another name, or work out. */
const asked = [
  ...['EventID', 'Channel', 'Computer', 'SystemTime', 'TimeCreated', 'ThreatName', 'Provider_Name'],
  ...['Image', 'User', 'Hashes', 'TargetObject', 'DestinationIp', 'CommandLine', 'ParentImage', 'SYSCALL'],
  ...[
    'message',
    'deviceAction',
    'sourceAddress',
    'Status',
    'ResultType',
    'eventName',
    '_path',
    'entity.what',
  ],
];

function expectSame(event: Event): number {
  const again = restore(toStored(event, 'id', 'RXX'));
  if (!again) return expect.fail(`${event.file} ${event.recordId} cannot be restored`);
  const before = said(event);
  expect(said(again)).toEqual(before);
  for (const name of asked)
    expect([name, plain(again.field(name))]).toEqual([name, plain(event.field(name))]);
  return before.matches.length;
}

const logonXml =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Windows Defender'/><EventID Qualifiers='7'>1116</EventID><TimeCreated SystemTime='2026-03-01T08:00:00.1234567Z'/><EventRecordID>4711</EventRecordID><Channel>Microsoft-Windows-Windows Defender/Operational</Channel><Computer>DC01.trust.local</Computer></System><EventData><Data Name='Threat Name'>Mimikatz</Data><Data Name='Empty'></Data><Data>one</Data><Data>two</Data></EventData></Event>";
const defended = logonXml.replace(
  '<Data>one',
  "<Data Name='SystemTime'>noon</Data><Data Name='ThreatName'>own</Data><Data>one",
);
const acts = `type=SYSCALL msg=audit(1772352000.100:10): arch=c000003e syscall=59 success=yes ppid=1 pid=20 uid=0 comm="sh" exe="/bin/sh"
type=EXECVE msg=audit(1772352000.100:10): argc=2 a0="sh" a1="-i"
type=CWD msg=audit(1772352000.100:10): cwd="/tmp"
type=PATH msg=audit(1772352000.100:10): item=0 name="x" inode=1
`;
const zeekTsv = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.resp_h\tid.resp_p\tproto\torig_bytes\tlocal_orig\ttunnel_parents\tnote',
  '#types\ttime\tstring\taddr\taddr\tport\tenum\tcount\tbool\tset[string]\tstring',
  '1772352000.123456\tC1\t10.0.0.1\t10.0.0.2\t445\ttcp\t18446744073709551615\tT\ta,b\tInfinity',
  '1772352001.000000\tC2\t10.0.0.1\t10.0.0.2\t53\tudp\t-\tF\t(empty)\tconn',
].join('\n');

const written: Record<string, string> = {
  'XML of Defender': logonXml,
  'XML with names of its own like second names': defended,
  'Linux audit': acts,
  'Zeek TSV': `${zeekTsv}\n`,
  'Zeek JSON': `${JSON.stringify({ _path: 'dns', ts: 1772352000.5, uid: 'C', 'id.orig_h': '10.0.0.1', proto: 'udp', query: 'a.example', answers: ['1.2.3.4'] })}\n`,
  'Zeek JSON without a path': `${JSON.stringify({ ts: '2026-03-01T08:00:00Z', id: { orig_h: '10.0.0.1', resp_h: '10.0.0.9', resp_p: 80 }, conn_state: 'S0', proto: 'tcp' })}\n`,
  CEF: 'Mar  1 08:00:00 fw1 CEF:0|Fortinet|Fortigate|v7|13|traffic \\| denied|5|src=10.0.0.1 dst=10.0.0.2 dpt=445 act=deny cs1Label=Policy cs1=Block suser=amara\n',
  LEEF: '<13>Mar  1 08:00:00 proxy LEEF:2.0|Palo Alto Networks|PAN-OS|10|trojan|^|src=10.0.0.1^dst=10.0.0.2^usrName=amara^cat=threat\n',
  'syslog of several years ago':
    'Dec 31 23:59:59 web01 sshd[10]: Failed password for invalid user admin from 203.0.113.9 port 22 ssh2\n<34>1 2026-03-01T08:00:00.1Z host su - ID47 [x@1 a="b"] failed for root\n',
  'a Windows event in syslog':
    '<13>Mar  1 08:00:00 dc01 MSWinEventLog\t1\tSecurity\t10\tSun Mar 01 08:00:00 2026\t4625\tMicrosoft-Windows-Security-Auditing\tCORP\\amara\tN/A\tFailure Audit\tdc01\tLogon\t\tAn account failed to log on.\t5\n',
  'a collector around syslog': `${JSON.stringify({ message: '<34>Oct 11 22:14:15 mymachine su: failed for amara on /dev/pts/8', host: 'relay' })}\n`,
  'JSON of any kind': `${JSON.stringify({ product: 'okta', service: 'okta', time: '2026-03-01T08:00:00Z', eventType: 'user.session.start', actor: { id: 1, email: 'a@b.example' }, list: [[1], [2, [3]]], __proto: null })}\n`,
  'a table that nothing knows':
    'when,who,what\n2026-03-01T08:00:00Z,amara,opened\n2026-03-01T08:00:01Z,amara\n',
  'a table of Windows events':
    'EventID,Channel,Computer,CommandLine\n4688,Security,WS1,vssadmin delete shadows\n',
  Suricata: `${JSON.stringify({ timestamp: '2026-03-01T08:00:00.1+0000', event_type: 'alert', src_ip: '10.0.0.1', dest_ip: '10.0.0.2', dest_port: 445, flow_id: 1, alert: { signature: 'ET MALWARE x', severity: 1 } })}\n`,
};

const windowsShapes: Record<string, object> = {
  flat: {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Image: 'C:\\x.exe',
    Hostname: 'WS1',
    'Threat Name': 'x',
  },
  'no channel': { EventID: 1, UtcTime: '2026-03-01 08:00:00.123', Image: 'C:\\x.exe', Computer: 'ws1' },
  winlog: {
    winlog: { channel: 'Security', event_id: 4625, event_data: { TargetUserName: 'a' } },
    '@timestamp': '2026-03-01T08:00:00Z',
  },
  dotted: {
    'winlog.channel': ['Security'],
    'winlog.event_id': ['4625'],
    'winlog.event_data.TargetUserName': ['a'],
  },
  rendered: {
    Event: {
      System: {
        EventID: { '#text': 4625, '#attributes': { Qualifiers: 0 } },
        Channel: 'Security',
        Computer: 'x',
      },
      EventData: { Data: [{ '@Name': 'a', '#text': 'b' }, 'c'] },
    },
  },
  'says its log source': {
    EventID: 7,
    Channel: 'Security',
    product: 'windows',
    category: 'process_creation',
    Image: 'x',
  },
  'a bar in its channel': { EventID: 4624, Channel: 'Security|x', Computer: 'a' },
};

describe('a stored event that is made an event again', () => {
  it('is the same to every rule, whatever format it came in', async () => {
    const seen = new Map<string, number>();
    const inputs: [string, string | Uint8Array][] = [
      ...Object.entries(written),
      ...Object.values(windowsShapes).map((shape): [string, string] => [
        'windows',
        `${JSON.stringify(shape)}\n`,
      ]),
      ...[failedSignIn, roleGiven, userLoggedIn, Object.fromEntries(fires), { defenderAlert }].flatMap(
        (group) =>
          Object.entries(group).map(([name, record]): [string, string] => [
            name,
            `${JSON.stringify(record)}\n`,
          ]),
      ),
    ];
    inputs.push([
      'evtx',
      writeEvtx([
        {
          provider: { name: 'Microsoft-Windows-Security-Auditing' },
          eventId: 4688,
          channel: 'Security',
          computer: 'WS1',
          timeCreated: '2026-03-01T08:00:00.1234567Z',
          eventData: [
            ['CommandLine', 'vssadmin delete shadows /all'],
            ['NewProcessName', 'C:\\Windows\\System32\\vssadmin.exe'],
            ['Twice', 'a'],
            ['Twice', 'b'],
            ['Channel', 'of its own'],
            ['Threat Name', ''],
            ['Large', { type: 'uint64', value: 2n ** 63n }],
          ],
        },
        {
          provider: { name: 'Service Control Manager' },
          eventId: 7036,
          channel: 'System',
          computer: 'WS1',
          timeCreated: '2026-03-01T08:00:00Z',
          data: ['Spooler', '', 'stopped'],
        },
        {
          provider: { name: 'Microsoft-Windows-Eventlog' },
          eventId: 1102,
          channel: 'Security',
          computer: 'WS1',
          timeCreated: '2026-03-01T08:00:00Z',
          userData: { name: 'LogFileCleared', fields: { SubjectUserName: 'amara' } },
        },
      ]),
    ]);
    for (const [name, content] of inputs) {
      const { events } = await read(content, { name });
      expect(events.length, name).toBeGreaterThan(0);
      for (const event of events) {
        expectSame(event);
        seen.set(event.source.format, (seen.get(event.source.format) ?? 0) + 1);
      }
    }
    const fixtures = [...new Set(ruleSet.rules.map(({ file }) => file))]
      .filter((file) => file.startsWith(projectPath('content')))
      .map((file) => file.replace(/\.yml$/, '.fixtures.yaml'))
      .filter((file) => existsSync(file));
    let matches = 0;
    for (const file of fixtures) {
      const cases = parse(readFileSync(file, 'utf8')) as Record<string, { record?: object; text?: string }[]>;
      for (const { record, text } of Object.values(cases).flat()) {
        const { events } = await read(text ?? `${JSON.stringify(record)}\n`, { name: file });
        for (const event of events) {
          matches += expectSame(event);
          seen.set(event.source.format, (seen.get(event.source.format) ?? 0) + 1);
        }
      }
    }
    expect([...seen.keys()].sort()).toEqual([...formats].sort());
    expect(matches).toBeGreaterThan(300);
  }, 60_000);

  it('keeps fields that nobody has thought of', async () => {
    const name = fc.oneof(
      fc.constantFrom('Image', 'host', 'time', 'EventRecordID', 'a b', 'x.y', '_path', 'constructor', 'Data'),
      fc.string({ maxLength: 6 }),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('any'), { maxLength: 3 }), tie('map')),
      leaf: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
      ),
      map: fc.dictionary(name, tie('any'), { maxKeys: 4 }),
    }));
    const base = fc.constantFrom<object>(
      {},
      ...Object.values(windowsShapes),
      { _path: 'conn', ts: 1 },
      { resourceType: 'AuditEvent' },
      { timestamp: '2026-03-01T08:00:00Z', event_type: 'dns', src_ip: '10.0.0.1' },
    );
    await fc.assert(
      fc.asyncProperty(base, fc.dictionary(name, value.any, { maxKeys: 6 }), async (shape, more) => {
        const { events } = await read(`${JSON.stringify({ ...more, ...shape })}\n`);
        for (const event of events) expectSame(event);
      }),
      { numRuns: 300 },
    );
  });

  it('is not guessed at: what no reader gave is not restored', () => {
    const stored = toStored(
      {
        ...({} as Event),
        source: { key: 'json', format: 'json', fixed: {} },
        file: 'f',
        recordId: '1',
        envelope: () => ({}),
        raw: () => ({}),
      },
      'i',
      'o',
    );
    for (const raw of ['this is not JSON', '[1]', '"text"', 'null', ''])
      expect(restore({ ...stored, raw })).toBeUndefined();
    expect(restore({ ...stored, format: 'other' })).toBeUndefined();
    expect(restore({ ...stored, format: 'azure' })).toBeUndefined();
  });

  it.skipIf(!present)(
    'is the same in real logs (needs CORDON_DATA)',
    async () => {
      const seen: Record<string, number> = {};
      let matches = 0;
      for await (const { path } of walkInputs(
        ['evtx', 'zeek', 'otrf', 'sigma/regression_data'].map((name) => join(data, name)),
        () => {},
      )) {
        let n = 0;
        for await (const batch of readPath(path)) {
          for (const event of batch) {
            // Some of each file, from its whole length: files repeat themselves.
            if (n++ % 97 > 0 && n > 12) continue;
            matches += expectSame(event);
            seen[event.source.format] = (seen[event.source.format] ?? 0) + 1;
          }
          if (n > 4_000) break;
        }
      }
      expect(seen.evtx).toBeGreaterThan(2_000);
      expect(seen.zeek).toBeGreaterThan(200);
      expect(seen['windows-json']).toBeGreaterThan(1_000);
      expect(matches).toBeGreaterThan(500);
    },
    120_000,
  );
});

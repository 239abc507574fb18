/** Hostile and damaged input: whatever the bytes, reading ends, in bounded time, without throwing. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Event } from '../model.ts';
import { tar, zstdFrame } from './testing/pack.ts';
import { read } from './testing/read.ts';

const windows = [
  '{"EventID":4625,"Channel":"Security","Hostname":"DC01","TargetUserName":"a","TimeCreated":"2026-03-01T08:00:00.1Z","IpAddress":"::1"}',
  '{"winlog":{"channel":"Security","event_id":"4688","event_data":{"CommandLine":"x"}},"event":{"code":"4688"}}',
  '{"Event":{"System":{"EventID":{"#text":1},"Channel":"x"},"EventData":{"Data":[{"@Name":"a","#text":"b"}]}}}',
  '{"_source":{"hits":{"hits":[{"result":{"Records":[{"a.b":{"c":[1,{"d":null}]}}]}}]}}}',
].join('\n');
const zeek =
  '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tid.orig_h\ttags\n#types\ttime\taddr\tset[string]\n1.5\t10.0.0.1\ta,b\n2\t-\t(empty)\n';
const syslog =
  '<34>1 2026-03-01T08:00:00Z h a 1 - [x@1 k="v\\"w"] m\n<189>Jan 18 11:29:03 sw %AAA-5-USER_LOGGED: User x executed: y\ntype=EXECVE msg=audit(1772316855.123:99): a0="cat" a1=2F65\n83 <13>Feb 29 22:14:15 h b[2]: x\n';
const fhir =
  '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"AuditEvent","recorded":"2026-03-01T08:00:00Z","agent":[{"requestor":true,"who":{"reference":"Practitioner/1"}}],"entity":[{"what":{"reference":"Patient/1"},"query":"UGF0"}]}}]}';
const xml =
  "<?xml version='1.0'?><Events><Event xmlns='x'><System><Provider Name='a'/><EventID Qualifiers='1'>4688</EventID><TimeCreated SystemTime='2026-03-01T08:00:00.1Z'/><Channel>Security</Channel></System><EventData><Data Name='a b'>&lt;&#x41;</Data><Data>x</Data></EventData></Event>\n<Event><System/><UserData><a><b><![CDATA[</Event>]]></b></a></UserData></Event></Events>";
const cef =
  '<134>Feb 28 22:14:15 fw CEF:0|a\\|b|c|1|2|n|5|src=10.0.0.1 cs1Label=a b cs1=c\\=d msg=x\\ny\nLEEF:2.0|a|b|1|2|x5E|src=1^dst=2\nLEEF:1.0|a|b|1|2|src=1\tdst=2\n';
const cloud = [
  '{"records":[{"time":"2026-03-01T08:00:00Z","category":"SignInLogs","properties":{"deviceDetail":"{\\"deviceId\\":\\"\\"}","status":{"errorCode":0},"networkLocationDetails":[]}}]}',
  '{"AuditData":"{\\"Operation\\":\\"x\\",\\"CreationTime\\":\\"2026-03-01T08:00:00\\",\\"Workload\\":\\"Exchange\\",\\"ClientIP\\":\\"[::1]:1\\"}"}',
  '{"Timestamp":"2026-03-01T08:00:00Z","DeviceId":"1","ActionType":"RegistryValueSet","RegistryKey":"HKEY_USERS\\\\a","RegistryValueType":"Dword","RegistryValueData":"4","AdditionalFields":"{}"}',
  '{"activityDateTime":1,"activityDisplayName":"x","targetResources":[{"modifiedProperties":[{"displayName":"a","newValue":1}]}],"additionalDetails":[{"key":"a"}]}',
].join('\n');
const csv =
  'sep=;\nWhen;Severity;Event;User;Device\n"01/03/2026\n08:00";High;"a ""b"";c";TRUST\\a;W\n2026-03-01;;;\n';
const eve =
  '{"timestamp":"2026-03-01T08:00:00.1+0000","event_type":"alert","src_ip":"10.0.0.1","alert":{"signature":"x"}}';

const seeds: Record<string, Buffer> = {
  windows: Buffer.from(windows),
  'pretty JSON': Buffer.from(
    JSON.stringify(
      windows.split('\n').map((line) => JSON.parse(line)),
      null,
      1,
    ),
  ),
  zeek: Buffer.from(zeek),
  syslog: Buffer.from(syslog),
  fhir: Buffer.from(fhir),
  suricata: Buffer.from(eve),
  'Windows XML': Buffer.from(xml),
  csv: Buffer.from(csv),
  cloud: Buffer.from(cloud),
  'CEF and LEEF': Buffer.from(cef),
  utf16: Buffer.from(`\ufeff${windows}`, 'utf16le'),
  gzip: gzipSync(windows),
  zstd: zstdFrame(Buffer.from(windows)),
  zip: Buffer.from(zipSync({ 'a.json': Buffer.from(windows), 'b.log': Buffer.from(syslog) })),
  tar: tar({ 'a.json': Buffer.from(windows), 'b.gz': gzipSync(zeek) }),
};

type Edit = { at: number; kind: 'set' | 'cut' | 'insert' | 'repeat'; byte: number; length: number };
const edits = fc.array(
  fc.record<Edit>({
    at: fc.nat(100_000),
    kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
    // Bytes that mean something to a reader are worth more than any byte.
    byte: fc.oneof(
      fc.constantFrom(0, 10, 13, 34, 38, 39, 44, 45, 58, 59, 60, 61, 62, 91, 92, 93, 123, 124, 125, 0xff),
      fc.nat(255),
    ),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutate(seed: Buffer, list: readonly Edit[]): Buffer {
  let bytes = Buffer.from(seed);
  for (const { at, kind, byte, length } of list) {
    const place = at % (bytes.length + 1);
    const before = bytes.subarray(0, place);
    const after = bytes.subarray(
      kind === 'cut' || kind === 'set' ? place + (kind === 'cut' ? length : 1) : place,
    );
    const middle =
      kind === 'cut'
        ? Buffer.alloc(0)
        : kind === 'repeat'
          ? bytes.subarray(place, place + length)
          : Buffer.alloc(kind === 'set' ? 1 : length, byte);
    bytes = Buffer.concat([before, middle, after]);
  }
  return bytes;
}

/** Everything that detection or a page may ask of an event. */
function use(event: Event) {
  for (const name of event.fieldNames()) event.field(name);
  for (const name of [
    'CommandLine',
    'EventID',
    'a.b.c',
    'id.orig_h',
    'PatientCount',
    'Query',
    'Status',
    'TargetObject',
    'ConsentContext.IsAdminConsent',
    'AdditionalFields.x.y',
    '__proto__',
    '',
  ])
    event.field(name);
  event.envelope();
  expect(typeof event.recordId).toBe('string');
  JSON.stringify(event.raw());
}

describe('damaged input', () => {
  for (const [name, seed] of Object.entries(seeds)) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(edits, fc.integer({ min: 1, max: 500 }), async (list, piece) => {
          const { events, reports } = await read(mutate(seed, list), { piece, now: 0 });
          for (const event of events) use(event);
          expect(reports.length).toBeGreaterThan(0);
          expect(reports.reduce((sum, report) => sum + report.events, 0)).toBe(events.length);
        }),
        { numRuns: 150, seed: 20260301 },
      );
    });
  }

  test('random bytes behind every magic', async () => {
    const magics = [
      '1f8b08',
      '28b52ffd',
      '504b0304',
      '504b0506',
      '456c6646696c6500',
      '7b22',
      '5b7b',
      '2373657061',
      '3c33343e',
      'fffe',
      'feff',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 600 }), async (magic, tail) => {
        const { events } = await read(Buffer.concat([Buffer.from(magic, 'hex'), tail]), { now: 0 });
        for (const event of events) use(event);
      }),
      { numRuns: 400, seed: 20260301 },
    );
  });
});

describe('input made to be slow', () => {
  const mega = 1 << 20;
  const evil: Record<string, string> = {
    'nested lists': '['.repeat(mega),
    'nested objects in a field': `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}\n`,
    'nested too deeply to be written again': `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}\n{"b":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`,
    'open brackets line by line': '{"a":[\n'.repeat(mega / 8),
    quotes: '{"'.repeat(mega / 2),
    'many keys': `{"EventID":1,"Channel":"x",${Array.from({ length: 50_000 }, (_, i) => `"k ${i}":1`).join(',')}}\n`,
    'a path as long as a book': `{"${'a.'.repeat(10_000)}b":1}\n`,
    'structured data without end': `<34>1 - - - - - [${'a="b" '.repeat(mega / 8)}\n`,
    digits: `${'1'.repeat(mega)} <34>\n`,
    'spaces before a tag': `Feb 28 22:14:15 h${' '.repeat(mega)}x\n`,
    'audit pairs': `type=A msg=audit(1772316855.1:1): ${'a="'.repeat(mega / 4)}\n`,
    'sudo separators': `Feb 28 22:14:15 h sudo: a : ${'x; '.repeat(mega / 4)}\n`,
    'zeek columns': `#fields${'\ta'.repeat(mega / 4)}\n${'\tb'.repeat(mega / 4)}\n`,
    'zeek escapes': `#separator \\x09\n#fields\ta\n#types\tstring\n${'\\x41'.repeat(mega / 8)}\\\n`,
    'XML that never closes': `<Event>${'<a '.repeat(mega / 3)}`,
    'XML attributes without end': `<Event><System a='1'${" a='b'".repeat(mega / 8)}</Event>`,
    'XML elements': `<Event><System/>${'<a/>'.repeat(mega / 8)}</Event>`,
    'XML references': `<Event><System>${'&#x41'.repeat(mega / 8)}</System></Event>`,
    'event after event cut off': '<Event '.repeat(mega / 7),
    'JSON inside JSON inside JSON': `{"Timestamp":"x","DeviceId":1,"ActionType":"x","AdditionalFields":${JSON.stringify(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)}}\n`,
    'quotes that open and never close': `a,b,c\n${'"1,2,3\n'.repeat(mega / 7)}`,
    'a quote before everything': `a,b,c\n"${'1,2,3\n'.repeat((4 * mega) / 6)}`,
    'doubled quotes': `a,b,c\n"${'""'.repeat(mega)}`,
    'more columns than anyone has': `a,b,c\n${','.repeat(2 * mega)}\n`,
    'a header without end': `${'abc,'.repeat(mega / 4)}\n1,2,3\n`,
    'CEF keys': `CEF:0|a|b|1|2|n|5|${'a= '.repeat(mega / 3)}\n`,
    'CEF words without a key': `CEF:0|a|b|1|2|n|5|${'a.b '.repeat(mega / 4)}\n`,
    'CEF backslashes': `CEF:0|${'\\'.repeat(mega)}\n`,
    'LEEF pairs': `LEEF:1.0|a|b|1|2|${'a=b\t'.repeat(mega / 4)}\n`,
    'distinct sources': Array.from(
      { length: 30_000 },
      (_, i) => `{"product":"p${i}","service":"s${i}"}`,
    ).join('\n'),
  };
  for (const [name, text] of Object.entries(evil)) {
    test(name, async () => {
      const started = performance.now();
      const { events } = await read(text, { now: 0 });
      for (const event of events.slice(0, 100)) use(event);
      // Generous, because test machines are busy: what is guarded against takes minutes.
      expect(performance.now() - started).toBeLessThan(5_000);
    });
  }
});

/** Risks: a row cut or joined wrongly; a table refused, or taken for another; a mapping file with a fault that nobody is told of. */
import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedMappings } from './mappings/load.ts';
import { parseMapping } from './mappings/mapping.ts';
import { skeletonOf } from './mappings/skeleton.ts';
import { timeReader } from './mappings/time-format.ts';
import { read } from './testing/read.ts';

const rows = async (text: string | Buffer, piece?: number) => {
  const outcome = await read(text, { name: 'x.log', ...(piece && { piece }) });
  return { ...outcome, records: outcome.events.map((event) => event.raw() as Record<string, string>) };
};

test('what a writer of RFC 4180 writes is read as it was, whatever the cells hold', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', ' ', '"', ',', ';', '\t', '|', '\n', "'", '0', '=', '{'),
    maxLength: 12,
  });
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (cells, delimiter, end, quoted, piece) => {
        const written = (value: string) =>
          quoted || /[\n;,\t|"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
        const text = [['when', 'who', 'what thing'], ...cells]
          .map((one) => one.map(written).join(delimiter) + end)
          .join('');
        const { records, losses, reports } = await rows(text, piece);
        expect(losses).toEqual([]);
        expect(reports[0]?.format).toBe('csv');
        expect(records).toEqual(cells.map(([when, who, thing]) => ({ when, who, 'what thing': thing })));
      },
    ),
    { numRuns: 300 },
  );
});

describe('headers as they are found', () => {
  test.each<[string, string | Buffer, Record<string, string>]>([
    ['a mark', '\ufeffa,b,c\n1,2,3\n', { a: '1', b: '2', c: '3' }],
    ['UTF-16', Buffer.from('\ufeffa\tb\tc\r\n1\t2\t3\r\n', 'utf16le'), { a: '1', b: '2', c: '3' }],
    ['Excel', 'sep=;\na;b;c\n1;2;3\n', { a: '1', b: '2', c: '3' }],
    ['PowerShell', '#TYPE System.Object\n"a","b","c"\n"1","2","3"\n', { a: '1', b: '2', c: '3' }],
    ['blanks', 'a , b,"c d "\n1,2,3\n', { a: '1', b: '2', 'c d': '3' }],
    ['one name twice, one missing', 'a,a,,b\n1,2,3,4\n', { a: '1', 'a 2': '2', 'column 3': '3', b: '4' }],
    ['more cells than names', 'a,b,c\n1,2,3,4\n', { a: '1', b: '2', c: '3', 'column 4': '4' }],
    ['a quote in the middle of a cell', 'a,b,c\n5" x,2,3\n', { a: '5" x', b: '2', c: '3' }],
    ['text behind a quote', 'a,b,c\n"1"x,2,3\n', { a: '1x', b: '2', c: '3' }],
  ])('%s', async (_, text, expected) => {
    const { records, losses } = await rows(text);
    expect(losses).toEqual([]);
    expect(records).toEqual([expected]);
  });

  test('keys of every object are columns like any other', async () => {
    const { events } = await rows('constructor,__proto__,toString\n1,2,3\n');
    expect(events[0]?.field('constructor')).toBe('1');
    expect(events[0]?.field('toString')).toBe('3');
    expect(events[0]?.field('hasOwnProperty')).toBeUndefined();
  });
});

test('a table without a mapping has an envelope from the usual names', async () => {
  const { events } = await rows(
    'timestamp,hostname,username,src_ip\n2026-03-01T08:00:00Z,WARD-07,amara,10.0.0.1\n',
  );
  expect(events[0]?.source).toMatchObject({ key: 'csv', format: 'csv' });
  expect(events[0]?.recordId).toBe('2');
  expect(events[0]?.envelope()).toEqual({
    time: '2026-03-01T08:00:00Z',
    host: 'ward-07',
    account: 'amara',
    sourceAddress: '10.0.0.1',
  });
});

describe('damage costs the row that it is in', () => {
  test('a row of another shape', async () => {
    const { records, losses } = await rows('a,b,c\n1,2,3\nnonsense\n4,5,6\n');
    expect(records).toHaveLength(2);
    expect(losses).toEqual([
      { file: 'x.log', where: 'line 3', what: 'the row has 1 cells where the header names 3', count: 1 },
    ]);
  });

  test('a quote that never closes does not swallow the rest', async () => {
    const good = '1,2,3\n'.repeat(50_000);
    for (const [text, count] of [
      [`a,b,c\n${good}"1,2,3\n${good}${good}${good}${good}`, 250_000],
      [`a,b,c\n1,2,3\n"4,5,6\n7,8,9\n`, 2],
    ] as const) {
      const { events, losses } = await read(text);
      expect(events).toHaveLength(count);
      expect(losses).toHaveLength(1);
      expect(losses[0]?.what).toBe('a quote in the row is never closed');
    }
  });
});

test('prose, numbers and code are not tables', async () => {
  for (const text of [
    'Dear all,\nthe printer is broken, again, and I am sorry.\nRegards\n',
    '1,2,3\n4,5,6\n',
    'const a = [1, 2, 3];\nconst b = 4;\n',
    'a,b\n1,2\n',
  ])
    expect((await read(text)).reports[0]?.format).toBe('unknown');
});

describe('exports with a mapping', () => {
  test('Event Viewer', async () => {
    const { events, losses } = await rows(
      'Keywords,Date and Time,Source,Event ID,Task Category\nAudit Failure,01/07/2026 09:00:00,Microsoft-Windows-Security-Auditing,4625,Logon,"An account failed to log on.\n\nSubject:\n\tAccount Name:\t\tDC01$"\n',
    );
    expect(losses).toEqual([]);
    expect(events[0]?.source).toMatchObject({ key: 'windows|Security|4625|json', product: 'windows' });
    expect(events[0]?.field('Message')).toContain('failed to log on');
    // Summer time: the clock on the wall is an hour ahead.
    expect(events[0]?.envelope().time).toBe('2026-07-01T08:00:00Z');
  });

  test('Get-WinEvent | Export-Csv', async () => {
    const { events } = await rows(
      '#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","UserId","TimeCreated"\r\n"A service was installed in the system.","7045","4","4711","Service Control Manager","System","PACS-01.trust.local","S-1-5-18","01/03/2026 08:00:00"\r\n',
    );
    expect(events[0]?.source.key).toBe('windows|System|7045|json');
    expect(events[0]?.recordId).toBe('4711');
    expect(events[0]?.envelope()).toEqual({
      time: '2026-03-01T08:00:00Z',
      host: 'pacs-01.trust.local',
      account: 'NT AUTHORITY\\SYSTEM',
    });
  });

  test('Entra, Defender and Sophos', async () => {
    const entra = await rows(
      'Date (UTC),Request ID,User agent,User,Username,Application,Application ID ,IP address,Status,Sign-in error code,Failure reason\n2026-03-01T08:00:00Z,r-1,Mozilla,Amara,amara@trust.nhs.uk,Portal,a,203.0.113.9,Failure,50053,Account is locked\n',
    );
    expect(entra.events[0]?.source).toMatchObject({ product: 'azure', service: 'signinlogs', format: 'csv' });
    expect(entra.events[0]?.field('ResultType')).toBe('50053');
    expect(entra.events[0]?.recordId).toBe('r-1');
    expect(entra.events[0]?.envelope()).toEqual({
      time: '2026-03-01T08:00:00Z',
      account: 'amara@trust.nhs.uk',
      sourceAddress: '203.0.113.9',
    });
    const sophos = await rows(
      'Severity,When,Event,User,Device\nHigh,"Mar 1, 2026 8:05 PM",Malware detected: \'Mal/Generic-S\',TRUST\\amara,WARD-07\n',
    );
    expect(sophos.events[0]?.source).toMatchObject({ product: 'sophos', category: 'antivirus' });
    expect(sophos.events[0]?.field('Signature')).toContain('Mal/Generic-S');
    expect(sophos.events[0]?.envelope()).toMatchObject({ time: '2026-03-01T20:05:00Z', host: 'ward-07' });
    const defender = await rows(
      'Alert name,Tags,Severity,Category,Detection source,Impacted assets,First activity\nSuspicious logon,,High,LateralMovement,EDR,ward-07,2026-03-01T08:00:00Z\n',
    );
    expect(defender.events[0]?.source).toMatchObject({ product: 'm365', service: 'alerts' });
  });

  test('tables of records that Cordon knows need none', async () => {
    const purview = await rows(
      `RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n1,2026-03-01T08:00:00,15,UserLoggedIn,a@b,"{""Operation"":""UserLoggedIn"",""CreationTime"":""2026-03-01T08:00:00"",""Workload"":""Exchange"",""UserId"":""a@b""}"\n`,
    );
    expect(purview.events[0]?.source.format).toBe('m365');
    const hunting = await rows(
      'Timestamp,DeviceId,DeviceName,ActionType,FolderPath,ProcessCommandLine\n"Mar 1, 2026",5f2c,WARD-07,ProcessCreated,C:\\a.exe,a -b\n',
    );
    expect(hunting.events[0]?.source).toMatchObject({ product: 'windows', service: 'DeviceProcessEvents' });
  });

  test('a delimiter that the header does not tell', async () => {
    const { mapping } = parseMapping(
      'title: t\nrecognise: ["a, b, c", d]\nlogsource: { product: doors }\ndelimiter: "|"\n',
      'doors.yaml',
    );
    const { events } = await read('a, b, c|d\n1,2|3\n', { mappings: mapping ? [mapping] : [] });
    expect(events[0]?.source.product).toBe('doors');
    expect(events[0]?.raw()).toEqual({ 'a, b, c': '1,2', d: '3' });
  });

  test('JSON too, through dotted paths', async () => {
    const { mapping } = parseMapping(
      'title: t\nrecognise: [who.badge, door]\nlogsource: { product: doors }\ntime: { field: at, zone: "+01:00" }\naccount: who.badge\nfields: { Door: door }\n',
      'doors.yaml',
    );
    const { events } = await read(
      '{"door":"D1","at":"2026-03-01 08:00:00","who":{"badge":"amara"}}\n{"door":"D1"}\n',
      {
        mappings: mapping ? [mapping] : [],
      },
    );
    expect(events[0]?.source).toMatchObject({ key: 'doors|json', format: 'json', product: 'doors' });
    expect(events[0]?.field('Door')).toBe('D1');
    expect(events[0]?.envelope()).toEqual({ time: '2026-03-01T07:00:00Z', account: 'amara' });
    expect(events[1]?.source.key).toBe('json');
  });
});

describe('a skeleton for what nothing knows', () => {
  test('names what can be guessed', () => {
    const record = {
      When: '01/03/2026 08:00:00',
      Badge: 'x',
      'User name': 'amara',
      'Source IP': '10.0.0.1',
      PC: 'W',
    };
    const skeleton = skeletonOf(record);
    expect(skeleton).toContain('time: { field: When, format: dd/MM/yyyy HH:mm:ss, zone: UTC }');
    expect(skeleton).toContain('account: User name');
    expect(skeleton).toContain('source_address: Source IP');
    expect(skeleton).toContain('# host:');
  });

  test('is a mapping without a fault, whatever the names and values', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter((one) => one !== '__proto__');
    const odd = fc.constantFrom(
      'time: x',
      '- a',
      '#when',
      '"host',
      'null',
      'user\n',
      '&a',
      '*b',
      '{date',
      'true',
      '1',
      '~',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(name, odd), fc.string(), { minKeys: 2, maxKeys: 12 }), (record) => {
        fc.pre(Object.keys(record).every((key) => !key.includes('.')));
        const { mapping, refusals } = parseMapping(skeletonOf(record), 'skeleton.yaml');
        expect(refusals).toEqual([]);
        expect(mapping?.recognise.every((one) => one in record)).toBe(true);
      }),
    );
  });
});

describe('mapping files', () => {
  test('those that come with the project are whole', () => {
    const folder = projectPath('content', 'mappings', 'inputs');
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(shippedMappings().refusals).toEqual([]);
    expect(shippedMappings().mappings).toHaveLength(files.length);
    const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync(`${folder}/README.md`, 'utf8'))?.[1] ?? '';
    expect(parseMapping(example, 'README.md').refusals).toEqual([]);
  });

  test.each<[string, string, number, RegExp]>([
    ['an unknown key', 'title: t\nrecognise: [a, b]\nlogsource: { product: x }\nhosts: a\n', 4, /hosts/],
    [
      'an unknown key inside',
      'title: t\nrecognise: [a, b]\nlogsource:\n  product: x\n  produkt: x\n',
      5,
      /produkt/,
    ],
    [
      'a zone that is none',
      'title: t\nrecognise: [a, b]\nlogsource: { product: x }\ntime:\n  field: a\n  zone: Leeds\n',
      6,
      /time\.zone/,
    ],
    [
      'a pattern without a day',
      'title: t\nrecognise: [a, b]\nlogsource: { product: x }\ntime:\n  field: a\n  format: yyyy HH:mm\n',
      6,
      /yyyy/,
    ],
    [
      'a part twice',
      'title: t\nrecognise: [a, b]\nlogsource: { product: x }\ntime:\n  field: a\n  format: dd/dd/yyyy MM\n',
      6,
      /yyyy/,
    ],
    ['nothing to recognise by', 'title: t\nrecognise: [a]\nlogsource: { product: x }\n', 2, /recognise/],
    ['no log source', 'title: t\nrecognise: [a, b]\n', 1, /logsource/],
    ['broken YAML', 'title: t\nrecognise: [a, b\n', 3, /./],
  ])('%s is refused with its line', (_, text, line, reason) => {
    const { mapping, refusals } = parseMapping(text, 'm.yaml');
    expect(mapping).toBeUndefined();
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.reason).toMatch(reason);
    expect(refusals[0]?.line).toBe(line);
  });

  test.each<[string, string[], string, string | undefined]>([
    ['dd/MM/yyyy HH:mm:ss', ['01/03/2026 08:00:00', '01-03-2026 08:00:00'], 'UTC', '2026-03-01T08:00:00Z'],
    ['M/d/yyyy h:mm:ss a', ['3/1/2026 12:00:00 AM'], 'UTC', '2026-03-01T00:00:00Z'],
    ['M/d/yyyy h:mm:ss a', ['3/1/2026 12:30:00 PM'], 'UTC', '2026-03-01T12:30:00Z'],
    ["yyyy-MM-dd'T'HH:mm:ss,S", ['2026-03-01T08:00:00,1234567'], '+05:30', '2026-03-01T02:30:00.1234567Z'],
    ['dd MMM yyyy HH:mm', ['29 Mar 2026 00:30'], 'Europe/London', '2026-03-29T00:30:00Z'],
    ['dd MMM yyyy HH:mm', ['29 Mar 2026 02:30'], 'Europe/London', '2026-03-29T01:30:00Z'],
    ['dd MMM yyyy HH:mm', ['25 Oct 2026 02:30'], 'Europe/London', '2026-10-25T02:30:00Z'],
    [
      'iso',
      ['2026-07-01T08:00:00Z', '2026-07-01T09:00:00+01:00', '2026-07-01 09:00:00'],
      'Europe/London',
      '2026-07-01T08:00:00Z',
    ],
    ['dd/MM/yyyy HH:mm', ['31/02/2026 08:00', 'x', ''], 'UTC', undefined],
  ])('%s reads %s in %s', (pattern, texts, zone, expected) => {
    for (const text of texts) expect(timeReader([pattern], zone)(text)).toBe(expected);
  });
});

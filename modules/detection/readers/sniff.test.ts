import { describe, expect, test } from 'vitest';
import { readInput } from './index.ts';
import { read } from './testing/read.ts';

const windows = '{"EventID":4688,"Channel":"Security","Hostname":"DC01","CommandLine":"café ☕"}\n';

describe('the format is found from content, whatever the name', () => {
  const utf16be = Buffer.from(windows, 'utf16le').swap16();
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${windows}`)],
    ['UTF-16 little-endian with a mark', Buffer.from(`\ufeff${windows}`, 'utf16le')],
    ['UTF-16 big-endian with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['UTF-16 little-endian without a mark', Buffer.from(windows, 'utf16le')],
    ['UTF-16 big-endian without a mark', utf16be],
    ['empty lines first', Buffer.from(`\r\n \r\n${windows}`)],
  ])('%s', async (_, bytes) => {
    for (const piece of [1, 3, 1 << 16]) {
      const { events, losses, reports } = await read(bytes, { name: 'picture.png', piece });
      expect(losses).toEqual([]);
      expect(events.map((event) => event.field('CommandLine'))).toEqual(['café ☕']);
      expect(reports[0]).toMatchObject({ file: 'picture.png', format: 'windows-json' });
    }
  });

  test('several kinds in one file are each read as what they are', async () => {
    const lines = [
      windows.trim(),
      '{"ts":1,"_path":"conn"}',
      '{"timestamp":"2026-03-01T08:00:00Z","event_type":"dns","src_ip":"10.0.0.1"}',
      '{"resourceType":"AuditEvent"}',
      '{"a":1}',
      windows.trim(),
    ];
    const { events, reports } = await read(lines.join('\n'));
    expect(events.map((event) => event.source.format)).toEqual([
      'windows-json',
      'zeek',
      'suricata',
      'fhir-auditevent',
      'json',
      'windows-json',
    ]);
    expect(reports[0]?.format).toBe('windows-json');
  });

  test.each<[string, string | Uint8Array, string | undefined]>([
    ['prose', 'Dear all,\nthe printer is broken.\nRegards\n', undefined],
    ['other XML', '<?xml version="1.0"?><feed><EventData/></feed>', 'XML'],
    ['a capture', Buffer.from('d4c3b2a1020004000000000000000000', 'hex'), 'a packet capture (pcap)'],
    ['a PDF', '%PDF-1.7\n', 'a PDF document'],
    ['zeros', new Uint8Array(5000), 'binary data'],
    ['one byte', 'x', undefined],
    ['an open brace and words', '{ this is not json }', undefined],
  ])('%s is reported as unknown, not skipped', async (_, content, looksLike) => {
    const { events, reports, losses } = await read(content);
    expect(events).toEqual([]);
    expect(losses).toEqual([]);
    expect(reports).toEqual([
      {
        file: 'input',
        format: 'unknown',
        events: 0,
        bytes: content.length,
        losses: [],
        ...(looksLike ? { looksLike } : {}),
      },
    ]);
  });

  test('nothing is empty', async () => {
    expect((await read('')).reports).toEqual([
      { file: 'input', format: 'empty', events: 0, bytes: 0, losses: [] },
    ]);
  });

  test('an input that fails says why and keeps what came before', async () => {
    async function* failing(after: string) {
      yield Buffer.from(after);
      throw new Error('EIO: i/o error');
    }
    for (const [after, events] of [
      ['', 0],
      [windows + windows + windows.slice(0, 20), 2],
    ] as const) {
      const reading = readInput('disk', failing(after));
      let found = 0;
      for await (const batch of reading) found += batch.length;
      expect(found).toBe(events);
      expect(reading.reports).toHaveLength(1);
      expect(reading.reports[0]?.losses.at(-1)?.what).toBe('it could not be read (EIO: i/o error)');
    }
  });
});

test('a syslog line that a collector wrapped in JSON still says who and where', async () => {
  const { events } = await read(
    '{"message":"<189>Jan 18 11:29:03 dist-sw03 %AAA-5-USER_LOGGED: User ops-jsmith executed: ping 10.20.30.1","product":"cisco","service":"aaa"}\n',
  );
  expect(events[0]?.source).toMatchObject({ product: 'cisco', service: 'aaa' });
  expect(events[0]?.envelope()).toMatchObject({ host: 'dist-sw03', account: 'ops-jsmith' });
});

test('generic records: fields by key and dotted path, an envelope from the usual names, losses bounded', async () => {
  const { events } = await read(
    `${JSON.stringify({ eventTime: '2026-03-01T08:00:00Z', 'user.name': 'amara', host: { name: 'APP1' }, sourceIPAddress: '10.0.0.1', userIdentity: { type: 'Root', sessions: [{ id: 1 }, { id: 2 }] }, service: 's3' })}\n`,
  );
  const [event] = events;
  expect(event?.field('userIdentity.type')).toBe('Root');
  expect(event?.field('userIdentity.sessions.id')).toEqual([1, 2]);
  expect(event?.field('userIdentity')).toContain('"type":"Root"');
  expect(event?.envelope()).toEqual({
    time: '2026-03-01T08:00:00Z',
    host: 'app1',
    account: 'amara',
    sourceAddress: '10.0.0.1',
  });
  expect(event?.recordId).toBe('1');
  const { losses, events: rest } = await read(`{"a":1}\n${'{broken\n'.repeat(5000)}{"a":2}\n`);
  expect(rest).toHaveLength(2);
  expect(losses).toHaveLength(101);
  expect(losses.reduce((sum, loss) => sum + loss.count, 0)).toBe(5000);
});

/** Risks: a value cut or joined wrongly by escaping; a line that passes as syslog and loses its fields. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { read } from './testing/read.ts';

const now = Date.UTC(2026, 2, 1, 12);
const one = async (line: string) => {
  const { events, losses, reports } = await read(`${line}\n`, { now });
  expect(losses).toEqual([]);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (!event) throw new Error('no event');
  expect(reports[0]?.format).toBe(event.source.format);
  return event;
};

const traffic =
  'CEF:0|Fortinet|Fortigate|v7.2.5|00013|traffic:forward accept|3|deviceExternalId=FG100E FTNTFGTlogid=0000000013 rt=1772316855123 src=10.20.8.44 spt=51234 dst=203.0.113.50 dpt=443 suser=amara act=accept request=https://a.example/?q\\=1 FTNTFGTpolicyid=7';

describe('one message, however it travels', () => {
  test.each([
    ['alone', traffic, 'fg-host', undefined],
    ['RFC 3164', `<134>Feb 28 22:14:15 fw01 ${traffic}`, 'fw01', 'fw01'],
    ['RFC 3164 without priority', `Feb 28 22:14:15 fw01 ${traffic}`, 'fw01', 'fw01'],
    ['RFC 5424', `<134>1 2026-02-28T22:14:15Z fw01 cef - - - ${traffic}`, 'fw01', 'fw01'],
    ['a priority only', `<134>${traffic}`, 'fg-host', undefined],
    ['an ISO time', `2026-02-28T22:14:15+00:00 fw01 ${traffic}`, 'fw01', 'fw01'],
    ['a tag', `<134>Feb 28 22:14:15 fw01 fortigate: ${traffic}`, 'fw01', 'fw01'],
  ])('%s', async (_, line, __, host) => {
    const event = await one(line);
    expect(event.source).toMatchObject({
      key: 'fortigate|fortigate',
      format: 'cef',
      product: 'fortigate',
      service: 'fortigate',
    });
    expect(event.field('Name')).toBe('traffic:forward accept');
    expect(event.field('DeviceEventClassID')).toBe('00013');
    expect(event.field('request')).toBe('https://a.example/?q=1');
    expect(event.field('requestUrl')).toBe('https://a.example/?q=1');
    expect(event.field('FTNTFGTpolicyid')).toBe('7');
    expect(event.envelope()).toEqual({
      time: '2026-02-28T22:14:15.123Z',
      host: host ?? '10.20.8.44',
      account: 'amara',
      sourceAddress: '10.20.8.44',
      destinationAddress: '203.0.113.50',
      destinationPort: 443,
    });
  });
});

test('custom fields answer to their own names and to their labels', async () => {
  const event = await one(
    'CEF:0|Palo Alto Networks|PAN-OS|10.2|end|TRAFFIC|1|cs1Label=Rule cs1=Block guest Wi-Fi cs2Label=Source Zone cs2=wards shost=WARD-07 rt=Mar 01 2026 08:00:00.250 GMT duser=TRUST\\\\amara',
  );
  expect(event.source).toMatchObject({ product: 'paloalto', service: 'pan_os' });
  expect(event.field('cs1')).toBe('Block guest Wi-Fi');
  expect(event.field('Rule')).toBe('Block guest Wi-Fi');
  expect(event.field('Source Zone')).toBe('wards');
  expect(event.envelope()).toEqual({
    time: '2026-03-01T08:00:00.250Z',
    host: 'ward-07',
    account: 'TRUST\\amara',
  });
});

test('what is escaped comes out as it went in, in header and extension', async () => {
  const text = fc
    .string({
      unit: fc.constantFrom('a', 'Z', '9', ' ', '|', '=', '\\', '.', ':', '/', '"', 'é'),
      maxLength: 20,
    })
    .map((value) => value.trim());
  const inHeader = (value: string) => value.replace(/[\\|]/g, '\\$&');
  // A bare `key=` inside a value would be a key, so every equals sign is escaped, as the format asks.
  const inExtension = (value: string) => value.replace(/[\\=]/g, '\\$&');
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, message, path) => {
      const event = await one(
        `CEF:0|Maker|Thing|1|${inHeader(name)}|n|5|msg=${inExtension(message)} filePath=${inExtension(path)} dpt=1`,
      );
      expect(event.field('DeviceEventClassID')).toBe(name);
      expect(event.field('msg')).toBe(message);
      expect(event.field('filePath')).toBe(path);
      expect(event.field('dpt')).toBe('1');
    }),
    { numRuns: 200 },
  );
});

test('ends of lines written as text are ends of lines, other backslashes are themselves', async () => {
  const event = await one(
    'CEF:0|M|P|1|i|n|5|msg=one\\ntwo fname=C:\\\\Temp\\\\new.exe filePath=C:\\Temp\\x.exe',
  );
  expect(event.field('msg')).toBe('one\ntwo');
  expect(event.field('fname')).toBe('C:\\Temp\\new.exe');
  expect(event.field('filePath')).toBe('C:\\Temp\\x.exe');
});

describe('LEEF', () => {
  const attributes = ['src=10.0.1.8', 'dst=10.0.0.5', 'dstPort=21', 'usrName=amara', 'note=a=b c'];
  test.each([
    ['1.0, tabs', 'LEEF:1.0|Lancope|StealthWatch|6.5|41|', '\t'],
    ['1.0, tabs that a relay wrote as numbers', 'LEEF:1.0|Lancope|StealthWatch|6.5|41|', '#011'],
    ['2.0, a character', 'LEEF:2.0|Lancope|StealthWatch|6.5|41|^|', '^'],
    ['2.0, hexadecimal', 'LEEF:2.0|Lancope|StealthWatch|6.5|41|x7C|', '|'],
    ['2.0, hexadecimal with 0x', 'LEEF:2.0|Lancope|StealthWatch|6.5|41|0x09|', '\t'],
    ['2.0, left empty', 'LEEF:2.0|Lancope|StealthWatch|6.5|41||', '\t'],
    ['2.0, left out', 'LEEF:2.0|Lancope|StealthWatch|6.5|41|', '\t'],
  ])('%s', async (_, header, delimiter) => {
    const event = await one(`<13>Mar  1 08:00:00 flow01 ${header}${attributes.join(delimiter)}`);
    expect(event.source).toMatchObject({ key: 'lancope|stealthwatch', format: 'leef' });
    expect(event.field('DeviceEventClassID')).toBe('41');
    expect(event.field('note')).toBe('a=b c');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00Z',
      host: 'flow01',
      account: 'amara',
      sourceAddress: '10.0.1.8',
      destinationAddress: '10.0.0.5',
      destinationPort: 21,
    });
  });
});

test('a header that is not whole stays a line of syslog', async () => {
  const event = await one('<134>Feb 28 22:14:15 fw01 CEF:0|Fortinet|Fortigate');
  expect(event.source.format).toBe('syslog');
});

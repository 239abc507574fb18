/** Guards: a column taken for what it is not, a row lost in silence, and a person's word on a column that a guess overrules. */
import { expect, it } from 'vitest';
import { readBytes, readSample } from '../testing/sample.ts';
import { guessMapping } from './mapping.ts';

const sample = readSample(new URL('./samples/medical-devices.csv', import.meta.url));

it('finds the header below titles, and what each column means', () => {
  expect(sample.kinds).toEqual(['table']);
  expect(sample.about('asset')[0]).toEqual({
    about: 'asset',
    keys: ['serial:981234567', 'mac:00:40:9d:11:22:33', 'address:10.64.20.77'],
    seen_at: '2026-03-17T23:00:00.000Z',
    fields: {
      kind: 'medical-device',
      support_ends: '2027-12-31',
      manufacturer: 'Braun',
      model: 'Space',
      serial: '98-1234567',
      location: 'Ward 7',
    },
  });
});

it('tells which rows say nothing of who they are, and which dates are none', () => {
  expect(sample.about('asset')).toHaveLength(3);
  expect(sample.problems).toEqual([
    { line: 5, reason: '"unknown" is no date; when support ends stays unknown' },
    {
      line: 7,
      reason: 'nothing in this row says which device it is: no name, address, MAC address or serial number',
    },
  ]);
});

it('guesses from what is in a column where its heading says nothing', () => {
  const guesses = guessMapping(
    ['Thing', 'A', 'B', 'Address'],
    [
      ['SAH-X1', '10.1.2.3', '00:11:22:33:44:55', '1 High Street'],
      ['SAH-X2', '10.1.2.4', '00:11:22:33:44:66', '2 High Street'],
    ],
  );
  expect(guesses.map(({ means, because }) => [means, because])).toEqual([
    [null, null],
    ['address', 'content'],
    ['mac', 'content'],
    [null, null],
  ]);
});

it('does what a person states and not what it would guess', () => {
  const csv = 'Name;Thing;Was\nPump 7;SAH-X1;10.1.2.3\n';
  const mapping = {
    columns: { Thing: 'hostname', Name: 'kind' },
    kinds: { 'Pump 7': 'medical-device' },
  } as const;
  const { parts } = readBytes('a.csv', Buffer.from(csv), { mapping });
  expect(parts[0]?.claims).toEqual([
    {
      about: 'asset',
      keys: ['host:sah-x1'],
      seen_at: '2026-03-17T23:00:00.000Z',
      fields: { hostname: 'SAH-X1', kind: 'medical-device' },
    },
  ]);
});

it('says which column of a stated mapping is not there', () => {
  const mapping = { columns: { Host: 'hostname', Nowhere: 'os' }, kinds: {} } as const;
  const { parts } = readBytes('a.csv', Buffer.from('Host,Os\nx1,Linux\n'), { mapping });
  expect(parts[0]?.problems[0]?.reason).toBe('the mapping names a column "Nowhere" that is not there');
});

it('reads what Excel and PowerShell write: sep=, #TYPE, UTF-16, and quotes over lines', () => {
  const text = 'sep=;\r\n"Host";"Notes"\r\n"x1";"one\r\ntwo"\r\n"x2";"said ""no"""\r\n';
  const { parts } = readBytes(
    'a.csv',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
  );
  expect(parts[0]?.claims.map((claim) => ('fields' in claim ? claim.fields : null))).toEqual([
    { hostname: 'x1', notes: 'one\ntwo' },
    { hostname: 'x2', notes: 'said "no"' },
  ]);
});

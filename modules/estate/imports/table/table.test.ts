/** Guards: a column taken for what it is not, a row lost in silence, and a person's word on a column that a guess overrules. */
import { describe, expect, it } from 'vitest';
import { tablesIn } from '../read-file.ts';
import { readBytes, readSample } from '../testing/sample.ts';
import { guessMapping, type Mapping } from './mapping.ts';
import { viewTable } from './view.ts';

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

describe('a table as somebody sees it who says what its columns mean', () => {
  const text = 'Inventory of 2026;;\nThing;What;Where\nSAH-X1;Drip stand pump;Ward 7\n;CT scanner;CT 1\n';
  const file = { name: 'a.csv', open: () => [Buffer.from(text)] };
  const at = '2026-03-17T23:00:00.000Z';
  const see = (mapping?: Mapping) => {
    const [table] = tablesIn(file, 200);
    return viewTable(table!.name, table!.rows, at, mapping)!;
  };

  it('is shown though nothing of it is guessed', () => {
    expect(see().columns.map(({ column }) => column)).toEqual(['Thing', 'What', 'Where']);
  });

  it('shows rows before and after, which rows say nothing, and which words mean no kind', () => {
    const view = see({ columns: { Thing: 'hostname', What: 'kind', Where: 'location' }, kinds: {} });
    expect(view.header_line).toBe(2);
    expect(view.columns.map(({ means, because }) => [means, because])).toEqual([
      ['hostname', 'stated'],
      ['kind', 'stated'],
      ['location', 'stated'],
    ]);
    expect(view.before.map(({ line, cells }) => [line, cells[1]])).toEqual([
      [3, 'Drip stand pump'],
      [4, 'CT scanner'],
    ]);
    expect(view.after).toEqual([
      {
        line: 3,
        known_as: ['host sah-x1'],
        fields: { hostname: 'SAH-X1', kind: 'medical-device', location: 'Ward 7' },
      },
      { line: 4, known_as: [], fields: null },
    ]);
    expect(view.unknown_kinds).toEqual([]);
  });

  it('says what would be claimed of it exactly as reading it does', () => {
    const mapping: Mapping = { columns: { Thing: 'hostname', Where: 'location' }, kinds: {} };
    const { parts } = readBytes('a.csv', Buffer.from(text), { mapping });
    const claimed = parts[0]!.claims.map((claim) => ('fields' in claim ? claim.fields : null));
    const taken = see(mapping).after.map(({ fields }) => fields);
    expect(taken.filter((fields) => fields !== null)).toEqual(claimed);
  });
});

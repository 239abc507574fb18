/** Any table of assets, as an inventory, a CMMS or somebody's spreadsheet has it: what its columns mean is guessed, or stated. */
import type { AssetClaim, Claim } from '../claim.ts';
import { columnsOf, heading, type Row, recordOf } from '../forms/rows.ts';
import type { Reading, TableImporter } from '../importer.ts';
import { addressKey, hostKeys, idKey, type Key, macKey, serialKey, uuidKey } from '../keys.ts';
import { assetKindOf, dayOf, stated, timeOf } from '../words.ts';
import { type ColumnMeaning, guessMapping, type Mapping, mappingOf } from './mapping.ts';

/** Rows looked at before a guess. */
const sampled = 50;
const identifying: readonly ColumnMeaning[] = ['hostname', 'address', 'mac', 'serial', 'uuid'];
/** Fields whose cell is not what is claimed of them, or not as it is written. */
const prepared = new Set<string>(['address', 'mac', 'uuid', 'seen_at', 'kind', 'support_ends']);

export const tableImporter: TableImporter = {
  kind: 'table',
  title: 'any table of assets with a header (CSV, XLSX)',
  holds: 'catalogue',
  form: 'table',
  recognises: (rows) => {
    const found = headerOf(rows);
    return (
      found !== undefined && Object.values(found.mapping.columns).some((means) => identifying.includes(means))
    );
  },
  *read(rows, reading) {
    const iterator = rows[Symbol.iterator]();
    const first: Row[] = [];
    for (let next = iterator.next(); !next.done; next = iterator.next())
      if (first.push(next.value) >= sampled) break;
    const found = headerOf(first);
    const mapping = reading.mapping ?? found?.mapping;
    const at = reading.mapping ? statedHeader(first, reading.mapping) : found?.at;
    if (mapping === undefined || at === undefined) {
      reading.problem(0, 'no row has the columns that the mapping names');
      return;
    }
    const columns = columnsOf(first[at]!.cells);
    for (const column of Object.keys(mapping.columns))
      if (!columns.has(heading(column)))
        reading.problem(first[at]!.line, `the mapping names a column "${column}" that is not there`);
    const asked = meaningsOf(mapping);
    for (const row of first.slice(at + 1)) yield* claimsOf(row, columns, asked, mapping, reading);
    for (let next = iterator.next(); !next.done; next = iterator.next())
      yield* claimsOf(next.value, columns, asked, mapping, reading);
  },
};

/**
 * The same, as a person's own word: it stands above every other source and stays until a row says otherwise of the same asset. Nobody's
 * file is taken for that unless they say so (`--as hand`).
 */
export const handImporter: TableImporter = {
  ...tableImporter,
  kind: 'hand',
  title:
    'what a person states by hand, believed above all else (a table, when somebody says that it is that)',
  holds: 'sightings',
  *read(rows, reading) {
    for (const claim of tableImporter.read(rows, reading)) yield { ...claim, seen_at: null };
  },
};

/** The row that names most of what is below it; undefined when none names two things. */
export function headerOf(rows: readonly Row[]): { at: number; mapping: Mapping } | undefined {
  let best: { at: number; mapping: Mapping; count: number } | undefined;
  rows.slice(0, 10).forEach((row, at) => {
    const below = rows.slice(at + 1).map(({ cells }) => cells);
    const mapping = mappingOf(
      guessMapping(row.cells, below).filter(({ because }) => because !== 'content' || below.length > 0),
    );
    const count = Object.keys(mapping.columns).length;
    if (count >= 2 && (best === undefined || count > best.count)) best = { at, mapping, count };
  });
  return best;
}

export function statedHeader(rows: readonly Row[], mapping: Mapping): number | undefined {
  const wanted = Object.keys(mapping.columns).map(heading);
  const at = rows.findIndex(({ cells }) => {
    const there = new Set(cells.map(heading));
    return wanted.some((name) => there.has(name));
  });
  return at < 0 ? undefined : at;
}

/** Columns by what they mean. */
function meaningsOf({ columns }: Mapping): Map<ColumnMeaning, string[]> {
  const asked = new Map<ColumnMeaning, string[]>();
  for (const [column, means] of Object.entries(columns)) {
    const all = asked.get(means) ?? [];
    asked.set(means, all);
    all.push(heading(column));
  }
  return asked;
}

function* claimsOf(
  row: Row,
  columns: ReadonlyMap<string, number>,
  asked: ReadonlyMap<ColumnMeaning, string[]>,
  mapping: Mapping,
  reading: Reading,
): Generator<Claim> {
  if (row.cells.every((cell) => cell.trim() === '')) return;
  const record = recordOf(row, columns);
  const cells = (means: ColumnMeaning): string[] =>
    (asked.get(means) ?? []).flatMap((name) => record.get(name) ?? []);
  const cell = (means: ColumnMeaning): string | undefined => cells(means)[0];
  const several = (means: ColumnMeaning) => cells(means).flatMap((text) => text.split(/[\s,;|]+/));
  const keys: Key[] = [
    ...cells('uuid').flatMap(uuidKey),
    ...cells('serial').flatMap(serialKey),
    ...hostKeys(cell('hostname')),
    ...several('mac').flatMap(macKey),
    ...several('address').flatMap(addressKey),
  ];
  if (keys.length === 0) {
    // Too short to tell machines apart everywhere, a serial still tells rows of one table apart.
    keys.push(...idKey(cell('serial')));
    reading.problem(
      row.line,
      'nothing in this row says which device it is: no name, address, MAC address or serial number',
    );
    if (keys.length === 0) return;
  }
  const word = cell('kind');
  const kind = word === undefined ? undefined : (mapping.kinds[word] ?? assetKindOf(word));
  const ends = cell('support_ends');
  if (ends !== undefined && dayOf(ends) === undefined)
    reading.problem(row.line, `"${ends.slice(0, 40)}" is no date; when support ends stays unknown`);
  const fields: Record<string, string | undefined> = { kind, support_ends: dayOf(ends) };
  for (const means of asked.keys()) if (!prepared.has(means)) fields[means] = cell(means);
  if (word !== undefined && kind === undefined)
    fields.notes = [fields.notes, `Kind: ${word}`].filter(Boolean).join('. ');
  yield {
    about: 'asset',
    keys,
    seen_at: timeOf(cell('seen_at')) ?? reading.at,
    fields: stated(fields),
  } satisfies AssetClaim;
}

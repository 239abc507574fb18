/** A table as somebody sees it who has to say what its columns mean: rows as they are, and what would be claimed of them. Pure. */

import { heading, type Row } from '../forms/rows.ts';
import { keyKind, keyValue } from '../keys.ts';
import { assetKindOf } from '../words.ts';
import { headerOf, statedHeader, tableImporter } from './index.ts';
import { type ColumnMeaning, guessMapping, type Mapping, mappingOf } from './mapping.ts';

export interface TableView {
  name: string;
  /** Where the headings stand, from 1. */
  header_line: number;
  columns: {
    column: string;
    means: ColumnMeaning | null;
    because: 'heading' | 'content' | 'stated' | null;
    example: string;
  }[];
  /** Rows as they are in the file. */
  before: { line: number; cells: string[] }[];
  /** The same rows as they would be taken; null where nothing says which device a row is about. */
  after: { line: number; known_as: string[]; fields: Record<string, string> | null }[];
  /** Words of the column of kinds that mean none of the estate's. */
  unknown_kinds: string[];
}

/** Rows that are shown. */
const shown = 5;

/** @param at when the file was exported, ISO 8601 */
export function viewTable(
  name: string,
  rows: readonly Row[],
  at: string,
  mapping?: Mapping,
): TableView | undefined {
  const header = mapping ? statedHeader(rows, mapping) : (headerOf(rows)?.at ?? widest(rows));
  if (header === undefined) return undefined;
  const { line, cells } = rows[header]!;
  const below = rows.slice(header + 1);
  const guesses = guessMapping(
    cells,
    below.map((row) => row.cells),
  );
  const stated = new Map(
    Object.entries(mapping?.columns ?? {}).map(([column, means]) => [heading(column), means]),
  );
  const columns = guesses.map((guess): TableView['columns'][number] => {
    if (!mapping) return guess;
    const means = stated.get(heading(guess.column)) ?? null;
    return { ...guess, means, because: means === null ? null : 'stated' };
  });
  const used = mapping ?? mappingOf(guesses);
  const before = below.slice(0, shown);
  return {
    name,
    header_line: line,
    columns,
    before: before.map((row) => ({ line: row.line, cells: cells.map((_, i) => row.cells[i] ?? '') })),
    after: before.map((row) => takenAs(rows[header]!, row, used, at)),
    unknown_kinds: unknownKinds(columns, below, used),
  };
}

function takenAs(header: Row, row: Row, mapping: Mapping, at: string): TableView['after'][number] {
  const [claim] = tableImporter.read([header, row], { at, mapping, problem: () => undefined });
  if (claim?.about !== 'asset') return { line: row.line, known_as: [], fields: null };
  const known_as = claim.keys.map((key) => `${keyKind(key)} ${keyValue(key)}`);
  return { line: row.line, known_as, fields: { ...claim.fields } };
}

function unknownKinds(columns: TableView['columns'], rows: readonly Row[], { kinds }: Mapping): string[] {
  const at = columns.findIndex(({ means }) => means === 'kind');
  if (at < 0) return [];
  const words = new Set(rows.map(({ cells }) => cells[at]?.trim() ?? '').filter((word) => word !== ''));
  return [...words].filter((word) => kinds[word] === undefined && assetKindOf(word) === undefined);
}

/** Where no row names anything, the first of those with most cells. */
function widest(rows: readonly Row[]): number | undefined {
  const filled = rows.slice(0, 10).map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length);
  const most = Math.max(0, ...filled);
  return most < 2 ? undefined : filled.indexOf(most);
}

/** Rows of a table, whether it came as text or as a sheet of a workbook. */

export interface Row {
  line: number;
  cells: readonly string[];
}

/** A row under its header, asked by name. */
export interface TableRecord {
  line: number;
  /** The first of these columns that is there and not empty; undefined when none is. */
  get(...names: readonly string[]): string | undefined;
}

/** How a heading is compared: `Device ID`, `deviceId` and `DEVICE_ID` are one. */
export const heading = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^\uFEFF/, '')
    .replace(/[^a-z0-9#]/g, '');

/** Titles and dates of export may stand above it, but not for long. */
const headerWithin = 20;

/** Whether one of the first rows has all of these headings. */
export function hasHeader(rows: readonly Row[], ...names: readonly string[]): boolean {
  return rows.slice(0, headerWithin).some((row) => isHeader(row, names));
}

const isHeader = (row: Row, names: readonly string[]): boolean => {
  const there = new Set(row.cells.map(heading));
  return names.every((name) => there.has(name));
};

/** Records below the first row that has all the headings of one of these headers. */
export function* recordsOf(
  rows: Iterable<Row>,
  ...headers: readonly (readonly string[])[]
): Generator<TableRecord> {
  let columns: Map<string, number> | undefined;
  for (const row of rows) {
    if (columns) {
      yield recordOf(row, columns);
    } else if (headers.some((names) => isHeader(row, names))) {
      columns = columnsOf(row.cells);
    }
  }
}

/** The first of two columns with one heading counts. */
export function columnsOf(cells: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>();
  cells.forEach((cell, i) => {
    const name = heading(cell);
    if (name !== '' && !columns.has(name)) columns.set(name, i);
  });
  return columns;
}

export const recordOf = ({ line, cells }: Row, columns: ReadonlyMap<string, number>): TableRecord => ({
  line,
  get(...names) {
    for (const name of names) {
      const at = columns.get(name);
      const cell = at === undefined ? undefined : cells[at]?.trim();
      if (cell) return cell;
    }
    return undefined;
  },
});

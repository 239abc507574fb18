/** Reads one list of a hospital folder from a table, as inventories and firewalls export them. */
import { parse } from 'csv-parse/sync';
import type { ZodObject, ZodType } from 'zod';
import type { Section } from './check.ts';
import { type LocatedProblem, type Row, schemas } from './rows.ts';

/** The lists that may come as a table of their own, in the order in which they are read. */
export const tables = [
  'wards',
  'systems',
  'dependencies',
  'flows',
  'assets',
  'accounts',
  'rights',
] as const satisfies readonly Section[];

const accepts = (type: unknown, value: unknown) => (type as ZodType).safeParse(value).success;

/**
 * How a column's cells become what the model wants. Nothing in a cell means that nobody knows: the field is left
 * out where that is allowed, else null, which a field that must be known refuses. Lists are separated by blanks.
 */
function cellReader(type: unknown): (cell: string) => unknown {
  const isList = accepts(type, []);
  const isNumber = accepts(type, 0);
  const empty = accepts(type, undefined) ? () => undefined : isList ? () => [] : () => null;
  return (cell) => {
    if (cell === '') return empty();
    if (isList) return cell.split(/\s+/);
    return isNumber && /^\d+$/.test(cell) ? Number(cell) : cell;
  };
}

/** Adds a row for each line after the header; what cannot be read is added to the problems instead. */
export function readCsv(
  text: string,
  file: string,
  section: (typeof tables)[number],
  rows: Row[],
  problems: LocatedProblem[],
): void {
  const { shape } = schemas[section] as ZodObject;
  const fields = Object.keys(shape);
  let header: string[] = [];
  try {
    const records = parse(text, {
      bom: true,
      columns: (names: string[]) => {
        header = names.map((name) => name.trim());
        return header;
      },
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: 65_536,
      on_skip: (error) => {
        problems.push({
          file,
          line: Number(error?.lines ?? 0),
          message: error?.message ?? 'row cannot be read',
        });
        return undefined;
      },
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    for (const name of header) {
      if (Object.hasOwn(shape, name)) continue;
      problems.push({ file, line: 1, message: `unknown column "${name}"; known: ${fields.join(', ')}` });
    }
    for (const name of fields) {
      if (header.includes(name) || accepts(shape[name], undefined)) continue;
      problems.push({ file, line: 1, message: `column "${name}" is missing` });
    }
    const columns = fields.filter((name) => header.includes(name));
    const readers = columns.map((name) => [name, cellReader(shape[name])] as const);
    for (const { record, info } of records) {
      const cells = readers.map(([name, read]) => [name, read(record[name] ?? '')] as const);
      const value = Object.fromEntries(cells.filter(([, cell]) => cell !== undefined));
      rows.push({ value, file, line: info.lines, lineOf: () => info.lines });
    }
  } catch (error) {
    problems.push({ file, line: 0, message: `cannot be read: ${(error as Error).message}` });
  }
}

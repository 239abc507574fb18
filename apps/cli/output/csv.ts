/** `--format csv`: one finding a row, for a spreadsheet. */
import { stringify } from 'csv-stringify/sync';
import type { FindingRecord } from './record.ts';

const columns = [
  'time',
  'level',
  'title',
  'host',
  'account',
  'services',
  'source_address',
  'destination_address',
  'destination_port',
  'reason',
  'tags',
  'rule_id',
  'file',
  'record_id',
  'format',
  'id',
] as const;

// A log record is written by the attacker too: a cell that starts like a formula would run in the reader's spreadsheet.
const options = { escape_formulas: true, quoted_string: true } as const;

export const csvHead = (): string => stringify([[...columns]], options);

export function csvRow(record: FindingRecord): string {
  const cell = (column: (typeof columns)[number]): string => {
    if (column === 'reason')
      return record.reason.map((r) => `${r.field ?? 'record'} ${r.test} ${r.wanted}`).join('; ');
    const value = record[column];
    return Array.isArray(value) ? value.join('; ') : String(value ?? '');
  };
  return stringify([columns.map(cell)], options);
}

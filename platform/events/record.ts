/** One event as a line of the log, which DuckDB later reads back column by column. */
import { fault } from '../fault/index.ts';
import type { StoredEvent } from './port.ts';
import { epochMicros } from './time.ts';

/** DuckDB's types of what a line holds, in order; also the columns of the hot table and of sealed segments. */
export const lineColumns = {
  t: 'BIGINT',
  received: 'BIGINT',
  id: 'VARCHAR',
  org: 'VARCHAR',
  time: 'VARCHAR',
  source: 'VARCHAR',
  format: 'VARCHAR',
  host: 'VARCHAR',
  account: 'VARCHAR',
  src: 'VARCHAR',
  dst: 'VARCHAR',
  file: 'VARCHAR',
  record_id: 'VARCHAR',
  raw: 'VARCHAR',
} as const;

/** Longest line, and with it the buffer that DuckDB sets aside for reading one. */
export const longestLine = 16 * 1024 * 1024;

/**
 * A `\ud8..` to `\udf..` escape in JSON.stringify's output is half of a character, which the JSON reader refuses. Text
 * that merely spells such an escape matches too; the second look then changes nothing.
 */
const halfCharacter = /\\ud[89a-f]/i;

const newline = Buffer.from('\n');

const whole = (value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value).toString() : value;

/** `received`: microseconds; stands in for the time of an event that has none. */
export function toLine(event: StoredEvent, received: number): string {
  const t = (event.time === null ? null : epochMicros(event.time)) ?? received;
  const record = { t, received, ...event };
  let line = JSON.stringify(record);
  if (halfCharacter.test(line)) line = JSON.stringify(record, (_, value) => whole(value));
  if (line.length * 3 > longestLine && Buffer.byteLength(line) > longestLine) {
    throw fault(
      'EVENT_SIZE',
      `The event ${event.id.slice(0, 80)} is longer than ${longestLine} bytes. Nothing of its batch was kept.`,
      'Shorten its record, saying in it what was cut.',
    );
  }
  return line;
}

/** The line of record `seq` as DuckDB is to read it: its place in the log becomes its first field. */
export const numbered = (seq: number, line: Buffer): Buffer[] => [
  Buffer.from(`{"seq":${seq},`),
  line.subarray(1),
  newline,
];

/** `read_json` over a file of such lines. */
export function readLines(quotedPath: string): string {
  const types = Object.entries({ seq: 'BIGINT', ...lineColumns }).map(([name, type]) => `${name}: '${type}'`);
  return `select * from read_json(${quotedPath},
    format = 'newline_delimited', maximum_object_size = ${longestLine + 64}, columns = {${types.join(', ')}})`;
}

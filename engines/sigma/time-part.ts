/**
 * The time modifiers: a number taken out of a date. Components are read as the text writes them, with no
 * change of zone (the specification leaves zones out); epoch numbers are read as UTC.
 */
import type { FieldValue } from './types.ts';

export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof timeParts)[number];

const written = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})|(?!\d))/;

/** The part, or undefined when the value is no date that has it. */
export function timePart(value: FieldValue, part: TimePart): number | undefined {
  if (typeof value === 'string') {
    const match = written.exec(value);
    if (match === null)
      return /^\s*\d{9,}(\.\d+)?\s*$/.test(value) ? fromEpoch(Number(value), part) : undefined;
    const [, year, month, day, hour, minute] = match.map(Number);
    if (month! < 1 || month! > 12 || day! < 1 || day! > 31) return undefined;
    if (part === 'year') return year!;
    if (part === 'month') return month!;
    if (part === 'day') return day!;
    if (part === 'week') return isoWeek(new Date(Date.UTC(year!, month! - 1, day!)));
    const clock = part === 'hour' ? hour : minute;
    return Number.isNaN(clock) ? undefined : clock;
  }
  return typeof value === 'number' || typeof value === 'bigint' ? fromEpoch(Number(value), part) : undefined;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size. */
function fromEpoch(value: number, part: TimePart): number | undefined {
  const size = Math.abs(value);
  const milliseconds =
    size < 1e11 ? value * 1e3 : size < 1e14 ? value : size < 1e17 ? value / 1e3 : value / 1e6;
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return undefined;
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

/** ISO 8601 week: the one that holds the Thursday of this date's week. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - yearStart) / 86_400_000 + 1) / 7);
}

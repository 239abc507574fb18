/** Times of exports that follow a country's habits: a pattern says how they are written, a zone whose clock they are. */
import { isoTime, MONTHS } from '../time.ts';

/** Reads one text; undefined when it is not such a time. ISO 8601 in UTC. */
export type ReadTime = (text: string) => string | undefined;

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MMM: '(?<name>[A-Z][a-z]{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  S: '(?<fraction>\\d{1,9})',
  a: '(?<half>[AaPp])\\.?[Mm]\\.?',
};
/** Letters between single quotes stand for themselves, as in `yyyy-MM-dd'T'HH:mm`. */
const PIECE = /'[^']*'|yyyy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|S|a|[/.-]|[\s\S]/g;

/** Countries that agree on the order do not agree on the dash. */
const SEPARATOR = '[/.-]';

function compile(pattern: string): RegExp {
  const source = (pattern.match(PIECE) ?? [])
    .map((piece) =>
      piece === '/' || piece === '.' || piece === '-'
        ? SEPARATOR
        : (TOKENS[piece] ??
          (piece.length > 1 ? piece.slice(1, -1) : piece).replace(/[\\^$*+?()|[\]{}]/g, '\\$&')),
    )
    .join('');
  return new RegExp(`^\\s*${source}\\s*$`);
}

function patternTime(expression: RegExp, text: string): string | undefined {
  const parts = expression.exec(text)?.groups;
  if (!parts) return undefined;
  const { year = '', name, day = '', minute = '00', second = '00', fraction, half } = parts;
  const month = name === undefined ? Number(parts.month) : (MONTHS[name] ?? Number.NaN) + 1;
  let hour = Number(parts.hour ?? 0);
  if (half !== undefined) hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${year}-${two(month)}-${day.padStart(2, '0')}T${two(hour)}:${minute}:${second}`;
  return isoTime(fraction === undefined ? date : `${date}.${fraction}`);
}

const FIXED = /^([+-])(\d\d):(\d\d)$/;

/** Minutes that a zone's clock is ahead of UTC when its own clock shows `local` (milliseconds as if in UTC). */
function offsetOf(zone: string): (local: number) => number {
  const fixed = FIXED.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return () => (fixed[1] === '-' ? -minutes : minutes);
  }
  if (zone === 'UTC') return () => 0;
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offsetAt = (utc: number): number => {
    const [, day, month, year, hour, minute, second] =
      /(\d\d)\/(\d\d)\/(\d{4}),? (\d\d):(\d\d):(\d\d)/.exec(shown.format(utc)) ?? [];
    const there = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
    return Math.round((there - utc) / 60_000);
  };
  // The offset depends on the time that is asked for; one step of correction settles it.
  return (local) => offsetAt(local - offsetAt(local) * 60_000);
}

export function isZone(zone: string): boolean {
  if (zone === 'UTC' || FIXED.test(zone)) return true;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Whether a pattern can be read at all, and says which day. */
export function isPattern(pattern: string): boolean {
  if (pattern === 'iso') return true;
  try {
    const { source } = compile(pattern);
    return (
      ['year', 'day'].every((part) => source.includes(`(?<${part}>`)) && /\(\?<(?:month|name)>/.test(source)
    );
  } catch {
    // The same part twice.
    return false;
  }
}

/**
 * @param patterns tried in order; `iso` is ISO 8601, epoch numbers and the other forms that logs use
 * @param zone     `UTC`, `+01:00` or a name such as `Europe/London`, for times that name no zone themselves
 */
export function timeReader(patterns: readonly string[], zone: string): ReadTime {
  const expressions = patterns.filter((pattern) => pattern !== 'iso').map(compile);
  const iso = patterns.includes('iso');
  const offset = offsetOf(zone);
  const toUtc = (local: string): string | undefined => {
    const at = Date.parse(`${local.slice(0, 19)}Z`);
    const seconds = new Date(at - offset(at) * 60_000).toISOString().slice(0, 19);
    return `${seconds}${local.slice(19)}`;
  };
  return (text) => {
    for (const expression of expressions) {
      const local = patternTime(expression, text);
      if (local !== undefined) return toUtc(local);
    }
    const found = iso ? isoTime(text) : undefined;
    const zoned = found === undefined || !/^\s*\d{4}-.*\d$/.test(text) || /[+-]\d\d:?\d\d\s*$/.test(text);
    return zoned ? found : toUtc(found);
  };
}

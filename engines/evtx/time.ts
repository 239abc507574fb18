/**
 * FILETIME: 64-bit count of 100 ns since 1601-01-01 UTC. Too big for a double, so it is worked on as two
 * 32-bit halves: 2^32 units are 429 s and 4,967,296 units. Exact to the year 26,000.
 */

import { asBytes } from './text.ts';

const UNIX_EPOCH_SECONDS = 11_644_473_600;
/** 10000-01-01T00:00:00Z */
const LAST_SECOND = 253_402_300_800;

/** Whole seconds since 1970 of a FILETIME given as two unsigned halves. */
export function filetimeSeconds(low: number, high: number): number {
  return high * 429 + Math.floor((high * 4_967_296 + low) / 1e7) - UNIX_EPOCH_SECONDS;
}

/** The 100 ns units within that second, 0 to 9,999,999. */
export function filetimeFraction(low: number, high: number): number {
  return (high * 4_967_296 + low) % 1e7;
}

/** `2025-11-27T07:40:10.1653247Z`, kept from call to call: records come in order, so the day rarely changes. */
const iso = asBytes(Buffer.from('0000-00-00T00:00:00.0000000Z', 'latin1'));
let day = Number.NaN;

/** ISO 8601 UTC with seven fractional digits, e.g. `2025-11-27T07:40:10.1653247Z`. */
export function filetimeToIso(low: number, high: number): string {
  const seconds = filetimeSeconds(low, high);
  const fraction = filetimeFraction(low, high);
  if (seconds >= LAST_SECOND) {
    // Years of six digits; only nonsense has them.
    return `${new Date(seconds * 1000).toISOString().slice(0, -4)}${String(fraction).padStart(7, '0')}Z`;
  }
  const today = Math.floor(seconds / 86_400);
  if (today !== day) {
    iso.write(new Date(today * 86_400_000).toISOString(), 0, 11, 'latin1');
    day = today;
  }
  const second = seconds - today * 86_400;
  digits(Math.floor(second / 3_600), 11, 2);
  digits(Math.floor(second / 60) % 60, 14, 2);
  digits(second % 60, 17, 2);
  digits(fraction, 20, 7);
  return iso.latin1Slice(0, 28);
}

function digits(value: number, at: number, count: number) {
  let rest = value | 0;
  for (let p = at + count - 1; p >= at; p--) {
    const tenth = (rest / 10) | 0;
    iso[p] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
}

/** FILETIME of an ISO 8601 text with a zone; digits beyond the seventh are dropped. Undefined when it is none. */
export function isoToFiletime(iso: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(iso);
  const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  if (!match || Number.isNaN(ms) || ms < -UNIX_EPOCH_SECONDS * 1000) return undefined;
  return (
    (BigInt(ms) + BigInt(UNIX_EPOCH_SECONDS) * 1000n) * 10_000n + BigInt((match[2] ?? '').padEnd(7, '0'))
  );
}

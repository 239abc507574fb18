/**
 * FILETIME: 64-bit count of 100 ns since 1601-01-01 UTC. Too big for a double, so it is worked on as two
 * 32-bit halves: 2^32 units are 429 s and 4,967,296 units.
 */

const UNIX_EPOCH_SECONDS = 11_644_473_600;

/** Whole seconds since 1970 of a FILETIME given as two unsigned halves. */
export function filetimeSeconds(low: number, high: number): number {
  return high * 429 + Math.floor((high * 4_967_296 + low) / 1e7) - UNIX_EPOCH_SECONDS;
}

/** The 100 ns units within that second, 0 to 9,999,999. */
export function filetimeFraction(low: number, high: number): number {
  return (high * 4_967_296 + low) % 1e7;
}

let knownSecond = Number.NaN;
let knownPrefix = '';

/** ISO 8601 UTC with seven fractional digits, e.g. `2025-11-27T07:40:10.1653247Z`. */
export function filetimeToIso(low: number, high: number): string {
  const second = filetimeSeconds(low, high);
  // Records come in order of time: most share the second of the one before.
  if (second !== knownSecond) {
    knownPrefix = new Date(second * 1000).toISOString().slice(0, -4);
    knownSecond = second;
  }
  return `${knownPrefix}${String(filetimeFraction(low, high)).padStart(7, '0')}Z`;
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

/** Times as the store sorts them: whole microseconds since 1970, in a number that is exact from 1685 to 2255. */

const isoStart = /^\d{4}-\d{2}-\d{2}(T|$)/;
const zone = /(Z|[+-]\d{2}:?\d{2})$/i;
const fraction = /\.(\d+)/;

/** Null when the text is no ISO 8601 time. A time without a zone is read as UTC. */
function parseMicros(iso: string): number | null {
  // Date.parse alone would read "ward 7" as a day in July 2001, and zoneless text in the zone of this machine.
  if (!isoStart.test(iso)) return null;
  const ms = Date.parse(iso.includes('T') && !zone.test(iso) ? `${iso}Z` : iso);
  if (Number.isNaN(ms)) return null;
  // It takes any number of digits but keeps three; the next three are added by hand.
  const digits = fraction.exec(iso)?.[1] ?? '';
  return ms * 1000 + Number(digits.slice(3, 6).padEnd(3, '0'));
}

/** Null also when the time lies outside the years 1685 to 2255, as Windows' zero time of 1601 does. */
export function epochMicros(iso: string): number | null {
  const micros = parseMicros(iso);
  return micros !== null && Number.isSafeInteger(micros) ? micros : null;
}

/** For the bounds of a search: a time outside that range stands for its nearest end. */
export function boundMicros(iso: string): number | null {
  const micros = parseMicros(iso);
  return micros && Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, micros));
}

export const isoFromMicros = (micros: number): string => new Date(Math.floor(micros / 1000)).toISOString();

/** The times a person hunts in. They count back from the newest event, so that a replay or an old log can be hunted too. */

export const ranges = [
  { name: '1d', word: '24 hours to the newest event', days: null },
  { name: '7d', word: '7 days to the newest event', days: 7 },
  { name: '30d', word: '30 days to the newest event', days: 30 },
  { name: 'all', word: 'All that is kept', days: null },
] as const;

export interface RangeSearch {
  range?: string | undefined;
  /** Set by following a link: an hour of the picture, or the time around a finding. */
  since?: string | undefined;
  until?: string | undefined;
}

const dayMs = 86_400_000;
/** Before any log, Windows' zero time included. */
const beginning = '1601-01-01T00:00:00.000Z';

export function rangeOf(
  { range, since, until }: RangeSearch,
  now: number | null,
): { since?: string; until?: string } {
  if (since !== undefined || until !== undefined)
    return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  if (range === 'all') return { since: beginning };
  const days = ranges.find(({ name }) => name === range)?.days ?? null;
  // The server's own default is the 24 hours up to the newest event, which it knows best.
  return days === null || now === null ? {} : { since: new Date(now - days * dayMs).toISOString() };
}

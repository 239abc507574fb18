/** What may go today: periods as moments, holds as stretches, and whether the clock is believed. Pure. */
import type { Disposal, Pattern } from '@cordon/platform/events';
import type { Hold, RetentionSettings } from './model.ts';

const dayMs = 86_400_000;

/** `zeek|*`: the text as it stands, and gaps for its stars. */
export const patternOf = (source: string): Pattern =>
  source
    .split(/(\*)/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { wild: '*' as const } : part));

/** The beginning of a day, so that a segment is written anew at most once a day. */
export const beginningOf = (now: Date, days: number): string =>
  new Date((Math.floor(now.getTime() / dayMs) - days) * dayMs).toISOString();

export const periodsAt = (now: Date, { types, days }: RetentionSettings): Disposal['periods'] => [
  ...types.map((type) => ({ source: patternOf(type.source), before: beginningOf(now, type.days) })),
  { source: [{ wild: '*' }], before: beginningOf(now, days) },
];

/** When the events of an incident happened. */
export interface Span {
  from: string;
  to: string;
}

const shifted = (time: string, ms: number): string | null => {
  const at = Date.parse(time);
  return Number.isNaN(at) ? null : new Date(at + ms).toISOString();
};

/** What led to an incident, and what came of it, lies around it. One that cannot be found any more holds everything. */
export function stretchOf(hold: Hold, incident: Span | null): Disposal['holds'][number] {
  const orgs = hold.org === null ? ('every' as const) : [hold.org];
  if (hold.incident === null) return { orgs, from: hold.from, to: hold.to };
  if (incident === null) return { orgs, from: null, to: null };
  return { orgs, from: shifted(incident.from, -dayMs), to: shifted(incident.to, dayMs) };
}

/** Longer than a machine is off over a holiday, shorter than any period by far. */
export const believedDays = 14;

/**
 * A clock that jumps ahead by years must not delete years. A clock that is behind only deletes later.
 *
 * @param lastRun null before the first run, which only notes the time: there is nothing to judge the clock by
 */
export function judgeClock(now: Date, lastRun: string | null): 'first' | 'ahead' | 'believed' {
  if (lastRun === null) return 'first';
  return now.getTime() - Date.parse(lastRun) > believedDays * dayMs ? 'ahead' : 'believed';
}

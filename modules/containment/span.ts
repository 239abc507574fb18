/** Of several moments at which something falls, the soonest at each pace. Pure. */
import type { Moment, Span } from './model.ts';

/** Asked of every asset that falls, most of which change nothing: only what is sooner makes another. */
export function soonestOf(a: Span | undefined, { quick, likely, slow }: Span): Span {
  if (a === undefined) return { quick, likely, slow };
  if (a.quick <= quick && time(a.likely) <= time(likely) && time(a.slow) <= time(slow)) return a;
  return {
    quick: Math.min(a.quick, quick),
    likely: sooner(a.likely, likely),
    slow: sooner(a.slow, slow),
  };
}

const time = (moment: Moment): number => moment ?? Number.POSITIVE_INFINITY;

const sooner = (a: Moment, b: Moment): Moment => (time(a) <= time(b) ? a : b);

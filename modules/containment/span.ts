/** Of several moments at which something falls, the soonest at each pace. Pure. */
import type { Moment, Span } from './model.ts';

export function soonestOf(a: Span | undefined, b: Span): Span {
  if (a === undefined) return b;
  return {
    quick: Math.min(a.quick, b.quick),
    likely: sooner(a.likely, b.likely),
    slow: sooner(a.slow, b.slow),
  };
}

const sooner = (a: Moment, b: Moment): Moment => (a === null ? b : b === null ? a : Math.min(a, b));

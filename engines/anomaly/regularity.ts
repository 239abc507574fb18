/**
 * How much like a clock a series of arrivals is. A program that calls home waits about as long each time; people and page
 * loads do not. Uses the spread of the gaps about their median and the symmetry of their quartiles, which survive
 * a few missed calls.
 */
import { median, medianDeviation } from './season.ts';

export interface Arrivals {
  /** Milliseconds of the last arrival. */
  last: number;
  /** The latest gaps, milliseconds, oldest first. */
  gaps: number[];
}

/** Arrivals at the same moment or late add no gap: a connection retried is not a second call. */
export function addArrival(arrivals: Arrivals, at: number, keep = 64, atLeast = 1000): void {
  const gap = at - arrivals.last;
  if (gap < atLeast) return;
  arrivals.last = at;
  if (arrivals.gaps.push(gap) > keep) arrivals.gaps.shift();
}

export interface Regularity {
  /** 0 (no rhythm) to 1 (a clock). */
  score: number;
  /** Milliseconds. */
  median: number;
  /** MAD / median. */
  dispersion: number;
  /** How far the middle of the quartiles lies from the median, as a share of it. */
  asymmetry: number;
}

export function regularity(gaps: readonly number[]): Regularity | undefined {
  if (gaps.length < 4) return undefined;
  const sorted = [...gaps].sort((a, b) => a - b);
  const quartile = (q: number): number => sorted[Math.round(q * (sorted.length - 1))]!;
  const centre = median(sorted);
  if (centre <= 0) return undefined;
  const dispersion = medianDeviation(sorted, centre) / centre;
  // Not Bowley's ratio to the spread itself: there a second's wobble of a perfect clock counts as wholly skewed.
  const asymmetry = Math.abs(quartile(0.25) + quartile(0.75) - 2 * centre) / (2 * centre);
  return {
    score: Math.max(0, 1 - 2 * dispersion) * Math.max(0, 1 - asymmetry),
    median: centre,
    dispersion,
    asymmetry,
  };
}

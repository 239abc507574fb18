/**
 * How busy a key is now against the busiest it usually gets: different things within a window, beside the median of the most
 * it reached on each of its last seven days. A nightly scanner is thereby its own excuse, and one bad day is not.
 */
import { createSlidingDistinct, median } from '@cordon/anomaly';

const DAY = 86_400_000;
const DAYS = 7;

export interface PeaksState {
  window: [string, number][];
  /** Days since 1970; null before the first. */
  day: number | null;
  most: number;
  past: number[];
}

export interface Peaks {
  /** Different keys within the window, this one included. */
  add(key: string, at: number): number;
  /** Median of the most on each past day; 0 while there is none. */
  usual(): number;
  days(): number;
  snapshot(): PeaksState;
}

export const createPeaks =
  (options: { span: number; capacity: number }) =>
  (state?: PeaksState): Peaks => {
    const window = createSlidingDistinct(options, state?.window);
    let day = state?.day ?? null;
    let most = state?.most ?? 0;
    const past = [...(state?.past ?? [])];
    return {
      add(key, at) {
        const count = window.add(key, at);
        const today = Math.floor(at / DAY);
        if (day === null || today > day) {
          if (day !== null && past.push(most) > DAYS) past.shift();
          day = today;
          most = 0;
        }
        most = Math.max(most, count);
        return count;
      },
      usual: () => (past.length === 0 ? 0 : median(past)),
      days: () => past.length,
      snapshot: () => ({
        window: window.snapshot(),
        day,
        most,
        past: [...past],
      }),
    };
  };

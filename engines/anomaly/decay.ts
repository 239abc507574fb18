/**
 * A count that halves every half-life, so that what an estate used to do fades without a job that forgets.
 * The state is two numbers; additions commute, so late and equal times need no care.
 */
export interface Decayed {
  /** The count as it was at `at`. */
  value: number;
  /** Milliseconds, event time. */
  at: number;
}

export const decayedAt = (count: Decayed, at: number, halfLife: number): number =>
  count.value * 2 ** (-Math.max(0, at - count.at) / halfLife);

export function addDecayed(count: Decayed, at: number, halfLife: number, amount = 1): void {
  if (at >= count.at) {
    count.value = decayedAt(count, at, halfLife) + amount;
    count.at = at;
  } else {
    // A late event has already faded by the time the count stands at.
    count.value += amount * 2 ** (-(count.at - at) / halfLife);
  }
}

/** A figure of each day beside the median of the last two weeks of days on which there was one. */
import { median } from '@cordon/anomaly';

const DAY = 86_400_000;
const DAYS = 14;

export interface DailyState {
  day: number | null;
  value: number;
  past: number[];
}

export interface Daily {
  /** Adds to today's sum and gives it. */
  add(amount: number, at: number): number;
  /** Raises today's figure to at least this. */
  reach(amount: number, at: number): void;
  usual(): number;
  snapshot(): DailyState;
}

export function createDaily(state?: DailyState): Daily {
  let day = state?.day ?? null;
  let value = state?.value ?? 0;
  const past = [...(state?.past ?? [])];
  function turn(at: number): void {
    const today = Math.floor(at / DAY);
    if (day !== null && today <= day) return;
    if (day !== null && past.push(value) > DAYS) past.shift();
    day = today;
    value = 0;
  }
  return {
    add(amount, at) {
      turn(at);
      value += amount;
      return value;
    },
    reach(amount, at) {
      turn(at);
      value = Math.max(value, amount);
    },
    usual: () => (past.length === 0 ? 0 : median(past)),
    snapshot: () => ({ day, value, past: [...past] }),
  };
}

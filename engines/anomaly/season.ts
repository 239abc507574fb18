/**
 * What is usual at this hour of the week: the median of the last few weeks' values and their median absolute deviation
 * (MAD), neither of which one attack or one outage can drag along. An hour with too little history asks the
 * same hour of all days, then everything. At most 168 hours x `weeks` numbers.
 */
export const HOUR = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;

/** Values of each hour of the week (0 = Monday 00:00 UTC), oldest first. */
export type SeasonState = Record<string, number[]>;

export interface Usual {
  median: number;
  mad: number;
  /** How many values that rests on. */
  values: number;
  over: 'hour of week' | 'hour of day' | 'all hours';
}

export interface Season {
  add(at: number, value: number): void;
  /** Undefined while fewer than `atLeast` values are known. */
  usual(at: number): Usual | undefined;
  snapshot(): SeasonState;
}

export interface SeasonOptions {
  /** Values kept for each hour of the week. */
  weeks?: number;
  /** Fewest values to speak of usual at all. */
  atLeast?: number;
}

/** 1970-01-01 was a Thursday. */
export const hourOfWeek = (at: number): number => {
  const hour = Math.floor(at / HOUR) + 3 * DAY_HOURS;
  return ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
};

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const medianDeviation = (values: readonly number[], centre: number): number =>
  median(values.map((value) => Math.abs(value - centre)));

/** Distance from usual in robust standard deviations; `floor` keeps a host that never varies from alarming at a byte. */
export const robustScore = (value: number, { median: centre, mad }: Usual, floor: number): number =>
  (value - centre) / Math.max(1.4826 * mad, floor);

export function createSeason(options: SeasonOptions = {}, state: SeasonState = {}): Season {
  const { weeks = 6, atLeast = 5 } = options;
  const slots = new Map<number, number[]>(
    Object.entries(state).map(([slot, values]) => [Number(slot), values.slice(-weeks)]),
  );
  return {
    add(at, value) {
      const slot = hourOfWeek(at);
      const values = slots.get(slot);
      if (!values) slots.set(slot, [value]);
      else if (values.push(value) > weeks) values.shift();
    },
    usual(at) {
      const slot = hourOfWeek(at);
      const tiers = [
        ['hour of week', (each: number) => each === slot],
        ['hour of day', (each: number) => each % DAY_HOURS === slot % DAY_HOURS],
        ['all hours', () => true],
      ] as const;
      for (const [over, fits] of tiers) {
        const values = [...slots].flatMap(([each, known]) => (fits(each) ? known : []));
        if (values.length < atLeast) continue;
        const centre = median(values);
        return { median: centre, mad: medianDeviation(values, centre), values: values.length, over };
      }
      return undefined;
    },
    snapshot: () =>
      Object.fromEntries([...slots].sort(([a], [b]) => a - b).map(([slot, values]) => [slot, [...values]])),
  };
}

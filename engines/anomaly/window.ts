/** What happened within the last so many milliseconds of event time: how many different things, and how much in all. */

export interface SlidingDistinct {
  /** Different keys within `span` up to the newest time, this one included; at most `capacity`. */
  add(key: string, at: number): number;
  count(): number;
  keys(): string[];
  snapshot(): [string, number][];
}

/** Exact up to `capacity` keys; beyond, the ones seen longest ago are let go, so the count says "at least". */
export function createSlidingDistinct(
  options: { span: number; capacity: number },
  state: readonly (readonly [string, number])[] = [],
): SlidingDistinct {
  const { span, capacity } = options;
  const last = new Map<string, number>(state);
  let newest = Number.NEGATIVE_INFINITY;
  for (const at of last.values()) newest = Math.max(newest, at);
  function expire(): void {
    // Insertion order is nearly time order; late arrivals make it inexact, so every key is looked at.
    for (const [key, at] of last) if (at <= newest - span) last.delete(key);
    while (last.size > capacity) {
      let [oldest, oldestAt] = last.entries().next().value!;
      for (const [key, at] of last)
        if (at < oldestAt || (at === oldestAt && key < oldest)) [oldest, oldestAt] = [key, at];
      last.delete(oldest);
    }
  }
  return {
    add(key, at) {
      newest = Math.max(newest, at);
      last.set(key, Math.max(at, last.get(key) ?? at));
      expire();
      return last.size;
    },
    count: () => last.size,
    keys: () => [...last.keys()].sort(),
    snapshot: () => [...last].sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1)),
  };
}

const PARTS = 12;

export interface SlidingSum {
  /** The sum over `span` up to the newest time, in steps of a twelfth of it. */
  add(at: number, amount?: number): number;
  snapshot(): [number, number][];
}

export function createSlidingSum(
  span: number,
  state: readonly (readonly [number, number])[] = [],
): SlidingSum {
  const width = span / PARTS;
  const parts = new Map<number, number>(state);
  let newest = Math.max(Number.NEGATIVE_INFINITY, ...parts.keys());
  return {
    add(at, amount = 1) {
      const part = Math.floor(at / width);
      newest = Math.max(newest, part);
      if (part > newest - PARTS) parts.set(part, (parts.get(part) ?? 0) + amount);
      let sum = 0;
      for (const [each, value] of parts) {
        if (each <= newest - PARTS) parts.delete(each);
        else sum += value;
      }
      return sum;
    },
    snapshot: () => [...parts].sort(([a], [b]) => a - b),
  };
}

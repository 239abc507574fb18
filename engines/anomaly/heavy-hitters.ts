/**
 * The keys that weigh most, in `capacity` cells: the Space-Saving algorithm (Metwally, Agrawal, El Abbadi, 2005).
 * A count is never too small, and too large by at most `error`; whatever weighs more than total / capacity is held.
 */
export interface Heavy {
  key: string;
  count: number;
  error: number;
}

export interface HeavyHitters {
  add(key: string, weight?: number): void;
  /** Heaviest first; equal counts in order of key. */
  top(most?: number): Heavy[];
  snapshot(): Heavy[];
}

/** Linear in `capacity` for a key it does not hold, which for the dozens of cells it is meant for beats a heap. */
export function createHeavyHitters(capacity: number, state: readonly Heavy[] = []): HeavyHitters {
  if (!(capacity >= 1)) throw new RangeError('capacity must be at least 1');
  const cells = new Map<string, Heavy>(state.slice(0, capacity).map((cell) => [cell.key, { ...cell }]));
  return {
    add(key, weight = 1) {
      const known = cells.get(key);
      if (known) {
        known.count += weight;
        return;
      }
      let error = 0;
      if (cells.size >= capacity) {
        let lightest: Heavy | undefined;
        for (const cell of cells.values()) if (!lightest || cell.count < lightest.count) lightest = cell;
        error = lightest!.count;
        cells.delete(lightest!.key);
      }
      cells.set(key, { key, count: error + weight, error });
    },
    top: (most = capacity) =>
      [...cells.values()]
        .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
        .slice(0, most)
        .map((cell) => ({ ...cell })),
    snapshot: () => [...cells.values()].map((cell) => ({ ...cell })),
  };
}

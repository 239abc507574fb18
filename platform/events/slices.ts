/** Cutting a stretch of time into parts with so few rows each that one part can be sorted in memory. */
import type { TimeRange } from './condition.ts';

export interface Slice extends TimeRange {
  rows: number;
}

/** Rows between `from + part * width` and one width later, and the least and greatest time among them. */
export interface Width {
  part: number;
  rows: number;
  low: number;
  high: number;
}

/** Few counts find the rows wherever in centuries they lie, and one answer stays small. */
const parts = 1_024;

/**
 * Oldest first, together all rows that there are. Rows of one microsecond stay together, however many.
 *
 * @param count asks how many rows there are in each width of a range, empty ones left out
 */
export async function cutIntoSlices(
  range: TimeRange,
  most: number,
  count: (range: TimeRange, width: number) => Promise<readonly Width[]>,
): Promise<Slice[]> {
  const slices: Slice[] = [];

  function take(slice: Slice): void {
    const last = slices.at(-1);
    if (last && last.rows + slice.rows <= most) {
      last.to = slice.to;
      last.rows += slice.rows;
    } else slices.push({ ...slice });
  }

  async function cut(from: number, to: number): Promise<void> {
    const width = Math.max(1, Math.ceil((to - from) / parts));
    for (const { rows, low, high } of await count({ from, to }, width)) {
      if (rows > most && high > low) await cut(low, high + 1);
      else take({ from: low, to: high + 1, rows });
    }
  }

  if (range.from < range.to) await cut(range.from, range.to);
  return slices;
}

/**
 * The way back in time: each step takes some more rows than the one before, since what is looked for is mostly near the end, and
 * what is not needs few steps. Together they are the whole range.
 *
 * @param segments how many rows lie in which stretches of time
 */
export function stepsBack(
  { from, to }: TimeRange,
  segments: readonly { rows: number; min_time: number | null }[],
  first: number,
): TimeRange[] {
  const steps: TimeRange[] = [];
  let end = to;
  let wanted = first;
  let rows = 0;
  for (const segment of [...segments].sort((a, b) => b.min_time! - a.min_time!)) {
    rows += segment.rows;
    if (rows < wanted || segment.min_time! <= from || segment.min_time! >= end) continue;
    steps.push({ from: segment.min_time!, to: end });
    end = segment.min_time!;
    wanted *= 4;
    rows = 0;
  }
  return [...steps, { from, to: end }];
}

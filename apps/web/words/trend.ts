/** Geometry of the trend: stacked bars of findings over time, least severe at the foot so that the worst stands out on top. */
import type { Level } from '@cordon/detection';
import { levelOrder } from './words.ts';

export interface Bucket {
  time: string;
  counts: Partial<Record<Level, number>>;
}

export interface Bar {
  time: string;
  x: number;
  width: number;
  total: number;
  parts: { level: Level; y: number; height: number; number: number }[];
}

export interface TrendShape {
  bars: Bar[];
  /** Value of the top line, a round number at or above the tallest bar; at least 1. */
  top: number;
}

/** A round number at or above `value`: 1, 2, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (value <= step * power) return step * power;
  return 10 * power;
}

/** A bar alone is still a bar, not a wall. */
const widest = 48;

/** Lays `buckets` into a box of `width` by `height` units, y downwards. Any finding at all is at least 2 units tall. */
export function shapeTrend(buckets: readonly Bucket[], width: number, height: number): TrendShape {
  const totals = buckets.map((bucket) =>
    levelOrder.reduce((sum, level) => sum + (bucket.counts[level] ?? 0), 0),
  );
  const top = roundUp(Math.max(1, ...totals));
  const pitch = Math.min(widest, width / Math.max(1, buckets.length));
  const gap = Math.min(2, pitch * 0.2);
  const bars = buckets.map((bucket, index): Bar => {
    let y = height;
    const parts: Bar['parts'] = [];
    for (const level of levelOrder.toReversed()) {
      const number = bucket.counts[level] ?? 0;
      if (number === 0) continue;
      const tall = Math.min(y, Math.max(2, (number / top) * height));
      y -= tall;
      parts.push({ level, y, height: tall, number });
    }
    return {
      time: bucket.time,
      x: index * pitch + gap / 2,
      width: pitch - gap,
      total: totals[index] ?? 0,
      parts,
    };
  });
  return { bars, top };
}

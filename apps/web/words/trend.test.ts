import { expect, it } from 'vitest';
import { roundUp, shapeTrend } from './trend.ts';

it.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [51, 100],
  [1_001, 2_000],
])('tops an axis for %i at %i', (value, top) => {
  expect(roundUp(value)).toBe(top);
});

it('keeps bars inside the box, worst on top, and every finding visible', () => {
  const { bars } = shapeTrend(
    [
      { time: 'a', counts: { critical: 1, informational: 9_999 } },
      { time: 'b', counts: {} },
      { time: 'c', counts: { low: 1 } },
    ],
    300,
    100,
  );
  expect(bars.map((bar) => bar.total)).toEqual([10_000, 0, 1]);
  expect(bars[0]?.parts.map((part) => part.level)).toEqual(['informational', 'critical']);
  for (const bar of bars) {
    expect(bar.x + bar.width).toBeLessThanOrEqual(300);
    for (const part of bar.parts) expect(part.y).toBeGreaterThanOrEqual(0);
  }
  expect(bars[2]?.parts[0]?.height).toBeGreaterThanOrEqual(2);
});

it('draws nothing from nothing', () => {
  expect(shapeTrend([], 300, 100)).toEqual({ bars: [], top: 1 });
});

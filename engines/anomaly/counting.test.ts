/** The risk: a count that is quietly wrong makes every score built on it wrong. Each part is held against plain counting. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecayed,
  createDistinct,
  createHeavyHitters,
  createQuantiles,
  createSlidingDistinct,
  createSlidingSum,
  type Decayed,
  decayedAt,
} from './index.ts';

describe('decayed count', () => {
  test('is the sum of what each event is still worth, in any order', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 100, max: 5000 }),
        (moments, halfLife) => {
          const count: Decayed = { value: 0, at: moments[0]! };
          for (const at of moments) addDecayed(count, at, halfLife);
          const now = 10_000;
          const plain = moments.reduce((sum, at) => sum + 2 ** (-(now - at) / halfLife), 0);
          expect(decayedAt(count, now, halfLife)).toBeCloseTo(plain, 6);
        },
      ),
    ));
});

describe('heavy hitters', () => {
  test('never undercount, overcount by at most the stated error, and hold every key above total / capacity', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 200 }), (keys) => {
        const capacity = 5;
        const heavy = createHeavyHitters(capacity);
        const exact = new Map<string, number>();
        for (const each of keys.map(String)) {
          heavy.add(each);
          exact.set(each, (exact.get(each) ?? 0) + 1);
        }
        const held = new Map(heavy.top().map((cell) => [cell.key, cell]));
        for (const { key, count, error } of held.values()) {
          expect(count).toBeGreaterThanOrEqual(exact.get(key)!);
          expect(count - error).toBeLessThanOrEqual(exact.get(key)!);
        }
        for (const [key, count] of exact)
          if (count > keys.length / capacity) expect([...held.keys()]).toContain(key);
      }),
    ));
});

describe('distinct count', () => {
  test.each([0, 1, 10, 100, 1000, 20_000])('%i keys are counted within four standard errors', (size) => {
    for (const seed of [1, 2, 3]) {
      const distinct = createDistinct({ precision: 10, seed });
      for (let i = 0; i < size; i++) distinct.add(`patient ${i}`);
      expect(Math.abs(distinct.count() - size)).toBeLessThanOrEqual(Math.max(1, (4 * 1.04 * size) / 32));
    }
  });

  test('repeats and order do not matter', () =>
    fc.assert(
      fc.property(fc.array(fc.string()), (keys) => {
        const [once, again] = [createDistinct(), createDistinct()];
        for (const each of keys) once.add(each);
        for (const each of [...keys, ...keys].reverse()) again.add(each);
        expect(again.snapshot()).toEqual(once.snapshot());
      }),
    ));
});

describe('quantiles', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });

  test('are within the relative error of a value of that rank', () =>
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
        const sketch = createQuantiles({ relativeError: 0.02, bins: 4096 });
        for (const value of all) sketch.add(value);
        const exact = [...all].sort((a, b) => a - b)[Math.floor(q * (all.length - 1))]!;
        expect(Math.abs(sketch.quantile(q)! - exact)).toBeLessThanOrEqual(0.0201 * exact);
      }),
    ));

  test('do not depend on the order of arrival while no bucket was merged', () =>
    fc.assert(
      fc.property(values, (all) => {
        const [one, other] = [createQuantiles({ bins: 4096 }), createQuantiles({ bins: 4096 })];
        for (const value of all) one.add(value);
        for (const value of all.toReversed()) other.add(value);
        expect(other.snapshot()).toEqual(one.snapshot());
      }),
    ));

  test('the largest values stay exact when the smallest share a bucket', () => {
    const sketch = createQuantiles({ bins: 16 });
    for (let value = 1; value <= 10_000; value++) sketch.add(value);
    expect(sketch.quantile(0.99)! / 9900).toBeCloseTo(1, 1);
    expect(sketch.shareAtLeast(9000)).toBeCloseTo(0.1, 1);
  });
});

describe('sliding windows', () => {
  const items = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 300 })), {
    maxLength: 60,
  });

  test('count what plain counting counts, late events included', () =>
    fc.assert(
      fc.property(items, (all) => {
        const window = createSlidingDistinct({ span: 100, capacity: 10 });
        all.forEach(([key, at], i) => {
          const seen = all.slice(0, i + 1);
          const newest = Math.max(...seen.map(([, when]) => when));
          const expected = new Set(seen.filter(([, when]) => when > newest - 100).map(([each]) => each));
          expect(window.add(key, at)).toBe(expected.size);
        });
      }),
    ));

  test('hold the same whatever the order of equal times', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 20 }), (keys) => {
        const [one, other] = [1, 2].map(() => createSlidingDistinct({ span: 100, capacity: 8 }));
        for (const each of keys) one!.add(each, 5);
        for (const each of keys.toReversed()) other!.add(each, 5);
        expect(other!.snapshot()).toEqual(one!.snapshot());
      }),
    ));

  test('sums are right to a twelfth of the span', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 }), (moments) => {
        const sorted = [...moments].sort((a, b) => a - b);
        const sum = createSlidingSum(120);
        let last = 0;
        for (const at of sorted) last = sum.add(at);
        const now = sorted.at(-1)!;
        const within = (span: number) => sorted.filter((at) => at > now - span).length;
        expect(last).toBeGreaterThanOrEqual(within(110));
        expect(last).toBeLessThanOrEqual(within(130));
      }),
    ));
});

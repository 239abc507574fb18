/** The risk: a hostile or merely busy log grows a model without end, or a restart changes what it says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Arrivals,
  addArrival,
  createBoundedMap,
  createDistinct,
  createHeavyHitters,
  createNameModel,
  createQuantiles,
  createRarity,
  createSeason,
  createSlidingDistinct,
  createSlidingSum,
} from './index.ts';

/** What a snapshot goes through between two runs. */
const stored = <T>(state: T): T => JSON.parse(JSON.stringify(state));

const key = fc.string({ maxLength: 6 });
const moment = fc.integer({ min: 0, max: 1_000_000 });
const stream = fc.array(fc.tuple(key, moment), { maxLength: 80 });

/** Feeds `before`, snapshots, feeds `after` to both the original and the restored part: their answers must be the same. */
function survives<P>(
  before: readonly [string, number][],
  after: readonly [string, number][],
  make: () => P,
  restore: (part: P) => P,
  feed: (part: P, item: [string, number]) => unknown,
): void {
  const original = make();
  for (const item of before) feed(original, item);
  const restored = restore(original);
  for (const item of after) expect(feed(restored, item)).toEqual(feed(original, item));
}

describe('a restart in the middle changes no answer', () => {
  const rarityOptions = { contexts: 5, values: 4, halfLife: 1000 };
  const windowOptions = { span: 200_000, capacity: 6 };
  const cases: Record<string, (a: [string, number][], b: [string, number][]) => void> = {
    'bounded map': (a, b) =>
      survives(
        a,
        b,
        () => createBoundedMap<number>(5),
        (map) => createBoundedMap(5, stored(map.entries())),
        (map, [name, at]) => [map.get(name), map.set(name, at), map.entries()],
      ),
    'heavy hitters': (a, b) =>
      survives(
        a,
        b,
        () => createHeavyHitters(4),
        (part) => createHeavyHitters(4, stored(part.snapshot())),
        (part, [name, at]) => [part.add(name, at), part.top()],
      ),
    distinct: (a, b) =>
      survives(
        a,
        b,
        () => createDistinct({ precision: 6, seed: 9 }),
        (part) => createDistinct({}, stored(part.snapshot())),
        (part, [name]) => [part.add(name), part.count()],
      ),
    quantiles: (a, b) =>
      survives(
        a,
        b,
        () => createQuantiles({ bins: 8 }),
        (part) => createQuantiles({ bins: 8 }, stored(part.snapshot())),
        (part, [, value]) => [part.add(value), part.quantile(0.9), part.shareAtLeast(value), part.count],
      ),
    season: (a, b) =>
      survives(
        a,
        b,
        () => createSeason({ weeks: 2, atLeast: 1 }),
        (part) => createSeason({ weeks: 2, atLeast: 1 }, stored(part.snapshot())),
        (part, [, at]) => [part.add(at * 3600, at % 97), part.usual(at * 3600)],
      ),
    rarity: (a, b) =>
      survives(
        a,
        b,
        () => createRarity(rarityOptions),
        (part) => createRarity(rarityOptions, stored(part.snapshot())),
        (part, [name, at]) => {
          const contexts = [name.slice(0, 1), '*'];
          return [part.surprise(contexts, name, at), part.observe(contexts, name, at)];
        },
      ),
    names: (a, b) =>
      survives(
        a,
        b,
        () => createNameModel(),
        (part) => createNameModel(stored(part.snapshot())),
        (part, [name]) => [part.surprise(name), part.learn(name), part.trained],
      ),
    'sliding distinct': (a, b) =>
      survives(
        a,
        b,
        () => createSlidingDistinct(windowOptions),
        (part) => createSlidingDistinct(windowOptions, stored(part.snapshot())),
        (part, [name, at]) => [part.add(name, at), part.keys()],
      ),
    'sliding sum': (a, b) =>
      survives(
        a,
        b,
        () => createSlidingSum(50_000),
        (part) => createSlidingSum(50_000, stored(part.snapshot())),
        (part, [, at]) => part.add(at, 1 + (at % 3)),
      ),
  };
  for (const [name, holds] of Object.entries(cases))
    test(name, () => fc.assert(fc.property(stream, stream, holds), { numRuns: 60 }));
});

describe('no stream makes a part larger than it was made to be', () => {
  const holds = (check: (items: [string, number][]) => void) =>
    fc.assert(fc.property(fc.array(fc.tuple(key, moment), { minLength: 20, maxLength: 300 }), check), {
      numRuns: 40,
    });

  test('maps, heavy hitters, windows', () =>
    holds((items) => {
      const map = createBoundedMap<number>(7);
      const heavy = createHeavyHitters(7);
      const window = createSlidingDistinct({ span: 1e9, capacity: 7 });
      const sum = createSlidingSum(1e9);
      for (const [name, at] of items) {
        map.set(name, at);
        heavy.add(name, 1);
        sum.add(at * 1e6);
        expect(window.add(name, at)).toBeLessThanOrEqual(7);
      }
      expect(map.size).toBeLessThanOrEqual(7);
      expect(heavy.snapshot().length).toBeLessThanOrEqual(7);
      expect(sum.snapshot().length).toBeLessThanOrEqual(12);
    }));

  test('quantiles, rarity, season, arrivals', () =>
    holds((items) => {
      const quantiles = createQuantiles({ bins: 9 });
      const rarity = createRarity({ contexts: 3, values: 4, halfLife: 100 });
      const season = createSeason({ weeks: 2 });
      const arrivals: Arrivals = { last: 0, gaps: [] };
      for (const [name, at] of items) {
        quantiles.add(at);
        rarity.observe([name, `${name}/${at}`], name, at);
        rarity.observe(['one'], `${name}${at}`, at);
        season.add(at * 3600, at);
        addArrival(arrivals, at * 10, 8);
      }
      expect(quantiles.snapshot().bins.length).toBeLessThanOrEqual(9);
      expect(rarity.snapshot().length).toBeLessThanOrEqual(3);
      for (const [, , values] of rarity.snapshot()) expect(values.length).toBeLessThanOrEqual(4);
      for (const values of Object.values(season.snapshot())) expect(values.length).toBeLessThanOrEqual(2);
      expect(Object.keys(season.snapshot()).length).toBeLessThanOrEqual(168);
      expect(arrivals.gaps.length).toBeLessThanOrEqual(8);
    }));
});

/** The risk: a score that does not mean what its name says. Tables of plain cases, and properties of the evaluation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  createNameModel,
  createRarity,
  createSeason,
  entropy,
  hourOfWeek,
  prCurve,
  precisionAtBudget,
  regularity,
  robustScore,
  thresholdAtBudget,
} from './index.ts';

const day = 86_400_000;

describe('rarity', () => {
  const options = { contexts: 100, values: 50, halfLife: 30 * day };

  test('what is usual costs little, what a peer does costs more, what nobody did costs most', () => {
    const rarity = createRarity(options);
    for (let i = 0; i < 40; i++) {
      rarity.observe(['nurse 1', 'nurses', '*'], 'ward pc', i);
      rarity.observe(['nurse 2', 'nurses', '*'], 'clinic pc', i);
      rarity.observe(['admin', 'admins', '*'], 'server', i);
    }
    const bits = (value: string) => rarity.surprise(['nurse 1', 'nurses', '*'], value, 41).bits;
    expect(bits('ward pc')).toBeLessThan(0.5);
    expect(bits('clinic pc')).toBeGreaterThan(bits('ward pc') + 3);
    expect(bits('server')).toBeGreaterThan(bits('clinic pc') + 1);
    expect(bits('nowhere')).toBeGreaterThan(bits('server'));
  });

  test('a context nobody has seen asks the wider one', () => {
    const rarity = createRarity(options);
    for (let i = 0; i < 40; i++) rarity.observe(['old', 'all'], 'here', i);
    expect(rarity.surprise(['new', 'all'], 'here', 41).bits).toBeCloseTo(
      rarity.surprise(['all'], 'here', 41).bits,
      9,
    );
  });

  test('a wider context that saw nothing more is no second witness', () => {
    const rarity = createRarity(options);
    for (let i = 0; i < 200; i++) {
      rarity.observe(['scanner', 'the only scanner', '*'], 'server', i);
      rarity.observe(['nurse', 'nurses', '*'], 'ward pc', i);
    }
    const asked = rarity.surprise(['scanner', 'the only scanner', '*'], 'ward pc', 201);
    expect(asked.bits).toBeCloseTo(rarity.surprise(['scanner', '*'], 'ward pc', 201).bits, 9);
    // It is still shown as evidence.
    expect(asked.levels.map(({ context }) => context)).toEqual(['scanner', 'the only scanner', '*']);
    // Once a second account has the role, it says something of its own.
    rarity.observe(['scanner 2', 'the only scanner', '*'], 'ward pc', 201);
    expect(rarity.surprise(['scanner', 'the only scanner', '*'], 'ward pc', 202).bits).toBeLessThan(
      asked.bits,
    );
  });

  test('habits fade', () => {
    const rarity = createRarity(options);
    for (let i = 0; i < 20; i++) rarity.observe(['x'], 'old habit', 0);
    for (let i = 0; i < 20; i++) rarity.observe(['x'], 'new habit', 90 * day);
    const old = rarity.surprise(['x'], 'old habit', 90 * day).bits;
    expect(old).toBeGreaterThan(rarity.surprise(['x'], 'new habit', 90 * day).bits + 1.5);
  });

  test('surprise is a number of bits from 0 up, whatever was seen', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y', 'z'), fc.nat(1e6))),
        (seen) => {
          const rarity = createRarity({ contexts: 2, values: 2, halfLife: 1000 });
          for (const [context, value, at] of seen) rarity.observe([context, '*'], value, at);
          const { bits } = rarity.surprise(['a', '*'], 'x', 1e6);
          expect(bits).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(bits)).toBe(true);
        },
      ),
    ));
});

describe('season', () => {
  test('the hour of the week counts from Monday, in UTC', () => {
    expect(hourOfWeek(Date.UTC(2026, 2, 9, 0, 30))).toBe(0);
    expect(hourOfWeek(Date.UTC(2026, 2, 15, 23, 59))).toBe(167);
    expect(hourOfWeek(-1)).toBe(hourOfWeek(7 * day - 1));
  });

  test('a loud night hour is odd, the same figure at noon is not; one wild value does not hide the next', () => {
    const season = createSeason();
    const monday = Date.UTC(2026, 2, 2);
    for (let d = 0; d < 14; d++)
      for (let hour = 0; hour < 24; hour++)
        season.add(monday + d * day + hour * 3_600_000, (hour >= 8 && hour < 18 ? 1000 : 10) + (d % 3));
    season.add(monday + 14 * day + 3 * 3_600_000, 1_000_000);
    const at = (hour: number) => season.usual(monday + 15 * day + hour * 3_600_000)!;
    expect(robustScore(1000, at(3), 5)).toBeGreaterThan(50);
    expect(Math.abs(robustScore(1000, at(12), 5))).toBeLessThan(3);
    expect(at(3).over).toBe('hour of day');
  });

  test('is silent before it knows anything', () => {
    const season = createSeason({ atLeast: 3 });
    season.add(0, 1);
    season.add(day, 1);
    expect(season.usual(0)).toBeUndefined();
  });
});

describe('regularity', () => {
  const minute = 60_000;
  test.each([
    ['a clock', Array.from({ length: 20 }, () => 3 * minute), 1, 1],
    [
      'a beacon with 10 % jitter',
      Array.from({ length: 40 }, (_, i) => 3 * minute * (0.9 + (i % 9) / 40)),
      0.7,
      1,
    ],
    [
      'a beacon that missed calls',
      Array.from({ length: 20 }, (_, i) => (i % 10 === 3 ? 9 : 3) * minute),
      0.9,
      1,
    ],
    ['people', Array.from({ length: 40 }, (_, i) => 1000 * 1.3 ** (i % 20)), 0, 0.2],
  ])('%s', (_, gaps, low, high) => {
    const { score } = regularity(gaps)!;
    expect(score).toBeGreaterThanOrEqual(low);
    expect(score).toBeLessThanOrEqual(high);
  });

  test('says nothing of a few', () => expect(regularity([1, 1, 1])).toBeUndefined());
});

describe('names', () => {
  test('entropy of equal letters is 0 and of different ones log2 of their number', () => {
    expect(entropy('')).toBe(0);
    expect(entropy('aaaa')).toBe(0);
    expect(entropy('abcdefgh')).toBeCloseTo(3, 12);
  });

  test('a random name surprises more than one like those learnt', () => {
    const names = createNameModel();
    for (const ward of ['cardiology', 'maternity', 'theatre', 'pharmacy', 'radiology', 'pathology'])
      for (let i = 1; i < 20; i++) names.learn(`${ward} list ${i}.docx`);
    expect(names.surprise('9f3kq0zx7vb2w.docx')).toBeGreaterThan(names.surprise('radiology rota 7.docx') + 1);
  });
});

describe('evaluation', () => {
  const scored = fc.array(fc.record({ score: fc.integer({ min: 0, max: 20 }), truth: fc.boolean() }), {
    minLength: 1,
    maxLength: 80,
  });

  test('each point of the curve is what its threshold gives', () =>
    fc.assert(
      fc.property(scored, (all) => {
        const positives = all.filter((each) => each.truth).length;
        for (const point of prCurve(all)) {
          const alerts = all.filter((each) => each.score >= point.threshold);
          const hits = alerts.filter((each) => each.truth).length;
          expect(point.alerts).toBe(alerts.length);
          expect(point.precision).toBeCloseTo(hits / alerts.length, 12);
          expect(point.recall).toBeCloseTo(positives === 0 ? 0 : hits / positives, 12);
        }
      }),
    ));

  test('average precision is 1 for a perfect order and about the share of positives for one score for all', () => {
    const truths = [true, true, false, false, false, false, false, false];
    expect(averagePrecision(prCurve(truths.map((truth, i) => ({ score: -i, truth }))))).toBe(1);
    expect(averagePrecision(prCurve(truths.map((truth) => ({ score: 0, truth }))))).toBe(0.25);
  });

  test('the budget is kept, and not one score lower would keep it', () =>
    fc.assert(
      fc.property(
        scored,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (all, perDay, days) => {
          const scores = all.map((each) => each.score);
          const threshold = thresholdAtBudget(scores, days, perDay);
          const alerts = (at: number) => scores.filter((score) => score >= at).length;
          expect(alerts(threshold)).toBeLessThanOrEqual(days * perDay);
          const next = Math.max(...scores.filter((score) => score < threshold));
          if (Number.isFinite(next)) expect(alerts(next)).toBeGreaterThan(days * perDay);
          const at = precisionAtBudget(all, days, perDay);
          expect(at.alerts).toBe(alerts(threshold));
        },
      ),
    ));
});

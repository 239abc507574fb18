/** Risk: events that a scan or a search passes over, or reads twice, because time was cut in the wrong place. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutIntoSlices, stepsBack } from './slices.ts';

/** Bursts, centuries apart, with many rows of one microsecond among them. */
const times = fc
  .array(
    fc.tuple(
      fc.integer({ min: -5e15, max: 5e15 }),
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 }),
    ),
    { maxLength: 6 },
  )
  .map((bursts) => bursts.flatMap(([start, offsets]) => offsets.map((offset) => start + offset)));

test('slices hold every row once, oldest first, and no more than they may unless rows share one moment', async () => {
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 1, max: 20 }), async (all, most) => {
      const slices = await cutIntoSlices({ from: -9e15, to: 9e15 }, most, async ({ from, to }, width) => {
        const parts = new Map<number, number[]>();
        for (const t of all.filter((one) => one >= from && one < to))
          parts.set(Math.floor((t - from) / width), [
            ...(parts.get(Math.floor((t - from) / width)) ?? []),
            t,
          ]);
        return [...parts]
          .sort(([a], [b]) => a - b)
          .map(([part, own]) => ({
            part,
            rows: own.length,
            low: Math.min(...own),
            high: Math.max(...own),
          }));
      });
      const within = slices.map(({ from, to }) => all.filter((t) => t >= from && t < to));
      expect(within.map((own) => own.length)).toEqual(slices.map(({ rows }) => rows));
      expect(within.flat().length).toBe(all.length);
      for (const [i, own] of within.entries()) {
        if (new Set(own).size > 1) expect(own.length).toBeLessThanOrEqual(most);
        if (i > 0) expect(slices[i]!.from).toBeGreaterThanOrEqual(slices[i - 1]!.to);
      }
    }),
  );
});

test('steps back in time are the whole range, newest first, whatever the segments', () => {
  const segment = fc.record({
    rows: fc.integer({ min: 1, max: 100 }),
    min_time: fc.integer({ min: -50, max: 150 }),
  });
  fc.assert(
    fc.property(fc.array(segment), fc.integer({ min: 1, max: 300 }), (segments, first) => {
      const steps = stepsBack({ from: 0, to: 100 }, segments, first);
      expect(steps[0]!.to).toBe(100);
      expect(steps.at(-1)!.from).toBe(0);
      for (const [i, { from, to }] of steps.entries()) {
        expect(from).toBeLessThanOrEqual(to);
        if (i > 0) expect(to).toBe(steps[i - 1]!.from);
      }
    }),
  );
});

/** The risks: an outage that costs less for being longer or worse, and an unknown that is counted as harmless. */
import type { Service } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmOf } from './harm.ts';
import { loadKnowledge } from './knowledge.ts';

const { harm } = loadKnowledge();
const service = (over: Partial<Service> = {}): Service => ({
  id: 'ward',
  name: 'Ward',
  sites: [],
  urgency: 2,
  harm: '',
  tolerable_downtime_minutes: 240,
  fallback: null,
  patients: { day: 30, night: 20 },
  ...over,
});
const hours = fc.double({ min: 0, max: 1_000, noNaN: true });
const hour = fc.integer({ min: 0, max: 23 });

test('a longer outage, a worse state and a more urgent service never cost less', () => {
  fc.assert(
    fc.property(hours, hours, hour, (a, b, at) => {
      const [short, long] = a < b ? [a, b] : [b, a];
      // Half a day is where the patients of the hour give way to those of the mean day.
      if (short >= 12 || long < 12)
        expect(harmOf(harm, service(), 'stopped', short, at)).toBeLessThanOrEqual(
          harmOf(harm, service(), 'stopped', long, at),
        );
      expect(harmOf(harm, service(), 'degraded', a, at)).toBeLessThanOrEqual(
        harmOf(harm, service(), 'stopped', a, at),
      );
      expect(harmOf(harm, service({ urgency: 2 }), 'stopped', a, at)).toBeLessThanOrEqual(
        harmOf(harm, service({ urgency: 1 }), 'stopped', a, at),
      );
    }),
  );
});

test('a tolerance that nobody agreed counts as none', () => {
  const unknown = harmOf(harm, service({ tolerable_downtime_minutes: null }), 'stopped', 4, 10);
  expect(unknown).toBeGreaterThan(harmOf(harm, service(), 'stopped', 4, 10));
});

test('patients that nobody counted are many, not none', () => {
  const { patients: _patients, ...uncounted } = service();
  expect(harmOf(harm, uncounted, 'stopped', 4, 10)).toBeGreaterThan(
    harmOf(harm, service(), 'stopped', 4, 10),
  );
});

test('by night a short outage meets the patients of the night', () => {
  expect(harmOf(harm, service(), 'stopped', 2, 3)).toBeLessThan(harmOf(harm, service(), 'stopped', 2, 12));
});

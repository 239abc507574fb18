/** The risks: a table that says a project buys something when it buys nothing, or that changes from one print to the next. */
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { loadKnowledge } from '../knowledge.ts';
import { meet, portRanges } from '../ports.ts';
import { loadPlays } from './load.ts';
import type { Outcome } from './model.ts';
import { play, triangular, without } from './play.ts';

const knowledge = loadKnowledge();
const { attacks, policies } = loadPlays();
let run: (attack: string, policy: string) => Outcome;

beforeAll(async () => {
  const dir = projectPath('content', 'hospitals', 'st-aldhelms');
  const estate = await loadEstate(dir);
  const { entries } = await loadRegisters(dir, estate);
  run = (attack, policy) =>
    play(
      { estate, entries, knowledge },
      attacks.find(({ id }) => id === attack)!,
      policies.find(({ id }) => id === policy)!,
      { plays: 30, seed: 'test', today: '2026-03-11' },
    );
});

test('the same seed plays the same', () => {
  expect(run('hands-on', 'today')).toEqual(run('hands-on', 'today'));
});

test('what comes with Cordon knows the ways that its attacks use', () => {
  const known = new Set(knowledge.techniques.network.map(({ id }) => id));
  for (const { ways } of attacks) for (const way of Object.keys(ways)) expect(known).toContain(way);
});

test('closing, mending or asking for more never makes any attack worse', () => {
  for (const { id } of attacks) {
    const today = run(id, 'today');
    for (const policy of policies.filter((one) => one.id !== 'today')) {
      const after = run(id, policy.id);
      expect(after.assets.high, `${id}, ${policy.id}`).toBeLessThanOrEqual(today.assets.high);
      expect(after.patient_hours.middle, `${id}, ${policy.id}`).toBeLessThanOrEqual(
        today.patient_hours.middle,
      );
    }
  }
});

test('a worm is held up by closing what it goes through, and not by a second factor', () => {
  const today = run('worm', 'today');
  expect(run('worm', 'second-factor')).toEqual({ ...today, policy: 'second-factor' });
  expect(run('worm', 'segmented').assets.middle).toBeLessThan(today.assets.middle / 2);
});

test('times lie between the quickest and the slowest, and grow with luck', () => {
  const minutes = fc
    .tuple(fc.nat(100), fc.nat(100), fc.nat(100))
    .map((some) => some.sort((a, b) => a - b))
    .map(([quick = 0, likely = 0, slow = 0]) => ({ quick, likely, slow }));
  const quantile = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(minutes, quantile, quantile, (some, a, b) => {
      const [low, high] = [triangular(some, Math.min(a, b)), triangular(some, Math.max(a, b))];
      expect(low).toBeLessThanOrEqual(high + 1e-9);
      expect(low).toBeGreaterThanOrEqual(some.quick - 1e-9);
      expect(high).toBeLessThanOrEqual(some.slow + 1e-9);
    }),
  );
});

test('what is left of a flow is its ports without those that were closed', () => {
  const port = fc.integer({ min: 0, max: 30 });
  const text = fc.tuple(port, fc.nat(6)).map(([low, width]) => `${low}-${low + width}`);
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 3 }), (ports, closed) => {
      const left = portRanges(without(ports, closed));
      for (let one = 0; one <= 40; one++) {
        const has = (some: readonly string[]) => meet(portRanges(some), [[one, one]]);
        expect(meet(left, [[one, one]]), String(one)).toBe(has(ports) && !has(closed));
      }
    }),
  );
});

/** The risk: a picture that shows fewer, or later, than the blast radius says. */
import type { Estate } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blastRadius } from './blast.ts';
import { loadKnowledge } from './knowledge.ts';
import { buildMovement } from './movement/index.ts';
import { spreadOverTime } from './over-time.ts';
import { asset, entries, estateOf, flow, smallEstates, someHeld } from './testing.ts';

const knowledge = loadKnowledge();
const sceneOf = (estate: Estate) => ({
  estate,
  knowledge,
  movement: buildMovement({ estate, entries, knowledge, today: '2026-03-11' }),
});

test('property: at every moment and pace, as many of each zone as the blast radius has by then, and the same services', () => {
  fc.assert(
    fc.property(smallEstates, someHeld, (estate, held) => {
      const scene = sceneOf(estate);
      const blast = blastRadius(scene, held, { horizon: 600 });
      const { paces, services } = spreadOverTime(scene, held, { horizon: 600 });
      expect(services).toEqual(blast.services);
      for (const pace of ['quick', 'likely', 'slow'] as const) {
        const { moments, assets, accounts, zones } = paces[pace];
        const by = (moment: number) => (one: { quick: number; likely: number | null; slow: number | null }) =>
          (one[pace] ?? Infinity) <= moment;
        moments.forEach((moment, index) => {
          const fallen = blast.assets.filter(by(moment));
          expect(assets[index]).toBe(fallen.length);
          expect(accounts[index]).toBe(blast.accounts.filter(by(moment)).length);
          for (const { zone, assets: counts } of zones)
            expect(counts[index]).toBe(fallen.filter((one) => estate.asset(one.asset)!.zone === zone).length);
        });
        // Nothing is left out at the end.
        expect(assets.at(-1)).toBe(blast.assets.filter(by(600)).length);
        expect(zones.reduce((sum, { assets: counts }) => sum + counts.at(-1)!, 0)).toBe(assets.at(-1));
      }
    }),
    { numRuns: 200 },
  );
});

test('a chain of hundreds of moments is thinned, and still ends with all of it', () => {
  const names = Array.from({ length: 400 }, (_, i) => `pc${i}`);
  const chain = estateOf({
    systems: [],
    dependencies: [],
    assets: names.map((name) => asset(name, 'z0', null, { support_ends: null })),
    accounts: [],
    flows: names.slice(1).map((name, i) => flow(`f${i}`, names[i]!, name, ['445'])),
  });
  const { quick } = spreadOverTime(
    sceneOf(chain),
    { assets: ['pc0'], accounts: [] },
    { horizon: 1_440 },
  ).paces;
  expect(quick.moments.length).toBeLessThanOrEqual(120);
  expect([quick.moments[0], quick.assets[0]]).toEqual([0, 1]);
  expect(quick.assets.at(-1)).toBe(400);
});

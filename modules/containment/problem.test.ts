/** The risk: a plan that looks safe because the question it answers lets an intruder do less than one can. */
import { earliest, weigh } from '@cordon/reach';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMeasures } from './actions.ts';
import { blastRadius, sourcesOf } from './blast.ts';
import { loadKnowledge } from './knowledge.ts';
import { buildMovement } from './movement/index.ts';
import { buildProblem } from './problem.ts';
import { entries, smallEstates, someHeld } from './testing.ts';

const knowledge = loadKnowledge();
const horizon = 600;

test('whatever is closed, everything that falls also falls in the question that the plan is made from', () => {
  fc.assert(
    fc.property(smallEstates, someHeld, fc.array(fc.nat(), { maxLength: 4 }), (estate, held, picks) => {
      const movement = buildMovement({ estate, entries, knowledge, today: '2026-03-11' });
      const scene = { estate, knowledge, movement };
      const measures = createMeasures(scene);
      const sources = sourcesOf(movement, held);
      const untouched = earliest(movement.graph, sources, { durations: movement.minutes.quick, horizon });
      const problem = buildProblem(scene, sources, untouched, measures.all, measures.costOf, 10);
      const chosen = [...new Set(picks.map((pick) => pick % measures.all.length))];
      const { reached } = weigh(problem, chosen);
      const closed = chosen.map((index) => measures.all[index]!.closing);
      const blast = blastRadius(scene, held, { horizon, closed });
      for (const { asset } of blast.assets) expect(reached[movement.assetNode(asset)!], asset).toBe(1);
      for (const { account } of blast.accounts)
        expect(reached[movement.accountNode(account)!], account).toBe(1);
    }),
    { numRuns: 400 },
  );
});

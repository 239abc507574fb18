/** The risk: nodes merged that do not always fall together, so that every answer about them is wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condense } from './condense.ts';
import { buildGraph, weigh } from './index.ts';
import { createInstance } from './instance.ts';
import { evaluate } from './rounding.ts';
import { makeEstate } from './testing/estates.ts';

const nodeCount = 9;
const node = fc.nat(nodeCount - 1);
const problems = fc
  .record({
    edges: fc.array(fc.tuple(node, node), { minLength: 1, maxLength: 24 }),
    sources: fc.array(node, { minLength: 1, maxLength: 2 }),
    loss: fc.array(fc.nat(9), { minLength: nodeCount, maxLength: nodeCount }),
    closed: fc.array(
      fc.record({
        cost: fc.nat(9),
        edges: fc.array(fc.nat(23), { maxLength: 5 }),
        nodes: fc.array(node, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ edges, sources, loss, closed }) => ({
    graph: buildGraph(
      nodeCount,
      edges.map(([from]) => from),
      edges.map(([, to]) => to),
    ),
    sources,
    loss,
    choices: closed.map((choice) => ({
      ...choice,
      edges: choice.edges.filter((edge) => edge < edges.length),
    })),
  }));

test('property: whatever is chosen, the condensed question comes to the same', () => {
  fc.assert(
    fc.property(problems, fc.nat(2), fc.nat(), (problem, takenCount, bits) => {
      const all = [...problem.choices.keys()];
      const [taken, free] = [all.slice(0, takenCount), all.slice(takenCount)];
      const condensed = condense(problem, free, taken);
      const instance = createInstance(condensed, problem.choices);
      const isChosen = (choice: number) => ((bits >> choice) & 1) === 1;
      const chosen = Uint8Array.from(instance.choices, (choice) => (isChosen(choice) ? 1 : 0));
      const { grains } = evaluate(instance, chosen);

      // What closes nothing here is not among the instance's choices: left out, it makes no difference but its cost.
      const meant = [...taken, ...[...instance.choices].filter(isChosen)];
      const certain =
        condensed.loss[0]! + taken.reduce((sum, choice) => sum + problem.choices[choice]!.cost, 0);
      expect(certain + instance.leastTotal(grains)).toBe(weigh(problem, meant).total);
      expect(weigh(problem, [...taken, ...free.filter(isChosen)]).loss).toBe(weigh(problem, meant).loss);
    }),
    { numRuns: 1_000 },
  );
});

test('a flat estate in which nothing can be closed is one node, and one without losses too', () => {
  const problem = makeEstate({ assets: 500, zones: 3, zonePairs: 20, seen: 500, accounts: 10, seed: 1 });
  expect(condense(problem, [], []).nodeCount).toBe(1);
  const all = [...problem.choices.keys()];
  expect(condense({ ...problem, loss: new Float64Array(problem.loss.length) }, all, [])).toMatchObject({
    nodeCount: 1,
  });
});

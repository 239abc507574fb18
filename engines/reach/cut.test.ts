/**
 * The risks: containment that costs patients more than it must, a plan said to be the best that is not, and a bound
 * that some plan beats. Each answer is compared with every other there could be.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, type Choice, type CutProblem, cheapestCut, weigh } from './index.ts';

const nodeCount = 8;
const node = fc.nat(nodeCount - 1);
const amount = fc.oneof(
  fc.nat(6),
  fc.constant(0),
  fc.nat(42).map((sevenths) => sevenths / 7),
);
const edges = fc.array(fc.tuple(node, node), { maxLength: 22 });
const sources = fc.array(node, { minLength: 1, maxLength: 3 });
const loss = fc.array(fc.oneof(amount, fc.nat(30)), { minLength: nodeCount, maxLength: nodeCount });

/** Problems whose choices close several edges and nodes, some of them also closed by others. */
const grouped = fc.record({
  edges,
  sources,
  loss,
  choices: fc.array(
    fc.record({
      cost: amount,
      edges: fc.array(fc.nat(21), { maxLength: 6 }),
      nodes: fc.array(node, { maxLength: 2 }),
    }),
    { maxLength: 7 },
  ),
});

/** Problems in which each edge has a choice of its own, or none. */
const single = fc
  .record({ edges, sources, loss, costs: fc.array(fc.option(amount), { minLength: 22, maxLength: 22 }) })
  .map(({ costs, ...rest }) => ({
    ...rest,
    choices: rest.edges
      .map((_, edge) => ({ cost: costs[edge]!, edges: [edge], nodes: [] }))
      .filter(({ cost }) => cost !== null)
      .slice(0, 11),
  }));

interface Drawn {
  edges: [number, number][];
  sources: number[];
  loss: number[];
  choices: (Choice & { edges: number[] })[];
}

function problemOf({ edges, sources, loss, choices }: Drawn): CutProblem {
  return {
    graph: buildGraph(
      nodeCount,
      edges.map(([from]) => from),
      edges.map(([, to]) => to),
    ),
    sources,
    loss,
    choices: choices.map((choice) => ({
      ...choice,
      edges: choice.edges.filter((edge) => edge < edges.length),
    })),
  };
}

interface Rules {
  atMost?: number;
  required?: number[];
  forbidden?: number[];
}

/** The least total of every allowed set of choices, and the fewest choices with which it is reached. */
function byTryingAll(problem: CutProblem, { atMost = Infinity, required = [], forbidden = [] }: Rules = {}) {
  let [total, fewest] = [Infinity, Infinity];
  for (let bits = 0; bits < 2 ** problem.choices.length; bits++) {
    const set = [...problem.choices.keys()].filter((choice) => (bits >> choice) & 1);
    if (set.length > atMost || required.some((choice) => !set.includes(choice))) continue;
    if (forbidden.some((choice) => set.includes(choice))) continue;
    const weighed = weigh(problem, set).total;
    if (isLess(weighed, total)) [total, fewest] = [weighed, set.length];
    else if (!isLess(total, weighed)) fewest = Math.min(fewest, set.length);
  }
  return { total, fewest };
}

/** Beyond what adding the same amounts in another order can do. */
const isLess = (a: number, b: number): boolean => a < b - 1e-9;

function expectBest(problem: CutProblem, rules: Rules = {}): void {
  const best = byTryingAll(problem, rules);
  const cut = cheapestCut(problem, rules);
  expect(cut.total).toBeCloseTo(best.total, 8);
  expect(cut.proved).toBe(true);
  expect(cut.bound).toBeCloseTo(best.total, 8);
  expect(cut.bound).toBeLessThanOrEqual(cut.total);
  expect(cut).toMatchObject(weigh(problem, cut.chosen));
  for (const choice of cut.chosen) {
    if (rules.required?.includes(choice)) continue;
    const without = weigh(
      problem,
      cut.chosen.filter((other) => other !== choice),
    );
    expect(isLess(cut.total, without.total), `choice ${choice} is needed`).toBe(true);
  }
}

test('property: with choices that close many edges and nodes, none of all sets comes to less', () => {
  fc.assert(
    fc.property(grouped, (drawn) => expectBest(problemOf(drawn))),
    { numRuns: 3_000 },
  );
});

test('property: with a choice for each edge, none of all sets comes to less, and none as little with fewer', () => {
  fc.assert(
    fc.property(single, (drawn) => {
      const problem = problemOf(drawn as Drawn);
      expectBest(problem);
      const cut = cheapestCut(problem);
      expect(cut.chosen).toHaveLength(byTryingAll(problem).fewest);
      expect(cut.branches).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1_000 },
  );
});

test('property: with a budget, and with choices that are required or forbidden, none of the allowed sets comes to less', () => {
  const choice = fc.nat(6);
  const rules = fc.record({
    atMost: fc.option(fc.nat(4), { nil: Infinity }),
    required: fc.array(choice, { maxLength: 2 }),
    forbidden: fc.array(choice, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.oneof(grouped, single), rules, (drawn, { atMost, required, forbidden }) => {
      const problem = problemOf(drawn as Drawn);
      const exists = (index: number) => index < problem.choices.length;
      const needed = [...new Set(required.filter(exists))].slice(0, atMost);
      const banned = forbidden.filter((index) => exists(index) && !needed.includes(index));
      expectBest(problem, { atMost, required: needed, forbidden: banned });
    }),
    { numRuns: 3_000 },
  );
});

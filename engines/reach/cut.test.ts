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
    { maxLength: 6 },
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
      .slice(0, 8),
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

function expectBest(problem: CutProblem, rules: Rules = {}) {
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
  return { cut, best };
}

test('property: with choices that close many edges and nodes, none of all sets comes to less', () => {
  fc.assert(
    fc.property(grouped, (drawn) => {
      expectBest(problemOf(drawn));
    }),
    { numRuns: 1_500 },
  );
});

test('property: with a choice for each edge, none of all sets comes to less, and none as little with fewer', () => {
  fc.assert(
    fc.property(single, (drawn) => {
      const { cut, best } = expectBest(problemOf(drawn as Drawn));
      expect(cut.chosen).toHaveLength(best.fewest);
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
    { numRuns: 1_500 },
  );
});

test('property: whenever it is stopped, what it has found and the bound that it gives both hold', () => {
  fc.assert(
    fc.property(grouped, fc.nat(12), fc.option(fc.nat(3), { nil: Infinity }), (drawn, patience, atMost) => {
      const problem = problemOf(drawn);
      let asked = 0;
      const cut = cheapestCut(problem, { atMost, stop: () => asked++ >= patience });
      const best = byTryingAll(problem, { atMost });
      expect(cut).toMatchObject(weigh(problem, cut.chosen));
      expect(cut.chosen.length).toBeLessThanOrEqual(atMost);
      expect(isLess(cut.total, best.total)).toBe(false);
      expect(isLess(best.total, cut.bound)).toBe(false);
      if (cut.proved) expect(cut.total).toBeCloseTo(best.total, 8);
    }),
    { numRuns: 500 },
  );
});

test('property: another choice to choose from, or one more to take, never makes it cost more', () => {
  fc.assert(
    fc.property(grouped, fc.nat(4), (drawn, atMost) => {
      const problem = problemOf(drawn);
      const fewer = { ...problem, choices: problem.choices.slice(1) };
      const { total } = cheapestCut(problem, { atMost });
      expect(isLess(cheapestCut(fewer, { atMost }).total, total)).toBe(false);
      expect(isLess(total, cheapestCut(problem, { atMost: atMost + 1 }).total)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('property: the same question has the same answer', () => {
  fc.assert(
    fc.property(grouped, (drawn) => {
      expect(cheapestCut(problemOf(drawn))).toEqual(cheapestCut(problemOf(drawn)));
    }),
    { numRuns: 200 },
  );
});

test('amounts of any size are compared, down to those that are next to nothing', () => {
  for (const scale of [1e-300, 1e-9, 1, 1e9, 1e200]) {
    const graph = buildGraph(3, [0, 1], [1, 2]);
    const problem = {
      graph,
      sources: [0],
      loss: [0, 2 * scale, 5 * scale],
      choices: [
        { cost: 8 * scale, edges: [0] },
        { cost: 4 * scale, edges: [1] },
      ],
    };
    expect(cheapestCut(problem)).toMatchObject({ chosen: [1], total: 6 * scale, proved: true });
  }
});

test('a question that cannot be asked is refused', () => {
  const graph = buildGraph(2, [0], [1]);
  const problem: CutProblem = { graph, sources: [0], loss: [0, 1], choices: [{ cost: 1, edges: [0] }] };
  const refused: [Partial<CutProblem>, Rules?][] = [
    [{ graph: buildGraph(2, [0], [1], [1]) }],
    [{ sources: [2] }],
    [{ loss: [0] }],
    [{ loss: [0, -1] }],
    [{ loss: [0, Infinity] }],
    [{ loss: [1e308, 1e308] }],
    [{ choices: [{ cost: Number.NaN }] }],
    [{ choices: [{ cost: 1, edges: [1] }] }],
    [{ choices: [{ cost: 1, nodes: [2] }] }],
    [{}, { required: [1] }],
    [{}, { forbidden: [-1] }],
    [{}, { required: [0], forbidden: [0] }],
    [{}, { required: [0], atMost: 0 }],
    [{}, { atMost: Number.NaN }],
  ];
  for (const [change, rules] of refused) {
    expect(() => cheapestCut({ ...problem, ...change }, rules)).toThrow(RangeError);
  }
});

/**
 * The risks: a node said to be safe until later than it is, one that falls although a condition for it is missing, a
 * closing that does not close, and a proof that does not prove.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, type Closing, earliest, type Graph, proofOf } from './index.ts';

const nodeCount = 10;
const node = fc.nat(nodeCount - 1);
const duration = fc.oneof(fc.nat(4), fc.double({ min: 0, max: 5, noNaN: true }), fc.constant(Infinity));
const cases = fc.record({
  edges: fc.array(fc.tuple(node, node, duration), { maxLength: 40 }),
  allNodes: fc.array(node, { maxLength: 5 }),
  sources: fc.array(node, { maxLength: 3 }),
  horizon: fc.option(fc.nat(12), { nil: Infinity }),
  closedEdges: fc.array(fc.nat(39), { maxLength: 3 }),
  closedNodes: fc.array(node, { maxLength: 2 }),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function setUp(given: Case) {
  const { edges, allNodes, sources, horizon } = given;
  const graph = buildGraph(
    nodeCount,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
    allNodes,
  );
  const durations = edges.map(([, , time]) => time);
  const closed: Closing[] = [
    { edges: given.closedEdges.filter((edge) => edge < edges.length) },
    { nodes: given.closedNodes },
  ];
  return { graph, durations, closed, arrivals: earliest(graph, sources, { durations, horizon, closed }) };
}

/** By applying what the words mean to every node again and again until nothing changes. */
function naiveTimes({ edges, allNodes, sources, horizon, closedEdges, closedNodes }: Case): number[] {
  const isClosed = ([from, to]: [number, number, number], index: number) =>
    closedEdges.includes(index) || closedNodes.includes(from) || closedNodes.includes(to);
  let time = Array.from({ length: nodeCount }, (_, at) => (sources.includes(at) ? 0 : Infinity));
  for (;;) {
    const next = time.map((before, at) => {
      if (sources.includes(at)) return 0;
      const arrivals = edges.flatMap((edge, index) =>
        edge[1] === at ? [isClosed(edge, index) ? Infinity : time[edge[0]]! + edge[2]] : [],
      );
      if (arrivals.length === 0) return Infinity;
      const arrival = allNodes.includes(at) ? Math.max(...arrivals) : Math.min(...arrivals);
      return Math.min(before, arrival > horizon ? Infinity : arrival);
    });
    if (next.every((value, at) => value === time[at])) return time;
    time = next;
  }
}

test('property: times are those of the naive fixpoint, with conditions, closings and a horizon', () => {
  fc.assert(
    fc.property(cases, (given) => {
      expect([...setUp(given).arrivals.time]).toEqual(naiveTimes(given));
    }),
    { numRuns: 2_000 },
  );
});

test('property: following its proof step by step reaches a node at the time that was said', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const { graph, durations, arrivals } = setUp(given);
      for (let at = 0; at < nodeCount; at++) {
        const proof = proofOf(graph, arrivals, at);
        if (arrivals.time[at] === Infinity || given.sources.includes(at)) expect(proof).toEqual([]);
        else expect(replay(graph, given.sources, durations, proof)).toBe(arrivals.time[at]);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** The time at which the last edge of the proof arrives, each edge starting only from what is already held. */
function replay(graph: Graph, sources: number[], durations: number[], proof: number[]): number {
  const held = new Map(sources.map((source) => [source, 0]));
  const arrived = new Map<number, number[]>();
  for (const edge of proof) {
    const [from, to] = [graph.from[edge]!, graph.to[edge]!];
    const start = held.get(from);
    if (start === undefined) throw new Error(`edge ${edge} starts at ${from}, which is not yet held`);
    const arrivals = [...(arrived.get(to) ?? []), start + durations[edge]!];
    arrived.set(to, arrivals);
    const needed = graph.needsAll[to] === 1 ? graph.inOffsets[to + 1]! - graph.inOffsets[to]! : 1;
    if (arrivals.length === needed) held.set(to, Math.max(...arrivals));
  }
  return held.get(graph.to[proof.at(-1)!]!)!;
}

test('property: the order lists each reached node once, earliest first, after what it rests on', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const { graph, arrivals } = setUp(given);
      const order = [...arrivals.order];
      const reached = [...arrivals.time.keys()].filter((at) => arrivals.time[at] !== Infinity);
      expect([...order].sort((a, b) => a - b)).toEqual(reached);
      order.forEach((at, place) => {
        if (place > 0) expect(arrivals.time[at]).toBeGreaterThanOrEqual(arrivals.time[order[place - 1]!]!);
        const last = arrivals.by[at]!;
        if (last !== -1) expect(order.indexOf(graph.from[last]!)).toBeLessThan(place);
      });
    }),
  );
});

test('a host that needs both a way in and an account falls with the later of the two, and not without either', () => {
  const [network, account, host] = [1, 2, 3];
  const graph = buildGraph(4, [0, 0, network, account], [network, account, host, host], [host]);
  const durations = [2, 5, 1, 0.5];
  const arrivals = earliest(graph, [0], { durations });
  expect(arrivals.time[host]).toBe(5.5);
  expect(proofOf(graph, arrivals, host)).toEqual([0, 1, 2, 3]);
  expect(earliest(graph, [0], { durations, closed: [{ nodes: [account] }] }).time[host]).toBe(Infinity);
  expect(earliest(graph, [0], { durations, horizon: 5.4 }).time[host]).toBe(Infinity);
});

test('without durations each edge takes one, and a closed source is lost but lets nothing out', () => {
  const graph = buildGraph(3, [0, 1], [1, 2]);
  expect([...earliest(graph, [0]).time]).toEqual([0, 1, 2]);
  expect([...earliest(graph, [0], { closed: [{ nodes: [0] }] }).time]).toEqual([0, Infinity, Infinity]);
});

test('a chain of 200,000 is proved without running out of stack', () => {
  const length = 200_000;
  const from = Array.from({ length }, (_, at) => at);
  const graph = buildGraph(
    length + 1,
    from,
    from.map((at) => at + 1),
  );
  expect(proofOf(graph, earliest(graph, [0]), length)).toEqual(from);
});

test('what names nothing, or takes no time that there is, is refused', () => {
  const graph = buildGraph(2, [0], [1]);
  expect(() => buildGraph(2, [0], [1], [2])).toThrow(RangeError);
  for (const bad of [-1, 2, 0.5, Number.NaN]) {
    expect(() => earliest(graph, [bad])).toThrow(RangeError);
    expect(() => earliest(graph, [0], { closed: [{ nodes: [bad] }] })).toThrow(RangeError);
    expect(() => earliest(graph, [0], { closed: [{ edges: [bad] }] })).toThrow(RangeError);
  }
  for (const durations of [[], [-1], [Number.NaN]]) {
    expect(() => earliest(graph, [0], { durations })).toThrow(RangeError);
  }
});

/** The risk: a node said to be out of reach that is not, or a path that does not exist. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breadthFirst, buildGraph, pathTo } from './index.ts';

const nodeCount = 12;
const edgeList = fc.array(fc.tuple(fc.nat(nodeCount - 1), fc.nat(nodeCount - 1)), { maxLength: 40 });
const sourceList = fc.array(fc.nat(nodeCount - 1), { maxLength: 4 });

/** Distances by trying every edge again and again until nothing gets shorter. */
function naiveDistances(edges: [number, number][], sources: number[]): number[] {
  const distance = Array<number>(nodeCount).fill(Infinity);
  for (const source of sources) distance[source] = 0;
  for (let round = 0; round < nodeCount; round++) {
    for (const [from, to] of edges) distance[to] = Math.min(distance[to]!, distance[from]! + 1);
  }
  return distance.map((steps) => (steps === Infinity ? -1 : steps));
}

const graphOf = (edges: [number, number][]) =>
  buildGraph(
    nodeCount,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
  );

test('property: distances are those of the naive search, with and without a limit', () => {
  fc.assert(
    fc.property(edgeList, sourceList, fc.nat(5), (edges, sources, limit) => {
      const graph = graphOf(edges);
      const expected = naiveDistances(edges, sources);
      expect([...breadthFirst(graph, sources).distance]).toEqual(expected);
      expect([...breadthFirst(graph, sources, { maxDistance: limit }).distance]).toEqual(
        expected.map((steps) => (steps > limit ? -1 : steps)),
      );
    }),
  );
});

test('property: every path starts at a source, follows given edges and is as long as the distance', () => {
  fc.assert(
    fc.property(edgeList, sourceList, (edges, sources) => {
      const search = breadthFirst(graphOf(edges), sources);
      for (let node = 0; node < nodeCount; node++) {
        const path = pathTo(search, node);
        expect(path).toHaveLength(search.distance[node]! + 1);
        if (path.length === 0) continue;
        expect(sources).toContain(path[0]);
        expect(path.at(-1)).toBe(node);
        for (let i = 1; i < path.length; i++) {
          expect(edges[search.arrival[path[i]!]!]).toEqual([path[i - 1], path[i]]);
        }
      }
    }),
  );
});

test('property: the order lists each reached node once, nearest first', () => {
  fc.assert(
    fc.property(edgeList, sourceList, (edges, sources) => {
      const { order, distance } = breadthFirst(graphOf(edges), sources);
      const reached = [...distance.keys()].filter((node) => distance[node] !== -1);
      expect([...order].sort((a, b) => a - b)).toEqual(reached);
      expect([...order].map((node) => distance[node])).toEqual(
        [...order].map((node) => distance[node]).sort(),
      );
    }),
  );
});

test('edges and sources that name no node are refused rather than read past the end', () => {
  expect(() => buildGraph(2, [0, 1], [1])).toThrow(RangeError);
  for (const bad of [-1, 2, 0.5, Number.NaN]) {
    expect(() => buildGraph(2, [bad], [0])).toThrow(RangeError);
    expect(() => buildGraph(2, [0], [bad])).toThrow(RangeError);
    expect(() => breadthFirst(buildGraph(2, [0], [1]), [bad])).toThrow(RangeError);
  }
  expect(pathTo(breadthFirst(buildGraph(2, [], []), [0]), 7)).toEqual([]);
  expect(breadthFirst(buildGraph(0, [], []), []).order).toHaveLength(0);
});

/** The risk: a flow that is not the greatest, and so a bound that is lower than it could be or a cut that is not one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildNetwork, maxFlow } from './max-flow.ts';

const nodeCount = 6;
const node = fc.nat(nodeCount - 1);
const arcs = fc.array(fc.tuple(node, node, fc.oneof(fc.nat(9), fc.constant(0))), { maxLength: 20 });
const [source, sink] = [0, nodeCount - 1];
const never = () => false;

const capacityOf = (edges: [number, number, number][], isInside: (node: number) => boolean): number =>
  edges.reduce((sum, [from, to, capacity]) => sum + (isInside(from) && !isInside(to) ? capacity : 0), 0);

test('property: the flow is as great as the least cut of all, and its levels are the source side of one', () => {
  fc.assert(
    fc.property(arcs, (edges) => {
      const network = buildNetwork(
        nodeCount,
        edges.map(([from]) => from),
        edges.map(([, to]) => to),
      );
      const residual = new Float64Array(2 * edges.length);
      edges.forEach(([, , capacity], edge) => {
        residual[2 * edge] = capacity;
      });
      const flow = maxFlow(network, residual, source, sink, never);
      const cuts = Array.from({ length: 2 ** (nodeCount - 2) }, (_, bits) =>
        capacityOf(edges, (at) => at === source || (at !== sink && ((bits >> (at - 1)) & 1) === 1)),
      );
      expect(flow.added).toBe(Math.min(...cuts));
      expect(flow.greatest).toBe(true);
      expect(capacityOf(edges, (at) => flow.level[at] !== -1)).toBe(flow.added);
    }),
    { numRuns: 1_000 },
  );
});

test('a flow that is stopped is what it got to, and goes on from there', () => {
  const network = buildNetwork(4, [0, 0, 1, 2], [1, 2, 3, 3]);
  const residual = new Float64Array([2, 0, 3, 0, 5, 0, 1, 0]);
  expect(maxFlow(network, residual, 0, 3, () => true)).toMatchObject({ added: 0, greatest: false });
  expect(maxFlow(network, residual, 0, 3, never)).toMatchObject({ added: 3, greatest: true });
  residual[6] = 1; // one more may leave node 2
  expect(maxFlow(network, residual, 0, 3, never)).toMatchObject({ added: 1, greatest: true });
});

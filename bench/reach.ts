/**
 * Graph search and containment, on one thread: `npx tsx bench/reach.ts [runs per measurement]`.
 * Prints one table: time to build, time to search, nanoseconds an edge, and the ratio to the same search as one
 * would write it without thinking of speed (a Map of arrays), on the same edges in the same run. Times are the fastest of the runs.
 * The last two rows are the whole answer that an incident asks for, paths and services included; the larger hospital
 * is the sample with each asset a hundred times over.
 */
import { createContainment } from '@cordon/containment';
import { createEstate, type EstateData, loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { breadthFirst, buildGraph } from '@cordon/reach';

const runs = Number(process.argv[2] ?? 15);

/** The fastest run: whatever else the machine does can only make a run slower. */
function fastest(measure: () => void): number {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    measure();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Repeatable edges: a linear congruential generator (multiplier and increment of Numerical Recipes). */
function randomEdges(nodes: number, edges: number): { from: Uint32Array; to: Uint32Array } {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * nodes);
  };
  const from = new Uint32Array(edges);
  const to = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge++) {
    from[edge] = next();
    to[edge] = next();
  }
  return { from, to };
}

function plainGraph(from: Uint32Array, to: Uint32Array): Map<number, number[]> {
  const neighbours = new Map<number, number[]>();
  from.forEach((start, edge) => {
    const list = neighbours.get(start);
    if (list === undefined) neighbours.set(start, [to[edge]!]);
    else list.push(to[edge]!);
  });
  return neighbours;
}

function plainSearch(neighbours: Map<number, number[]>, source: number): Map<number, number> {
  const parents = new Map([[source, -1]]);
  const queue = [source];
  for (const node of queue) {
    for (const next of neighbours.get(node) ?? []) {
      if (parents.has(next)) continue;
      parents.set(next, node);
      queue.push(next);
    }
  }
  return parents;
}

const table: Record<string, Record<string, string>> = {};
const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0);

for (const [nodes, edges] of [
  [10_000, 100_000],
  [100_000, 1_000_000],
] as const) {
  const { from, to } = randomEdges(nodes, edges);
  const build = fastest(() => buildGraph(nodes, from, to));
  const graph = buildGraph(nodes, from, to);
  const search = fastest(() => breadthFirst(graph, [0]));
  const neighbours = plainGraph(from, to);
  const plain = fastest(() => plainSearch(neighbours, 0));
  const reached = breadthFirst(graph, [0]).order.length;
  if (reached !== plainSearch(neighbours, 0).size) throw new Error('the two searches disagree');
  table[`random graph, ${reached.toLocaleString('en')} nodes reached`] = {
    nodes: String(nodes),
    edges: String(edges),
    'build ms': ms(build),
    'search ms': ms(search),
    'ns/edge': ((search * 1e6) / edges).toFixed(1),
    'Map ms': ms(plain),
    ratio: `${(plain / search).toFixed(1)}x`,
  };
}

const sample: EstateData = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
const hundredfold: EstateData = {
  ...sample,
  assets: Array.from({ length: 100 }, (_, copy) =>
    sample.assets.map((asset) =>
      copy === 0
        ? asset
        : { ...asset, id: `${asset.id}-${copy}`, hostname: `${asset.hostname}-${copy}`, addresses: [] },
    ),
  ).flat(),
};
for (const [name, data] of [
  ['sample hospital', sample],
  ['a hundred times its assets', hundredfold],
] as const) {
  const estate = createEstate(data);
  const build = fastest(() => createContainment({ estate }));
  const containment = createContainment({ estate });
  const search = fastest(() => containment.reach(['sah-fin-pc03']));
  const { assets, services } = containment.reach(['sah-fin-pc03']);
  table[`${name}: ${assets.length} assets, ${services.length} services at risk`] = {
    nodes: String(data.assets.length),
    edges: `${data.flows.length} flows`,
    'build ms': ms(build),
    'search ms': ms(search),
    'ns/edge': '',
    'Map ms': '',
    ratio: '',
  };
}
console.table(table);

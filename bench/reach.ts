/**
 * Graph search and containment, on one thread: `npx tsx bench/reach.ts [runs per measurement]`.
 *
 * First two tables for 1,000, 10,000 and 100,000 nodes with ten edges each: what a search costs in all and for each edge, which
 * is how the cost grows, the memory that graph and answer take, and the ratio to the same search as one would write it without
 * thinking of speed, on the same edges in the same run: for breadth-first search a Map of arrays; for earliest arrivals, where
 * a fifth of the nodes need all of their edges, every edge again and again until nothing changes, on the same flat arrays. Times
 * are CPU time, the fastest of the runs. The last table is the whole answer that an incident asks for, paths and services included; the
 * larger hospital is the sample with each asset a hundred times over.
 */
import { createContainment } from '@cordon/containment';
import { createEstate, type EstateData, loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { breadthFirst, buildGraph, earliest, type Graph } from '@cordon/reach';
import { createRandom } from '../engines/reach/testing/estates.ts';

const runs = Number(process.argv[2] ?? 15);

/** The fastest run, in milliseconds of CPU time: on a shared machine the wall clock also measures the neighbours. */
function fastest(measure: () => void): number {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    measure();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** Megabytes of typed arrays that `make` leaves in use. */
function megabytes(make: () => unknown): string {
  const before = process.memoryUsage().arrayBuffers;
  const kept = make();
  const used = process.memoryUsage().arrayBuffers - before;
  if (kept === undefined) throw new Error('nothing was made');
  return (used / 1e6).toFixed(1);
}

/** Repeatable: the same edges and durations in every run. */
function randomEdges(nodes: number, edges: number) {
  const random = createRandom(1);
  const from = Uint32Array.from({ length: edges }, () => random(nodes));
  const to = Uint32Array.from({ length: edges }, () => random(nodes));
  const durations = Float64Array.from({ length: edges }, () => random(1_000));
  const allNodes = Uint32Array.from({ length: nodes / 5 }, (_, index) => 5 * index + 1);
  return { from, to, durations, allNodes };
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

function fixpoint(
  { nodeCount, from, to, needsAll, inOffsets }: Graph,
  durations: Float64Array,
): Float64Array {
  const time = new Float64Array(nodeCount).fill(Infinity);
  time[0] = 0;
  for (;;) {
    const latest = new Float64Array(nodeCount);
    const next = time.slice();
    for (let edge = 0; edge < from.length; edge++) {
      const arrival = time[from[edge]!]! + durations[edge]!;
      const end = to[edge]!;
      latest[end] = Math.max(latest[end]!, arrival);
      if (needsAll[end] === 0) next[end] = Math.min(next[end]!, arrival);
    }
    for (let node = 1; node < nodeCount; node++) {
      if (needsAll[node] === 1 && inOffsets[node] !== inOffsets[node + 1]) next[node] = latest[node]!;
    }
    if (next.every((value, node) => value === time[node])) return time;
    time.set(next);
  }
}

type Table = Record<string, Record<string, string>>;
const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0);

const near: Table = {};
const soon: Table = {};
for (const nodes of [1_000, 10_000, 100_000]) {
  const edges = 10 * nodes;
  const { from, to, durations, allNodes } = randomEdges(nodes, edges);
  const row = (build: number, search: number, plain: number, memory: string) => ({
    'build ms': ms(build),
    'search ms': ms(search),
    'ns/edge': (((build + search) * 1e6) / edges).toFixed(0),
    MB: memory,
    'plain ms': ms(plain),
    ratio: `${(plain / search).toFixed(1)}x`,
  });

  const graph = buildGraph(nodes, from, to);
  const neighbours = plainGraph(from, to);
  const reached = breadthFirst(graph, [0]).order.length;
  if (reached !== plainSearch(neighbours, 0).size) throw new Error('the two searches disagree');
  near[`${nodes.toLocaleString('en')} nodes, ${reached.toLocaleString('en')} reached`] = row(
    fastest(() => buildGraph(nodes, from, to)),
    fastest(() => breadthFirst(graph, [0])),
    fastest(() => plainSearch(neighbours, 0)),
    megabytes(() => [buildGraph(nodes, from, to), breadthFirst(graph, [0])]),
  );

  const conditional = buildGraph(nodes, from, to, allNodes);
  const arrivals = earliest(conditional, [0], { durations });
  const plain = fixpoint(conditional, durations);
  if (!arrivals.time.every((value, node) => value === plain[node])) throw new Error('the two times disagree');
  soon[`${nodes.toLocaleString('en')} nodes, ${arrivals.order.length.toLocaleString('en')} reached`] = row(
    fastest(() => buildGraph(nodes, from, to, allNodes)),
    fastest(() => earliest(conditional, [0], { durations })),
    fastest(() => fixpoint(conditional, durations)),
    megabytes(() => [buildGraph(nodes, from, to, allNodes), earliest(conditional, [0], { durations })]),
  );
}
console.log('breadth-first search');
console.table(near);
console.log('earliest arrivals, a fifth of the nodes needing all of their edges');
console.table(soon);

const whole: Table = {};
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
  whole[`${name}: ${assets.length} assets, ${services.length} services at risk`] = {
    assets: String(data.assets.length),
    flows: String(data.flows.length),
    'build ms': ms(build),
    'search ms': ms(search),
  };
}
console.log('containment of a hospital');
console.table(whole);

/**
 * The question of what to close, as the engine takes it: a graph in which any one edge is enough, what the fall of each node
 * costs, and choices with their costs. Pure.
 *
 * Where a node falls only with everything that leads to it, one of its edges stands for all: for a host that is entered with an
 * account, the network; for a system whose parts stand in for one another, the part that falls last. Whoever closes that edge
 * really stops the fall, so a plan that is safe here is safe; what an intruder would still lack is not counted, so it may close
 * more than it must. Accounts stay choices: such a host has one edge for each account that could be used there, and disabling
 * the account closes it. Of an account that is stolen already there is one for each way to come by it: new credentials close the one
 * that is theirs, and taking the host off the network the one of being stolen there again.
 */
import { type Arrivals, buildGraph, type CutProblem } from '@cordon/reach';
import type { Measure, Measures, When } from './actions.ts';
import type { Scene } from './blast.ts';
import { harmOf } from './harm.ts';
import { oneOfEach } from './movement/draft.ts';
import type { Movement } from './movement/index.ts';

/**
 * @param arrivals what an intruder reaches when nothing is done; what that leaves out is left out here
 * @param measures those to choose from, in the order of `choices`
 * @param hour 0 to 23, local time now
 */
export function buildProblem(
  { estate, knowledge, movement }: Scene,
  sources: readonly number[],
  arrivals: Arrivals,
  measures: readonly Measure[],
  costOf: Measures['costOf'],
  hour: number,
): CutProblem {
  const { graph, nodes } = movement;
  const { harm } = knowledge;
  const reached = (node: number): boolean => Number.isFinite(arrivals.time[node]!);
  const from: number[] = [];
  const to: number[] = [];
  /** For each node, the edges that it stands behind: whatever closes it closes them. */
  const behind = new Map<number, number[]>();
  const behindOf = (node: number): number[] => {
    const edges = behind.get(node) ?? [];
    behind.set(node, edges);
    return edges;
  };
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const [start, end] = [graph.from[edge]!, graph.to[edge]!];
    if (!reached(start) || !reached(end)) continue;
    const [before, after] = [nodes[start]!.kind, nodes[end]!.kind];
    if (before === 'mastered' || after === 'mastered' || after === 'administered') continue;
    if (graph.needsAll[end] === 1 && arrivals.by[end] !== edge) continue;
    from.push(start);
    to.push(end);
  }
  const waysOf = oneOfEach((account: number) => waysTo(movement, account, reached));
  for (const { exposed, asset, accounts } of masteredHosts(movement, reached)) {
    for (const account of accounts) {
      for (const way of waysOf(account)) {
        const edge = from.push(exposed) - 1;
        to.push(asset);
        for (const node of way === null ? [account] : [account, way]) behindOf(node).push(edge);
      }
    }
  }

  const loss = new Float64Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    const what = nodes[node]!;
    if (what.kind === 'asset') loss[node] = harm.device * harm.attack_hours;
    if (what.kind !== 'service') continue;
    const cost = (state: 'stopped' | 'degraded'): number =>
      harmOf(harm, estate.service(what.id)!, state, harm.attack_hours, hour);
    // What stops is also degraded: each node costs what it adds.
    loss[node] = what.state === 'degraded' ? cost('degraded') : cost('stopped') - cost('degraded');
  }
  const when: When = { hours: harm.containment_hours, hour };
  const choices = measures.map((measure) => {
    const nodes = Array.from(measure.closing.nodes ?? []);
    const edges = nodes.flatMap((node) => behind.get(node) ?? []);
    return { nodes, edges, cost: costOf([measure], when) };
  });
  return { graph: buildGraph(graph.nodeCount, from, to), sources, loss, choices };
}

/**
 * How an intruder comes by an account: for each way the node that whoever closes it closes, null for one or more that no single node
 * stands for. All ways are one, of which nothing is said, where the account was not stolen before: only then do new credentials help.
 */
function waysTo(
  movement: Movement,
  account: number,
  reached: (node: number) => boolean,
): ReadonlySet<number | null> {
  const { nodes } = movement;
  const before = startsInto(movement, account).filter(reached);
  if (!before.some((node) => nodes[node]!.kind === 'stolen')) return new Set([null]);
  const ways = new Set(
    before.flatMap((node): (number | null)[] => {
      const kind = nodes[node]!.kind;
      if (kind === 'stolen' || kind === 'asset') return [node];
      const others = startsInto(movement, node).filter((start) => start !== account && reached(start));
      return others.length > 1 ? [null] : others;
    }),
  );
  // A way that only disabling the account closes stays open whatever closes the others.
  return ways.has(null) ? new Set([null]) : ways;
}

/** Where the edges into a node start. */
const startsInto = ({ graph }: Movement, node: number): number[] => [
  ...new Set(
    Array.from(
      graph.inEdges.subarray(graph.inOffsets[node]!, graph.inOffsets[node + 1]!),
      (edge) => graph.from[edge]!,
    ),
  ),
];

/** Hosts that fall to whoever can call them and holds one of these accounts. */
function masteredHosts(
  movement: Movement,
  reached: (node: number) => boolean,
): { exposed: number; asset: number; accounts: number[] }[] {
  const { graph, nodes } = movement;
  const into = (node: number): number[] => startsInto(movement, node);
  return nodes.flatMap((what, node) => {
    if (what.kind !== 'mastered' || !reached(node)) return [];
    const [exposed, administered] = into(node);
    const accounts = into(administered!).flatMap(into).filter(reached);
    return [
      { exposed: exposed!, asset: graph.targets[graph.offsets[node]!]!, accounts: [...new Set(accounts)] },
    ];
  });
}

/**
 * The question of what to close, as the engine takes it: a graph in which any one edge is enough, what the fall of each node
 * costs, and choices with their costs. Pure.
 *
 * Where a node falls only with everything that leads to it, one of its edges stands for all: for a host that is entered with an
 * account, the network; for a system whose parts stand in for one another, the part that falls last. Whoever closes that edge
 * really stops the fall, so a plan that is safe here is safe; what an intruder would still lack is not counted, so it may close
 * more than it must. Accounts stay choices: such a host has one edge for each account that could be used there, and disabling
 * the account closes it.
 */
import { type Arrivals, buildGraph, type CutProblem } from '@cordon/reach';
import type { Measure, Measures, When } from './actions.ts';
import type { Scene } from './blast.ts';
import { harmOf } from './harm.ts';
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
  /** For each account, the edges on which it is what an intruder uses. */
  const usedOn = new Map<number, number[]>();
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const [start, end] = [graph.from[edge]!, graph.to[edge]!];
    if (!reached(start) || !reached(end)) continue;
    const [before, after] = [nodes[start]!.kind, nodes[end]!.kind];
    if (before === 'mastered' || after === 'mastered' || after === 'administered') continue;
    if (graph.needsAll[end] === 1 && arrivals.by[end] !== edge) continue;
    from.push(start);
    to.push(end);
  }
  for (const { exposed, asset, accounts } of masteredHosts(movement, reached)) {
    for (const account of accounts) {
      const edges = usedOn.get(account) ?? [];
      usedOn.set(account, edges);
      edges.push(from.push(exposed) - 1);
      to.push(asset);
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
    const { action, closing } = measure;
    const cost = costOf([measure], when);
    const account = action.kind === 'disable-account' ? movement.accountNode(action.account) : undefined;
    return { ...closing, edges: account === undefined ? [] : (usedOn.get(account) ?? []), cost };
  });
  return { graph: buildGraph(graph.nodeCount, from, to), sources, loss, choices };
}

/** Hosts that fall to whoever can call them and holds one of these accounts. */
function masteredHosts(
  { graph, nodes }: Movement,
  reached: (node: number) => boolean,
): { exposed: number; asset: number; accounts: number[] }[] {
  const into = (node: number): number[] =>
    [...graph.inEdges.subarray(graph.inOffsets[node]!, graph.inOffsets[node + 1]!)].map(
      (edge) => graph.from[edge]!,
    );
  return nodes.flatMap((what, node) => {
    if (what.kind !== 'mastered' || !reached(node)) return [];
    const [exposed, administered] = into(node);
    const accounts = into(administered!).flatMap(into).filter(reached);
    return [
      { exposed: exposed!, asset: graph.targets[graph.offsets[node]!]!, accounts: [...new Set(accounts)] },
    ];
  });
}

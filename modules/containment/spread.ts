/**
 * The estate's flows as a graph small enough to search on every change.
 *
 * A flow between two zones of 300 assets allows 90,000 conversations; written out, a flat network would need
 * millions of edges. Instead every `from` and every `to` that a flow names is a hub. One step of an intruder
 * is then always three edges: asset → hub it belongs to → (the flow) → hub → asset. Since every way from asset
 * to asset has a length of three times its steps, plain breadth-first search finds the fewest steps.
 */
import type { Asset, Estate, Flow } from '@cordon/estate';
import { buildGraph, type Graph } from '@cordon/reach';
import { membersOf } from './members.ts';

/** Edges of the graph to one step of an intruder. */
export const edgesPerStep = 3;

export interface Spread {
  graph: Graph;
  /** Nodes 0 to assets.length - 1 are the assets, in this order; hubs follow. */
  assets: readonly Asset[];
  nodeOf: ReadonlyMap<string, number>;
  /** The flow that an edge stands for; undefined for the edges between an asset and its hubs. */
  flowOfEdge(edge: number): Flow | undefined;
}

export function buildSpread(estate: Estate): Spread {
  const { assets, flows } = estate;
  const nodeOf = new Map(assets.map((asset, node) => [asset.id, node]));
  const members = membersOf(assets);
  const from: number[] = [];
  const to: number[] = [];
  let nodes = assets.length;
  const connect = (start: number, end: number) => {
    from.push(start);
    to.push(end);
  };

  const makeHubs = (endpoints: readonly string[], join: (asset: number, hub: number) => void) => {
    const hubs = new Map<string, number>();
    for (const endpoint of endpoints) {
      if (hubs.has(endpoint)) continue;
      const hub = nodes++;
      hubs.set(endpoint, hub);
      for (const asset of members.get(endpoint) ?? []) join(asset, hub);
    }
    return hubs;
  };
  const leaving = makeHubs(
    flows.map((flow) => flow.from),
    (asset, hub) => connect(asset, hub),
  );
  const entering = makeHubs(
    flows.map((flow) => flow.to),
    (asset, hub) => connect(hub, asset),
  );
  const firstFlow = from.length;
  for (const flow of flows) connect(leaving.get(flow.from)!, entering.get(flow.to)!);

  return {
    graph: buildGraph(nodes, from, to),
    assets,
    nodeOf,
    flowOfEdge: (edge) => flows[edge - firstFlow],
  };
}

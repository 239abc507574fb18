import { type Graph, requireNode } from './graph.ts';

export interface BreadthFirstOptions {
  /** Edges to follow at most from a source; the default is no limit. */
  maxDistance?: number;
}

/** What a search found. Arrays are indexed by node. */
export interface Search {
  /** Edges on a shortest path from the nearest source; -1 where none leads. */
  readonly distance: Int32Array;
  /** The node before this one on that path; -1 at sources and unreached nodes. */
  readonly parent: Int32Array;
  /** The edge (index as given to buildGraph) by which the path arrives; -1 as above. */
  readonly arrival: Int32Array;
  /** Reached nodes, sources first, in order of distance. */
  readonly order: Uint32Array;
}

/**
 * Breadth-first search from many sources at once, in time proportional to the edges of what is reached. Any one edge
 * reaches a node, also where it needs all: for graphs whose steps take time or have conditions there is `earliest`.
 * Of several shortest paths it keeps the first in the order of sources and edges, so answers are repeatable.
 *
 * @param sources nodes at distance 0; repeats are harmless
 * @throws RangeError when a source is not a node
 */
export function breadthFirst(
  graph: Graph,
  sources: ArrayLike<number>,
  options: BreadthFirstOptions = {},
): Search {
  const { nodeCount, offsets, targets, edges } = graph;
  const maxDistance = options.maxDistance ?? Number.POSITIVE_INFINITY;
  const distance = new Int32Array(nodeCount).fill(-1);
  const parent = new Int32Array(nodeCount).fill(-1);
  const arrival = new Int32Array(nodeCount).fill(-1);
  const queue = new Uint32Array(nodeCount);
  let tail = 0;
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]!;
    requireNode('source', source, nodeCount);
    if (distance[source] !== -1) continue;
    distance[source] = 0;
    queue[tail++] = source;
  }
  for (let head = 0; head < tail; head++) {
    const node = queue[head]!;
    const next = distance[node]! + 1;
    if (next > maxDistance) break;
    const end = offsets[node + 1]!;
    for (let place = offsets[node]!; place < end; place++) {
      const target = targets[place]!;
      if (distance[target] !== -1) continue;
      distance[target] = next;
      parent[target] = node;
      arrival[target] = edges[place]!;
      queue[tail++] = target;
    }
  }
  return { distance, parent, arrival, order: queue.subarray(0, tail) };
}

/**
 * The nodes of the path that the search kept to `node`, from its source to itself.
 * Empty when the search did not reach it.
 */
export function pathTo(search: Search, node: number): number[] {
  if ((search.distance[node] ?? -1) === -1) return [];
  const path: number[] = [];
  for (let at = node; at !== -1; at = search.parent[at]!) path.push(at);
  return path.reverse();
}

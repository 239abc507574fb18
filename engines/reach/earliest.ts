/**
 * When each node can be reached at the earliest, where a step takes time and a node may need all of its incoming
 * edges rather than any one of them: an AND-OR graph, also called a B-graph.
 *
 * It is Dijkstra's algorithm as Knuth generalised it to superior functions (A generalization of Dijkstra's algorithm,
 * Information Processing Letters 6, 1977; for directed hypergraphs Gallo, Longo, Pallottino and Nguyen, 1993): nodes
 * are settled in order of time, one that needs all its edges when the last of them has arrived. Time grows with
 * edges · log(nodes).
 */
import { type Closing, forEachClosed } from './closing.ts';
import { type Graph, requireNode } from './graph.ts';
import { createHeap } from './heap.ts';

export interface EarliestOptions {
  /** How long each edge takes, by its index as given, in any one unit; infinite = never. Without it each takes 1. */
  durations?: ArrayLike<number>;
  /** Nodes that cannot be reached by this time count as not reached; the default is no limit. */
  horizon?: number;
  /** What nothing moves through. A closed source is still a source, but nothing leaves it. */
  closed?: readonly Closing[];
}

/** What a search found. Arrays are indexed by node. */
export interface Arrivals {
  /** Infinity where a node is not reached. */
  readonly time: Float64Array;
  /** The edge (index as given) that arrives at that time, the last of several needed; -1 at sources and unreached nodes. */
  readonly by: Int32Array;
  /** Reached nodes in order of time; at the same time, no node before one that its arrival rests on. */
  readonly order: Uint32Array;
}

/**
 * A node that needs all of its edges and has none is reached only as a source. Of several ways that arrive at the same
 * time it keeps the first in the order in which nodes are reached and edges were given, so answers are repeatable.
 *
 * @param sources nodes reached at time 0; repeats are harmless
 * @throws RangeError when a source is not a node, or a duration is negative or not a number
 */
export function earliest(graph: Graph, sources: ArrayLike<number>, options: EarliestOptions = {}): Arrivals {
  const { nodeCount, offsets, targets, edges, inOffsets, needsAll } = graph;
  const durations = durationsOf(graph, options);
  const horizon = Math.min(options.horizon ?? Infinity, Number.MAX_VALUE); // so that what never arrives is beyond it
  const time = new Float64Array(nodeCount).fill(Infinity);
  const by = new Int32Array(nodeCount).fill(-1);
  const order = new Uint32Array(nodeCount);
  const missing = new Uint32Array(nodeCount); // edges yet to arrive at nodes that need all
  for (let node = 0; node < nodeCount; node++) missing[node] = inOffsets[node + 1]! - inOffsets[node]!;
  const waiting = createHeap(time);

  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]!;
    requireNode('source', source, nodeCount);
    time[source] = 0;
    waiting.place(source);
  }
  let settled = 0;
  while (waiting.size() > 0) {
    const node = waiting.take();
    order[settled++] = node;
    const now = time[node]!;
    const end = offsets[node + 1]!;
    for (let place = offsets[node]!; place < end; place++) {
      const edge = edges[place]!;
      const arrival = now + durations[edge]!;
      if (!(arrival <= horizon)) continue;
      const target = targets[place]!;
      if (time[target]! <= arrival) continue;
      if (needsAll[target] === 0) {
        time[target] = arrival;
        by[target] = edge;
        waiting.place(target);
      } else if (--missing[target]! === 0) {
        const last = lastInto(graph, target, time, durations);
        time[target] = time[graph.from[last]!]! + durations[last]!;
        by[target] = last;
        waiting.place(target);
      }
    }
  }
  return { time, by, order: order.subarray(0, settled) };
}

/** A copy, in which closed edges never arrive. */
function durationsOf(graph: Graph, { durations, closed = [] }: EarliestOptions): Float64Array {
  const { edgeCount } = graph;
  if (durations !== undefined && durations.length !== edgeCount) {
    throw new RangeError(`${edgeCount} edges but ${durations.length} durations`);
  }
  const copy = new Float64Array(edgeCount).fill(1);
  if (durations !== undefined) copy.set(durations);
  for (let edge = 0; edge < edgeCount; edge++) {
    if (!(copy[edge]! >= 0))
      throw new RangeError(`edge ${edge} takes ${copy[edge]}; durations are 0 or more`);
  }
  for (const closing of closed) {
    forEachClosed(graph, closing, (edge) => {
      copy[edge] = Infinity;
    });
  }
  return copy;
}

function lastInto(graph: Graph, node: number, time: Float64Array, durations: Float64Array): number {
  let last = -1;
  let latest = -1;
  for (let place = graph.inOffsets[node]!; place < graph.inOffsets[node + 1]!; place++) {
    const edge = graph.inEdges[place]!;
    const arrival = time[graph.from[edge]!]! + durations[edge]!;
    if (arrival <= latest) continue;
    latest = arrival;
    last = edge;
  }
  return last;
}

/**
 * Why `node` is reached at its time: the edges that its arrival rests on, each after those that lead to its start. On a
 * graph without nodes that need all it is a path; else a tree that may share branches. Empty for sources and for
 * nodes that were not reached.
 *
 * @param arrivals what `earliest` answered for this graph
 */
export function proofOf(graph: Graph, arrivals: Arrivals, node: number): number[] {
  const proof: number[] = [];
  const entered = new Set<number>();
  const needed = (of: number): ArrayLike<number> => {
    const last = arrivals.by[of] ?? -1;
    if (last === -1) return [];
    return graph.needsAll[of] === 0
      ? [last]
      : graph.inEdges.subarray(graph.inOffsets[of]!, graph.inOffsets[of + 1]!);
  };
  // Depth first without recursion, for paths may be long: `~node` on the stack means that what it rests on is done.
  const stack = [node];
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (top < 0) {
      const edges = needed(~top);
      for (let i = 0; i < edges.length; i++) proof.push(edges[i]!);
    } else if (!entered.has(top)) {
      entered.add(top);
      stack.push(~top);
      const edges = needed(top);
      for (let i = edges.length - 1; i >= 0; i--) stack.push(graph.from[edges[i]!]!);
    }
  }
  return proof;
}

/**
 * A directed graph in compressed sparse rows: the edges leaving node `n` lie in
 * `targets[offsets[n] .. offsets[n + 1]]`. Two flat arrays instead of an object per node, because a search
 * over a million edges is then bound by memory speed and leaves nothing for the garbage collector.
 */
export interface Graph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Length `nodeCount + 1`. */
  readonly offsets: Uint32Array;
  /** Length `edgeCount`. */
  readonly targets: Uint32Array;
  /** For each place in `targets`, the edge's index as it was given, so that a caller can say what the edge meant. */
  readonly edges: Uint32Array;
}

/**
 * @param nodeCount nodes are the integers 0 to nodeCount - 1
 * @param from start node of each edge; `to` its end node; both of the same length
 * @returns the graph; edges of one node keep the order in which they were given, and may repeat
 * @throws RangeError when the lengths differ or an edge names a node that does not exist
 */
export function buildGraph(nodeCount: number, from: ArrayLike<number>, to: ArrayLike<number>): Graph {
  const edgeCount = from.length;
  if (to.length !== edgeCount) throw new RangeError(`${edgeCount} edges start but ${to.length} end`);
  const offsets = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) {
    const start = from[edge]!;
    const end = to[edge]!;
    if (!isNode(start, nodeCount) || !isNode(end, nodeCount)) {
      throw new RangeError(`edge ${edge} goes from ${start} to ${end}; nodes are 0 to ${nodeCount - 1}`);
    }
    offsets[start + 1]!++;
  }
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += offsets[node]!;

  const next = offsets.slice(0, nodeCount);
  const targets = new Uint32Array(edgeCount);
  const edges = new Uint32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const place = next[from[edge]!]!++;
    targets[place] = to[edge]!;
    edges[place] = edge;
  }
  return { nodeCount, edgeCount, offsets, targets, edges };
}

export function isNode(value: number, nodeCount: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < nodeCount;
}

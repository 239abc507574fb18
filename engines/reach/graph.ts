/**
 * A directed graph in compressed sparse rows: the edges leaving node `n` lie in
 * `targets[offsets[n] .. offsets[n + 1]]`. Flat arrays instead of an object per node, because a search
 * over a million edges is then bound by memory speed and leaves nothing for the garbage collector.
 */
export interface Graph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Where each edge starts and ends, by its index as it was given. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Length `nodeCount + 1`. */
  readonly offsets: Uint32Array;
  /** Length `edgeCount`. */
  readonly targets: Uint32Array;
  /** For each place in `targets`, the edge's index as it was given, so that a caller can say what the edge meant. */
  readonly edges: Uint32Array;
  /** The edges entering node `n`, in the order given, are `inEdges[inOffsets[n] .. inOffsets[n + 1]]`. */
  readonly inOffsets: Uint32Array;
  readonly inEdges: Uint32Array;
  /** 1 where a node needs all of its incoming edges, 0 where any one of them is enough. */
  readonly needsAll: Uint8Array;
}

/**
 * @param nodeCount nodes are the integers 0 to nodeCount - 1
 * @param from start node of each edge; `to` its end node; both of the same length
 * @param allNodes nodes that need all of their incoming edges rather than any one of them
 * @returns the graph; edges of one node keep the order in which they were given, and may repeat
 * @throws RangeError when the lengths differ or something names a node that does not exist
 */
export function buildGraph(
  nodeCount: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  allNodes: ArrayLike<number> = [],
): Graph {
  const edgeCount = from.length;
  if (to.length !== edgeCount) throw new RangeError(`${edgeCount} edges start but ${to.length} end`);
  for (let edge = 0; edge < edgeCount; edge++) {
    const start = from[edge]!;
    const end = to[edge]!;
    if (!isIndex(start, nodeCount) || !isIndex(end, nodeCount)) {
      throw new RangeError(`edge ${edge} goes from ${start} to ${end}; nodes are 0 to ${nodeCount - 1}`);
    }
  }
  const needsAll = new Uint8Array(nodeCount);
  for (let i = 0; i < allNodes.length; i++) {
    requireNode('node that needs all of its edges', allNodes[i]!, nodeCount);
    needsAll[allNodes[i]!] = 1;
  }
  const starts = Uint32Array.from(from);
  const ends = Uint32Array.from(to);
  const { offsets, members: edges } = groupBy(starts, nodeCount);
  const { offsets: inOffsets, members: inEdges } = groupBy(ends, nodeCount);
  const targets = new Uint32Array(edgeCount);
  for (let place = 0; place < edgeCount; place++) targets[place] = ends[edges[place]!]!;
  return {
    nodeCount,
    edgeCount,
    from: starts,
    to: ends,
    offsets,
    targets,
    edges,
    inOffsets,
    inEdges,
    needsAll,
  };
}

/**
 * A counting sort: the indices `i` with `keys[i] === k` are `members[offsets[k] .. offsets[k + 1]]`, ascending.
 * Linear in the number of keys and of their values.
 */
export function groupBy(
  keys: Uint32Array,
  keyCount: number,
): { readonly offsets: Uint32Array; readonly members: Uint32Array } {
  const offsets = new Uint32Array(keyCount + 1);
  for (let i = 0; i < keys.length; i++) offsets[keys[i]! + 1]!++;
  for (let key = 0; key < keyCount; key++) offsets[key + 1]! += offsets[key]!;
  const next = offsets.slice(0, keyCount);
  const members = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) members[next[keys[i]!]!++] = i;
  return { offsets, members };
}

export function isIndex(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

/** @throws RangeError when `value` is not a node; `what` says what named it */
export function requireNode(what: string, value: number, nodeCount: number): void {
  if (!isIndex(value, nodeCount))
    throw new RangeError(`${what} ${value} is not a node from 0 to ${nodeCount - 1}`);
}

/**
 * Maximum flow by Dinic's algorithm (Soviet Mathematics Doklady 11, 1970) on typed arrays. Where every capacity is a
 * multiple of one power of two and the flow stays under 2^53 of it, additions of doubles are exact, and so is the flow.
 */
import { groupBy } from './graph.ts';

export interface Network {
  readonly nodeCount: number;
  /** Edge `e` is arc `2e`, its way back arc `2e + 1`; where each arc leads. */
  readonly heads: Uint32Array;
  /** The arcs leaving node `n` are `arcs[offsets[n] .. offsets[n + 1]]`. */
  readonly offsets: Uint32Array;
  readonly arcs: Uint32Array;
}

export function buildNetwork(nodeCount: number, from: ArrayLike<number>, to: ArrayLike<number>): Network {
  const heads = new Uint32Array(2 * from.length);
  const tails = new Uint32Array(2 * from.length);
  for (let edge = 0; edge < from.length; edge++) {
    tails[2 * edge] = from[edge]!;
    heads[2 * edge] = to[edge]!;
    tails[2 * edge + 1] = to[edge]!;
    heads[2 * edge + 1] = from[edge]!;
  }
  const { offsets, members: arcs } = groupBy(tails, nodeCount);
  return { nodeCount, heads, offsets, arcs };
}

export interface Flow {
  /** What was added to the flow that `residual` held before. */
  readonly added: number;
  /**
   * For each node, its distance from the source over arcs that could carry more; -1 where none leads. When the flow is the
   * greatest, the nodes with a distance are the source's side of a minimum cut, the smallest there is.
   */
  readonly level: Int32Array;
  /** Whether the flow is the greatest: false when it was stopped. */
  readonly greatest: boolean;
}

/**
 * @param residual what each arc can still carry; a flow that is already there is added to. Changed in place.
 * @param stop asked once a phase
 */
export function maxFlow(
  network: Network,
  residual: Float64Array,
  source: number,
  sink: number,
  stop: () => boolean,
): Flow {
  const level = new Int32Array(network.nodeCount);
  const queue = new Uint32Array(network.nodeCount);
  const cursor = new Uint32Array(network.nodeCount);
  const path = new Uint32Array(network.nodeCount);
  let added = 0;
  while (findLevels(network, residual, source, sink, level, queue)) {
    if (stop()) return { added, level, greatest: false };
    cursor.set(network.offsets.subarray(0, network.nodeCount));
    added += block(network, residual, source, sink, level, cursor, path);
  }
  return { added, level, greatest: true };
}

/** Breadth first; whether the sink was found. Levels beyond the sink's are not needed, and not made. */
function findLevels(
  { heads, offsets, arcs }: Network,
  residual: Float64Array,
  source: number,
  sink: number,
  level: Int32Array,
  queue: Uint32Array,
): boolean {
  level.fill(-1);
  level[source] = 0;
  queue[0] = source;
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const node = queue[head]!;
    const end = offsets[node + 1]!;
    for (let place = offsets[node]!; place < end; place++) {
      const arc = arcs[place]!;
      const next = heads[arc]!;
      if (residual[arc]! <= 0 || level[next] !== -1) continue;
      level[next] = level[node]! + 1;
      if (next === sink) return true;
      queue[tail++] = next;
    }
  }
  return false;
}

/** A blocking flow: depth first along rising levels, each arc looked at once until nothing more gets through. */
function block(
  { heads, offsets, arcs }: Network,
  residual: Float64Array,
  source: number,
  sink: number,
  level: Int32Array,
  cursor: Uint32Array,
  path: Uint32Array,
): number {
  let added = 0;
  let depth = 0;
  let node = source;
  for (;;) {
    if (node === sink) {
      let amount = Infinity;
      for (let i = 0; i < depth; i++) amount = Math.min(amount, residual[path[i]!]!);
      let full = depth;
      for (let i = depth - 1; i >= 0; i--) {
        const arc = path[i]!;
        residual[arc]! -= amount;
        residual[arc ^ 1]! += amount;
        if (residual[arc] === 0) full = i;
      }
      added += amount;
      depth = full;
      node = heads[path[full]! ^ 1]!;
      continue;
    }
    const end = offsets[node + 1]!;
    let forward = -1;
    while (cursor[node]! < end) {
      const arc = arcs[cursor[node]!]!;
      if (residual[arc]! > 0 && level[heads[arc]!] === level[node]! + 1) {
        forward = arc;
        break;
      }
      cursor[node]!++;
    }
    if (forward !== -1) {
      path[depth++] = forward;
      node = heads[forward]!;
    } else if (depth > 0) {
      node = heads[path[--depth]! ^ 1]!;
      cursor[node]!++;
    } else {
      return added;
    }
  }
}

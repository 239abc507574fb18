import { type Graph, isIndex, requireNode } from './graph.ts';

/** Something that stops movement. To close a node is to close every edge into it and out of it. */
export interface Closing {
  /** Edges, by their index as given to buildGraph. */
  readonly edges?: ArrayLike<number>;
  readonly nodes?: ArrayLike<number>;
}

/**
 * Calls `close` with every edge that `closing` closes; one that is named twice comes twice.
 *
 * @throws RangeError when it names an edge or a node that does not exist
 */
export function forEachClosed(graph: Graph, closing: Closing, close: (edge: number) => void): void {
  const { offsets, edges, inOffsets, inEdges } = graph;
  requireClosing(graph, closing);
  for (let i = 0; i < (closing.edges?.length ?? 0); i++) close(closing.edges![i]!);
  for (let i = 0; i < (closing.nodes?.length ?? 0); i++) {
    const node = closing.nodes![i]!;
    for (let at = offsets[node]!; at < offsets[node + 1]!; at++) close(edges[at]!);
    for (let at = inOffsets[node]!; at < inOffsets[node + 1]!; at++) close(inEdges[at]!);
  }
}

/** @throws RangeError as above */
export function requireClosing({ edgeCount, nodeCount }: Graph, { edges = [], nodes = [] }: Closing): void {
  for (let i = 0; i < edges.length; i++) {
    if (!isIndex(edges[i]!, edgeCount))
      throw new RangeError(`closed edge ${edges[i]} is not an edge from 0 to ${edgeCount - 1}`);
  }
  for (let i = 0; i < nodes.length; i++) requireNode('closed node', nodes[i]!, nodeCount);
}

import { groupBy } from './graph.ts';

/**
 * Strongly connected components (Tarjan, SIAM Journal on Computing 1, 1972), without recursion.
 *
 * @returns for each node the number of its component
 */
export function componentsOf(nodeCount: number, from: Uint32Array, to: Uint32Array): Uint32Array {
  const { offsets, members: edges } = groupBy(from, nodeCount);
  const component = new Uint32Array(nodeCount);
  const index = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const isOpen = new Uint8Array(nodeCount); // on the stack of nodes whose component is not yet known
  const cursor = offsets.slice(0, nodeCount);
  const open = new Uint32Array(nodeCount);
  const path = new Uint32Array(nodeCount);
  let openCount = 0;
  let visited = 0;
  let components = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (index[root] !== -1) continue;
    let depth = 0;
    const enter = (node: number): void => {
      index[node] = low[node] = visited++;
      isOpen[node] = 1;
      open[openCount++] = node;
      path[depth++] = node;
    };
    enter(root);
    while (depth > 0) {
      const node = path[depth - 1]!;
      if (cursor[node]! < offsets[node + 1]!) {
        const next = to[edges[cursor[node]!++]!]!;
        if (index[next] === -1) enter(next);
        else if (isOpen[next] === 1) low[node] = Math.min(low[node]!, index[next]!);
        continue;
      }
      depth -= 1;
      if (depth > 0) {
        const parent = path[depth - 1]!;
        low[parent] = Math.min(low[parent]!, low[node]!);
      }
      if (low[node] !== index[node]) continue;
      let member: number;
      do {
        member = open[--openCount]!;
        isOpen[member] = 0;
        component[member] = components;
      } while (member !== node);
      components += 1;
    }
  }
  return component;
}

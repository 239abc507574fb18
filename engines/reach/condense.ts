/**
 * The same question about fewer nodes. An estate has a hundred thousand nodes, but most of them always fall together:
 * what no choice keeps apart becomes one node, and what is out of reach, or leads to no loss, goes.
 */
import { breadthFirst } from './breadth-first.ts';
import type { CutProblem } from './choices.ts';
import { forEachClosed } from './closing.ts';
import { componentsOf } from './components.ts';
import { buildGraph, groupBy } from './graph.ts';

/** Node 0 stands for the sources, and for all that is lost with them whatever is chosen. */
export interface Condensed {
  readonly nodeCount: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** For each edge, which of `choiceSets` closes it: any one choice of the set does. Set 0 is empty. */
  readonly sets: Uint32Array;
  readonly choiceSets: readonly (readonly number[])[];
  readonly loss: Float64Array;
}

const nowhere = -1;

/**
 * @param free the choices that may be taken or left
 * @param taken those that are taken in any case
 */
export function condense(
  { graph, sources, loss, choices }: CutProblem,
  free: readonly number[],
  taken: readonly number[],
): Condensed {
  const isShut = new Uint8Array(graph.edgeCount);
  for (const index of taken) {
    forEachClosed(graph, choices[index]!, (edge) => {
      isShut[edge] = 1;
    });
  }
  const table = createSetTable(choices.length);
  const setOfEdge = table.setsFor(graph.edgeCount, free, (index) => choices[index]!.edges ?? []);
  const setOfNode = table.setsFor(graph.nodeCount, free, (index) => choices[index]!.nodes ?? []);
  const isSource = new Uint8Array(graph.nodeCount);
  for (let i = 0; i < sources.length; i++) isSource[sources[i]!] = 1;

  // A node that can be closed gets a gate, so that closing it closes one edge: the gate stands before the node, or behind it
  // where the node is a source and so is lost already.
  let nodes = graph.nodeCount;
  const gate = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) gate[node] = setOfNode[node] === 0 ? node : nodes++;
  const most = graph.edgeCount + nodes - graph.nodeCount;
  const [from, to, sets] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)];
  let count = 0;
  const connect = (start: number, end: number, set: number): void => {
    from[count] = start;
    to[count] = end;
    sets[count++] = set;
  };
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (isShut[edge] === 1) continue;
    const [start, end] = [graph.from[edge]!, graph.to[edge]!];
    connect(
      isSource[start] === 1 ? gate[start]! : start,
      isSource[end] === 1 ? end : gate[end]!,
      setOfEdge[edge]!,
    );
  }
  for (let node = 0; node < graph.nodeCount; node++) {
    if (gate[node] === node) continue;
    if (isSource[node] === 1) connect(node, gate[node]!, setOfNode[node]!);
    else connect(gate[node]!, node, setOfNode[node]!);
  }
  const lossWithGates = new Float64Array(nodes);
  lossWithGates.set(loss);
  const whole: Condensed = {
    nodeCount: nodes,
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    sets: sets.subarray(0, count),
    choiceSets: table.sets,
    loss: lossWithGates,
  };
  return mergeAlike(dropPointless(whole, sources));
}

/** Each distinct set of choices once. Nearly every edge is closed by one choice or by none. */
function createSetTable(choiceCount: number) {
  const sets: number[][] = [[]];
  const single = new Uint32Array(choiceCount);
  const several = new Map<string, number>();
  const numberOf = (set: number[]): number => {
    const key = set.join();
    const known = set.length === 1 ? single[set[0]!]! : (several.get(key) ?? 0);
    if (known !== 0) return known;
    if (set.length === 1) single[set[0]!] = sets.length;
    else several.set(key, sets.length);
    return sets.push(set) - 1;
  };
  return {
    sets,
    /** For each of `count` things the set of the choices that name it. */
    setsFor(count: number, free: readonly number[], namedBy: (choice: number) => ArrayLike<number>) {
      const pairs = free.reduce((sum, choice) => sum + namedBy(choice).length, 0);
      const [things, by] = [new Uint32Array(pairs), new Uint32Array(pairs)];
      let at = 0;
      for (const choice of free) {
        const named = namedBy(choice);
        for (let i = 0; i < named.length; i++) {
          things[at] = named[i]!;
          by[at++] = choice;
        }
      }
      const { offsets, members } = groupBy(things, count);
      const setOf = new Uint32Array(count);
      for (let thing = 0; thing < count; thing++) {
        if (offsets[thing] === offsets[thing + 1]) continue;
        const set: number[] = [];
        for (let place = offsets[thing]!; place < offsets[thing + 1]!; place++) {
          const choice = by[members[place]!]!;
          if (set.at(-1) !== choice) set.push(choice); // they come in order, so repeats are neighbours
        }
        setOf[thing] = numberOf(set);
      }
      return setOf;
    },
  };
}

/** Without what the sources cannot reach though nothing is chosen, and what leads to no loss. The sources become node 0. */
function dropPointless(given: Condensed, sources: ArrayLike<number>): Condensed {
  const { nodeCount, from, to, loss } = given;
  const ahead = breadthFirst(buildGraph(nodeCount, from, to), sources).distance;
  const losses = Uint32Array.from(loss.keys()).filter((node) => loss[node]! > 0);
  const back = breadthFirst(buildGraph(nodeCount, to, from), losses).distance;
  const label = new Int32Array(nodeCount).fill(nowhere);
  let kept = 1;
  for (let node = 0; node < nodeCount; node++) {
    if (ahead[node] === 0) label[node] = 0;
    else if (ahead[node] !== -1 && back[node] !== -1) label[node] = kept++;
  }
  return relabel(given, label, kept);
}

/** Merges nodes until hardly any more are alike. */
function mergeAlike(given: Condensed): Condensed {
  let now = given;
  for (;;) {
    const before = now.nodeCount;
    now = mergeByInputs(mergeComponents(now));
    // Each pass costs as much as it looks at, and one that merges little saves little.
    if (now.nodeCount > 0.99 * before) return now;
  }
}

/** Nodes on a cycle that no choice breaks fall together. */
function mergeComponents(given: Condensed): Condensed {
  const lasting = given.sets.reduce((count, set) => (set === 0 ? count + 1 : count), 0);
  const [from, to] = [new Uint32Array(lasting), new Uint32Array(lasting)];
  let count = 0;
  for (let edge = 0; edge < given.from.length; edge++) {
    if (given.sets[edge] !== 0) continue;
    from[count] = given.from[edge]!;
    to[count++] = given.to[edge]!;
  }
  return mergeGroups(given, componentsOf(given.nodeCount, from, to));
}

/**
 * Nodes that are entered from the same nodes by edges with the same choices fall together; a node that is entered from one
 * other alone, by an edge that nothing closes, falls with that one.
 */
function mergeByInputs(given: Condensed): Condensed {
  const { nodeCount, from, to, sets } = given;
  const { offsets } = groupBy(to, nodeCount); // the edges lie in this order already
  const leader = Uint32Array.from({ length: nodeCount }, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (leader[at] !== at) {
      leader[at] = leader[leader[at]!]!;
      at = leader[at]!;
    }
    return at;
  };
  const merge = (a: number, b: number): void => {
    const [low, high] = [find(a), find(b)].sort((one, other) => one - other);
    leader[high!] = low!;
  };
  const isSameRow = (a: number, b: number): boolean => {
    const length = offsets[a + 1]! - offsets[a]!;
    if (offsets[b + 1]! - offsets[b]! !== length) return false;
    for (let i = 0; i < length; i++) {
      const [one, other] = [offsets[a]! + i, offsets[b]! + i];
      if (from[one] !== from[other] || sets[one] !== sets[other]) return false;
    }
    return true;
  };
  const rows = new Map<number, number[]>(); // by hash, the first node of each distinct row
  for (let node = 1; node < nodeCount; node++) {
    const [start, end] = [offsets[node]!, offsets[node + 1]!];
    if (from[start] === 0 && sets[start] === 0) {
      merge(0, node);
    } else if (end - start === 1 && sets[start] === 0) {
      merge(from[start]!, node);
    } else {
      let hash = 17;
      for (let edge = start; edge < end; edge++) {
        hash = Math.imul(Math.imul(hash ^ from[edge]!, 0x01000193) ^ sets[edge]!, 0x01000193);
      }
      const alike = rows.get(hash);
      const same = alike?.find((other) => isSameRow(node, other));
      if (same !== undefined) merge(same, node);
      else if (alike !== undefined) alike.push(node);
      else rows.set(hash, [node]);
    }
  }
  return mergeGroups(given, leader.map(find));
}

/** @param group for each node, any number below nodeCount that its group alone has */
function mergeGroups(given: Condensed, group: Uint32Array): Condensed {
  const labelOf = new Int32Array(given.nodeCount).fill(nowhere);
  let count = 0;
  const label = Int32Array.from(group, (number) => {
    if (labelOf[number] === nowhere) labelOf[number] = count++;
    return labelOf[number]!;
  });
  return relabel(given, label, count);
}

/**
 * Edges between what the labels tell apart, in order of where they end, start and are closed by: each once, and none
 * beside one that nothing closes. What enters node 0 says nothing, for it is lost in any case.
 */
function relabel(given: Condensed, label: Int32Array, nodeCount: number): Condensed {
  const loss = new Float64Array(nodeCount);
  for (let node = 0; node < given.nodeCount; node++) {
    if (label[node] !== nowhere) loss[label[node]!]! += given.loss[node]!;
  }
  const edgeCount = given.from.length;
  let kept = new Uint32Array(edgeCount);
  let count = 0;
  const [from, to] = [new Uint32Array(edgeCount), new Uint32Array(edgeCount)];
  for (let edge = 0; edge < edgeCount; edge++) {
    const [start, end] = [label[given.from[edge]!]!, label[given.to[edge]!]!];
    if (start === nowhere || end === nowhere || start === end || end === 0) continue;
    from[edge] = start;
    to[edge] = end;
    kept[count++] = edge;
  }
  kept = kept.subarray(0, count);
  for (const [keys, keyCount] of [
    [given.sets, given.choiceSets.length],
    [from, nodeCount],
    [to, nodeCount],
  ] as const) {
    kept = sortBy(kept, keys, keyCount);
  }
  let first = 0; // of those between the same two nodes: the one that nothing closes, if there is one
  const unique = kept.filter((edge, place) => {
    const before = place === 0 ? undefined : kept[place - 1]!;
    if (before === undefined || from[before] !== from[edge] || to[before] !== to[edge]) {
      first = edge;
      return true;
    }
    return given.sets[first] !== 0 && given.sets[before] !== given.sets[edge];
  });
  return {
    nodeCount,
    from: unique.map((edge) => from[edge]!),
    to: unique.map((edge) => to[edge]!),
    sets: unique.map((edge) => given.sets[edge]!),
    choiceSets: given.choiceSets,
    loss,
  };
}

/** One pass of a radix sort: stable, so that the last key counts most. */
function sortBy(items: Uint32Array, keys: Uint32Array, keyCount: number): Uint32Array<ArrayBuffer> {
  const { members } = groupBy(
    items.map((item) => keys[item]!),
    keyCount,
  );
  return members.map((place) => items[place]!);
}

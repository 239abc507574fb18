/**
 * A condensed question in whole numbers, and laid out for the search. Costs and losses are rounded down to grains, of
 * which all together have so few that sums of doubles are exact: what is a bound is one to the last digit, and no tolerance
 * is needed anywhere. Each choice costs one grain more than it does, and the least difference between two totals is more
 * grains than there are choices: of two sets that come to the same, the smaller is the cheaper.
 */
import type { Choice } from './choices.ts';
import type { Condensed } from './condense.ts';
import { groupBy } from './graph.ts';
import { buildNetwork, type Network } from './max-flow.ts';

export interface Instance {
  /** The condensed nodes, 0 being the source, and last a sink to which each node leads that costs something when lost. */
  readonly network: Network;
  readonly source: 0;
  readonly sink: number;
  /** Edges 0 to edgeCount - 1 are the condensed ones; those to the sink follow. */
  readonly edgeCount: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Outgoing rows of the condensed edges. */
  readonly offsets: Uint32Array;
  readonly edges: Uint32Array;
  /** Of each node, in grains; the sink's is 0. */
  readonly loss: Float64Array;
  /** The nodes whose loss is not 0, in the order of their edges to the sink. */
  readonly lossy: Uint32Array;
  /** Of each choice that closes anything here, in grains. */
  readonly price: Float64Array;
  /** Their numbers in the problem. */
  readonly choices: Uint32Array;
  /** A pair is an edge and a choice that closes it. Those of edge `e` are `edgePairs[e] .. edgePairs[e + 1]`. */
  readonly edgePairs: Uint32Array;
  readonly pairChoice: Uint32Array;
  readonly pairEdge: Uint32Array;
  /** The pairs of choice `c` are `choicePairs[choiceOffsets[c] .. choiceOffsets[c + 1]]`. */
  readonly choiceOffsets: Uint32Array;
  readonly choicePairs: Uint32Array;
  /**
   * Bounds may fall short by this many grains, because a price that is spread over edges is spread in whole grains. It is
   * less than any difference between two totals: it may hide which of two equal sets is smaller, and nothing else.
   */
  readonly slack: number;
  /** The least total that sets of choices can have which come to `grains` or more. */
  readonly leastTotal: (grains: number) => number;
}

export function createInstance(condensed: Condensed, given: readonly Choice[]): Instance {
  const { nodeCount, from, to, sets, choiceSets } = condensed;
  const edgeCount = from.length;
  const isUsed = new Uint8Array(given.length);
  const edgePairs = new Uint32Array(edgeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) {
    const set = choiceSets[sets[edge]!]!;
    for (const choice of set) isUsed[choice] = 1;
    edgePairs[edge + 1] = edgePairs[edge]! + set.length;
  }
  const choices = Uint32Array.from(given.keys()).filter((choice) => isUsed[choice] === 1);
  const localOf = new Uint32Array(given.length);
  choices.forEach((choice, local) => {
    localOf[choice] = local;
  });
  const pairCount = edgePairs[edgeCount]!;
  const pairChoice = new Uint32Array(pairCount);
  const pairEdge = new Uint32Array(pairCount);
  for (let edge = 0, pair = 0; edge < edgeCount; edge++) {
    for (const choice of choiceSets[sets[edge]!]!) {
      pairChoice[pair] = localOf[choice]!;
      pairEdge[pair++] = edge;
    }
  }
  const { offsets: choiceOffsets, members: choicePairs } = groupBy(pairChoice, choices.length);
  const { offsets, members: edges } = groupBy(from, nodeCount);

  let total = 0;
  for (let node = 1; node < nodeCount; node++) total += condensed.loss[node]!;
  for (const choice of choices) total += given[choice]!.cost;
  let slack = 0;
  for (let choice = 0; choice < choices.length; choice++) {
    const pairs = choiceOffsets[choice + 1]! - choiceOffsets[choice]!;
    if (pairs > 1) slack += pairs;
  }
  const { grainsOf, leastTotal } = createScale(total, choices.length, slack);

  const sink = nodeCount;
  const loss = Float64Array.from({ length: nodeCount + 1 }, (_, node) =>
    node === 0 || node === sink ? 0 : grainsOf(condensed.loss[node]!),
  );
  const lossy = Uint32Array.from(loss.keys()).filter((node) => loss[node]! > 0);
  return {
    network: buildNetwork(
      nodeCount + 1,
      concat(from, lossy),
      concat(to, new Uint32Array(lossy.length).fill(sink)),
    ),
    source: 0,
    sink,
    edgeCount,
    from,
    to,
    offsets,
    edges,
    loss,
    lossy,
    price: Float64Array.from(choices, (choice) => grainsOf(given[choice]!.cost) + 1),
    choices,
    edgePairs,
    pairChoice,
    pairEdge,
    choiceOffsets,
    choicePairs,
    slack,
    leastTotal,
  };
}

/** @param total of all amounts; sums stay below 2^52 grains */
function createScale(total: number, choiceCount: number, slack: number) {
  const step = 2 ** Math.ceil(Math.log2(2 * (choiceCount + slack + 1)));
  // Not beyond 2^1000, where amounts so small that nothing else is would be as good as infinite.
  const perStep = total === 0 ? 1 : 2 ** Math.min(1000, Math.floor(51 - Math.log2(total) - Math.log2(step)));
  return {
    grainsOf: (amount: number) => step * Math.floor(amount * perStep),
    leastTotal: (grains: number) => Math.ceil((grains - choiceCount) / step) / perStep,
  };
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** From a cut to a set of choices that makes it, and to a better one near by: the upper bounds of the search. */
import { free, taken } from './bound.ts';
import type { Instance } from './instance.ts';

/** A set of choices, and what it comes to. */
export interface Solution {
  /** 1 for each choice taken. */
  readonly chosen: Uint8Array;
  readonly grains: number;
}

/**
 * What these choices come to, and for each node whether it is reached in spite of them.
 *
 * @param limit more than this is not counted further: what spreads far costs more than what was found before
 */
export function evaluate(instance: Instance, chosen: Uint8Array, limit = Infinity) {
  const { network, source, sink, offsets, edges, to, edgePairs, pairChoice, loss, price } = instance;
  const reached = new Uint8Array(network.nodeCount);
  const queue = new Uint32Array(sink);
  let grains = 0;
  for (let choice = 0; choice < price.length; choice++) if (chosen[choice] === 1) grains += price[choice]!;
  reached[source] = 1;
  queue[0] = source;
  let tail = 1;
  for (let head = 0; head < tail && grains <= limit; head++) {
    const node = queue[head]!;
    grains += loss[node]!;
    for (let place = offsets[node]!; place < offsets[node + 1]!; place++) {
      const edge = edges[place]!;
      if (reached[to[edge]!] === 1 || isClosed(edgePairs, pairChoice, chosen, edge)) continue;
      reached[to[edge]!] = 1;
      queue[tail++] = to[edge]!;
    }
  }
  return { grains, reached };
}

function isClosed(
  edgePairs: Uint32Array,
  pairChoice: Uint32Array,
  chosen: Uint8Array,
  edge: number,
): boolean {
  for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
    if (chosen[pairChoice[pair]!] === 1) return true;
  }
  return false;
}

/**
 * The choices already taken, and enough of the free ones to close every edge that leaves `side`, which has 1 for each node in
 * it. Where only one can, it is taken; of several, the one that costs least for each edge that it closes.
 */
export function close(instance: Instance, state: Uint8Array, side: Uint8Array): Uint8Array {
  const { edgeCount, from, to, edgePairs, pairChoice, price } = instance;
  const chosen = state.map((of) => (of === taken ? 1 : 0));
  const several: number[] = [];
  const isFree = (pair: number) => state[pairChoice[pair]!] === free;
  for (let edge = 0; edge < edgeCount; edge++) {
    if (side[from[edge]!] === 0 || side[to[edge]!] === 1 || isClosed(edgePairs, pairChoice, chosen, edge))
      continue;
    let only = -1;
    let count = 0;
    for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
      if (!isFree(pair)) continue;
      only = pairChoice[pair]!;
      count += 1;
    }
    if (count === 1) chosen[only] = 1;
    else several.push(edge);
  }
  let open = several;
  for (;;) {
    open = open.filter((edge) => !isClosed(edgePairs, pairChoice, chosen, edge));
    if (open.length === 0) return chosen;
    const closes = new Float64Array(price.length);
    let best = -1;
    for (const edge of open) {
      for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
        if (isFree(pair)) closes[pairChoice[pair]!]! += 1;
      }
    }
    for (let choice = 0; choice < price.length; choice++) {
      if (closes[choice] === 0) continue;
      if (best === -1 || price[choice]! * closes[best]! < price[best]! * closes[choice]!) best = choice;
    }
    chosen[best] = 1;
  }
}

/**
 * Takes choices out while that makes the total less, and as many as are too many.
 *
 * @param atMost how many choices there may be, with those that the state has taken
 * @param limit what it must come to less than to be of use
 * @returns undefined where taking out what is too many comes to more than that
 */
export function thin(
  instance: Instance,
  state: Uint8Array,
  chosen: Uint8Array,
  atMost: number,
  limit: number,
): Solution | undefined {
  const best = chosen.slice();
  const removable = () => [...best.keys()].filter((choice) => best[choice] === 1 && state[choice] !== taken);
  const without = (choice: number, most: number): number => {
    best[choice] = 0;
    const total = evaluate(instance, best, most).grains;
    best[choice] = 1;
    return total;
  };
  let count = best.reduce((sum, of) => sum + of, 0);
  while (count > atMost) {
    // Half of what is too many at a time: the worth of one choice depends on the others, but not on most of them. Prices
    // still fall as more is taken out, so what they come to now does not count against the limit.
    const prices = best.reduce((sum, of, choice) => sum + of * instance.price[choice]!, 0);
    const ranked = removable()
      .map((choice) => ({ choice, total: without(choice, limit + prices) }))
      .sort((a, b) => a.total - b.total || b.choice - a.choice);
    const fewer = ranked.slice(0, Math.ceil((count - atMost) / 2));
    if (fewer.at(-1)!.total > limit + prices) return undefined;
    for (const { choice } of fewer) best[choice] = 0;
    count -= fewer.length;
  }
  let { grains } = evaluate(instance, best, limit);
  if (grains > limit) return undefined;
  const dearestFirst = removable().sort((a, b) => instance.price[b]! - instance.price[a]! || b - a);
  for (const choice of dearestFirst) {
    const total = without(choice, grains);
    if (total > grains) continue;
    best[choice] = 0;
    grains = total;
  }
  return { chosen: best, grains };
}

/**
 * A lower bound on what any set of choices comes to, when some choices are already decided.
 *
 * If each choice closed a single edge, its price would be the capacity of that edge, and the answer a minimum cut. So the price of
 * a choice that closes many edges is split into shares, one for each edge; an edge that several choices close gets the least
 * of their shares. However prices are split, a minimum cut is then a bound: the edges that a set of choices must close have
 * capacities that sum to no more than its prices. Where at most so many choices may be taken, each costs a premium
 * more, and the premium is given back that often (a Lagrange multiplier). Shares and premium are what is
 * improved here: first by moving what the flow leaves unused to where the cut is, which never lowers the bound, and when
 * that ends by steps along a subgradient (Polyak, 1969), which may, but lead on.
 */
import type { Instance } from './instance.ts';
import { maxFlow } from './max-flow.ts';

export const free = 0;
export const taken = 1;
export const left = 2;

/** How prices are split, and what is put on them: what a search for bounds starts from and hands on. */
export interface Split {
  /** For each pair of an edge and a choice, in grains. */
  readonly shares: Float64Array;
  readonly premium: number;
}

/** Each price with the premium in equal shares. */
export function evenSplit({ price, pairChoice, choiceOffsets }: Instance, premium: number): Split {
  const shares = Float64Array.from(pairChoice, (choice) =>
    Math.floor((price[choice]! + premium) / (choiceOffsets[choice + 1]! - choiceOffsets[choice]!)),
  );
  return { shares, premium };
}

export interface Bound {
  /** Grains: no set of choices that agrees with what is decided comes to less. */
  readonly grains: number;
  readonly split: Split;
  /** For each choice, how much of its price the last cut paid. */
  readonly paid: Float64Array;
}

export interface BoundTask {
  /** Of each choice: free, taken or left. */
  readonly state: Uint8Array;
  /** How many of the free choices may be taken; Infinity when there is no limit. */
  readonly budget: number;
  readonly start: Split;
  /** Steps along a subgradient. */
  readonly steps: number;
  /** Hears of every cut, whose source's side has a level, and of the bound that it is; returns the least total known. */
  readonly onCut: (level: Int32Array, grains: number) => number;
  readonly stop: () => boolean;
}

/** What the algorithm works on. */
interface Work {
  readonly instance: Instance;
  readonly state: Uint8Array;
  /** 1 for each edge that no taken choice closes. */
  readonly isOpen: Uint8Array;
  /** Of each choice with the premium, in grains. */
  readonly price: Float64Array;
  readonly shares: Float64Array;
  /** What the flow leaves of the capacity of each arc. */
  readonly residual: Float64Array;
}

export function boundBelow(instance: Instance, task: BoundTask): Bound {
  const { state, budget, start, onCut, stop } = task;
  const { network, source, sink, price } = instance;
  const work: Work = {
    instance,
    state,
    isOpen: openEdges(instance, state),
    price: price.slice(),
    shares: start.shares.slice(),
    residual: new Float64Array(network.heads.length),
  };
  let certain = 0;
  for (let choice = 0; choice < price.length; choice++)
    if (state[choice] === taken) certain += price[choice]!;
  let premium = budget === Infinity ? 0 : start.premium;
  for (let choice = 0; choice < price.length; choice++) work.price[choice]! += premium;
  load(work);

  let best = { grains: -Infinity, split: start };
  let paid = new Float64Array(price.length);
  let flowing = 0;
  let stepsLeft = task.steps;
  let stride = 1;
  let vain = 0;
  for (;;) {
    const flow = maxFlow(network, work.residual, source, sink, stop);
    flowing += flow.added;
    const grains = certain + flowing - (premium === 0 ? 0 : premium * budget);
    if (grains > best.grains) {
      best = { grains, split: { shares: work.shares.slice(), premium } };
      vain = 0;
    }
    if (!flow.greatest) break;
    const target = onCut(flow.level, grains);
    const gap = target - grains;
    if (best.grains + instance.slack >= target) break;
    const cut = cutOf(work, flow.level);
    paid = cut.paid;
    // Where the last flow found little more, the next would find less.
    if (flow.added > 0.02 * Math.min(gap, flowing) && moveUnused(work, cut.edges)) continue;
    if (stepsLeft === 0) break;
    stepsLeft -= 1;
    if (++vain % 5 === 0) stride /= 2;
    const higher = climb(work, cut, stride * gap, premium, budget);
    if (higher !== premium) {
      for (let choice = 0; choice < price.length; choice++) work.price[choice] = price[choice]! + higher;
      fitShares(work);
      premium = higher;
    }
    load(work);
    flowing = 0;
  }
  return { ...best, paid };
}

function openEdges({ edgeCount, edgePairs, pairChoice }: Instance, state: Uint8Array): Uint8Array {
  const isOpen = new Uint8Array(edgeCount).fill(1);
  for (let edge = 0; edge < edgeCount; edge++) {
    for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
      if (state[pairChoice[pair]!] === taken) isOpen[edge] = 0;
    }
  }
  return isOpen;
}

/** Makes the shares of each free choice sum to its price again, in the proportions that they have. */
function fitShares(work: Work): void {
  const { price, shares } = work;
  for (let choice = 0; choice < price.length; choice++) {
    const pairs = openPairs(work, choice);
    let sum = 0;
    for (const pair of pairs) sum += shares[pair]!;
    shareOut(shares, pairs, price[choice]!, (share) =>
      sum > 0 ? (share / sum) * price[choice]! : price[choice]! / pairs.length,
    );
  }
}

/** Sets the shares of these pairs in whole grains, never to more than `grains` together. */
function shareOut(
  shares: Float64Array,
  pairs: readonly number[],
  grains: number,
  wanted: (share: number) => number,
): void {
  let rest = grains;
  for (const pair of pairs) {
    const share = Math.floor(wanted(shares[pair]!) + 1e-6); // what is whole but for rounding stays whole
    shares[pair] = Math.min(rest, share);
    rest -= shares[pair]!;
  }
}

/** Of a free choice, the pairs on edges that nothing closes yet; none where the choice is not free. */
function openPairs({ instance, state, isOpen }: Work, choice: number): number[] {
  const { choiceOffsets, choicePairs, pairEdge } = instance;
  const pairs: number[] = [];
  if (state[choice] !== free) return pairs;
  for (let place = choiceOffsets[choice]!; place < choiceOffsets[choice + 1]!; place++) {
    const pair = choicePairs[place]!;
    if (isOpen[pairEdge[pair]!] === 1) pairs.push(pair);
  }
  return pairs;
}

/** Starts with no flow. Edges that nothing may close any more carry anything, closed ones nothing. */
function load(work: Work): void {
  const { instance, isOpen, residual } = work;
  const { edgeCount, lossy, loss } = instance;
  residual.fill(0);
  for (let edge = 0; edge < edgeCount; edge++) {
    if (isOpen[edge] === 0) continue;
    const pair = cheapestPair(work, edge);
    residual[2 * edge] = pair === -1 ? Infinity : work.shares[pair]!;
  }
  for (let i = 0; i < lossy.length; i++) residual[2 * (edgeCount + i)] = loss[lossy[i]!]!;
}

/** The pair of the free choice with the least share; -1 where none is free. */
function cheapestPair({ instance, state, shares }: Work, edge: number): number {
  const { edgePairs, pairChoice } = instance;
  let cheapest = -1;
  for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
    if (state[pairChoice[pair]!] !== free) continue;
    if (cheapest === -1 || shares[pair]! < shares[cheapest]!) cheapest = pair;
  }
  return cheapest;
}

interface Cut {
  /** The edges that cross it. */
  readonly edges: readonly number[];
  /** For each of them the pair whose share is its capacity. */
  readonly pairs: readonly number[];
  /** For each choice, the sum of its shares among them. */
  readonly paid: Float64Array<ArrayBuffer>;
}

function cutOf(work: Work, level: Int32Array): Cut {
  const { instance, isOpen, price, shares } = work;
  const edges: number[] = [];
  const pairs: number[] = [];
  const paid = new Float64Array(price.length);
  for (let edge = 0; edge < instance.edgeCount; edge++) {
    if (isOpen[edge] === 0 || level[instance.from[edge]!] === -1 || level[instance.to[edge]!] !== -1)
      continue;
    const pair = cheapestPair(work, edge);
    edges.push(edge);
    pairs.push(pair);
    paid[instance.pairChoice[pair]!]! += shares[pair]!;
  }
  return { edges, pairs, paid };
}

/**
 * Moves what the flow does not use of each price to the edges of the cut, evenly. The flow stays what it is and can
 * be added to. False when there is nothing to move: each edge of the cut is closed by a choice that is used up.
 */
function moveUnused(work: Work, cut: readonly number[]): boolean {
  const { instance, state, isOpen, price, shares, residual } = work;
  const { edgeCount, edgePairs, pairChoice, pairEdge } = instance;
  const unused = price.slice();
  for (let pair = 0; pair < pairEdge.length; pair++) {
    const edge = pairEdge[pair]!;
    if (isOpen[edge] === 1) unused[pairChoice[pair]!]! -= residual[2 * edge + 1]!;
  }
  const everyFree = (edge: number, holds: (choice: number) => boolean): boolean => {
    for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
      const choice = pairChoice[pair]!;
      if (state[choice] === free && !holds(choice)) return false;
    }
    return true;
  };
  const places = new Float64Array(price.length); // edges of the cut to which what a choice has left may go
  const rising = cut.filter((edge) => everyFree(edge, (choice) => unused[choice]! > 0));
  for (const edge of rising) {
    for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) places[pairChoice[pair]!]! += 1;
  }
  const extra = unused.map((grains, choice) =>
    places[choice] === 0 ? 0 : Math.floor(grains / places[choice]!),
  );
  if (!rising.some((edge) => everyFree(edge, (choice) => extra[choice]! > 0))) return false;

  const isRising = new Uint8Array(edgeCount);
  for (const edge of rising) isRising[edge] = 1;
  for (let edge = 0; edge < edgeCount; edge++) {
    if (isOpen[edge] === 0) continue;
    const flowing = residual[2 * edge + 1]!;
    for (let pair = edgePairs[edge]!; pair < edgePairs[edge + 1]!; pair++) {
      shares[pair] = flowing + (isRising[edge] === 1 ? extra[pairChoice[pair]!]! : 0);
    }
    const pair = cheapestPair(work, edge);
    if (pair !== -1) residual[2 * edge] = shares[pair]! - flowing;
  }
  return true;
}

/**
 * One step along the subgradient: more for the shares that the cut paid, less for the other shares of the same choices, and
 * a premium that rises when the cut takes more choices than it may.
 *
 * @param rise what the bound would rise by if it went on as it begins
 * @returns the premium
 */
function climb(work: Work, cut: Cut, rise: number, premium: number, budget: number): number {
  const { instance, price, shares } = work;
  let tooMany = 0;
  if (budget !== Infinity) {
    tooMany = -budget;
    for (let choice = 0; choice < price.length; choice++) {
      if (cut.paid[choice]! > 0) tooMany += cut.paid[choice]! / price[choice]!;
    }
    if (premium === 0) tooMany = Math.max(0, tooMany);
  }
  const stride = rise / Math.max(1, cut.pairs.length + tooMany ** 2);
  const raised = new Set<number>();
  for (const pair of cut.pairs) {
    shares[pair]! += stride;
    raised.add(instance.pairChoice[pair]!);
  }
  for (const choice of raised) {
    const pairs = openPairs(work, choice);
    const less = excessOf(
      pairs.map((pair) => shares[pair]!),
      price[choice]!,
    );
    shareOut(shares, pairs, price[choice]!, (share) => Math.max(0, share - less));
  }
  return Math.max(0, Math.floor(premium + stride * tooMany));
}

/** What to take from each value, none going below 0, for them to sum to `sum` (the projection onto a simplex). */
function excessOf(values: readonly number[], sum: number): number {
  let excess = 0;
  let before = 0;
  const falling = values.toSorted((a, b) => b - a);
  for (const [index, value] of falling.entries()) {
    before += value;
    const candidate = (before - sum) / (index + 1);
    if (candidate >= value) break;
    excess = candidate;
  }
  return excess;
}

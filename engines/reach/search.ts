/**
 * Branch and bound over which choices are taken, the most promising part of what is left first. It can be stopped at any
 * time: what it has found by then, and the bound that it has shown, both hold.
 */
import { type Bound, boundBelow, evenSplit, free, left, type Split, taken } from './bound.ts';
import type { Instance } from './instance.ts';
import { close, evaluate, type Solution, thin } from './rounding.ts';

/** What is still to be looked at: all sets of choices that agree with what is decided. */
interface Branch extends Bound {
  readonly state: Uint8Array;
  readonly decided: number;
}

export interface Found extends Solution {
  /** No set of choices comes to less, in grains. */
  readonly bound: number;
  readonly proved: boolean;
  readonly branches: number;
}

/** Steps along the subgradient: many at the start, whose bound all others begin with. */
const stepsAtRoot = 60;
const stepsBelow = 8;
/** Premiums tried, and how far the search goes for each. */
const premiums = 8;
const branchesPerPremium = 8;
/** Shares that branches may keep, 256 MB of them: beyond that they begin again with those of the root. */
const mostShares = 2 ** 25;

/**
 * @param atMost how many choices may be taken
 * @param stop told how far the search is; true ends it
 */
export function search(
  instance: Instance,
  atMost: number,
  stop: (progress: { branches: number; best: number; bound: number }) => boolean,
): Found {
  const count = instance.price.length;
  const none = new Uint8Array(count);
  let best: Solution = { chosen: none, grains: evaluate(instance, none).grains };
  let bound = 0;
  let branches = 0;
  let isStopped = false;
  const open: Branch[] = []; // the most promising last
  const isWorth = (grains: number): boolean => grains + instance.slack < best.grains;
  const offer = (found: Solution | undefined): void => {
    if (found !== undefined && found.grains < best.grains) best = found;
  };

  /** A bound for one branch; every cut that comes by on the way is made a set of choices, and that is offered. */
  const boundOf = (state: Uint8Array, budget: number, start: Split, steps: number): Bound => {
    let side = new Uint8Array(0);
    return boundBelow(instance, {
      state,
      budget,
      start,
      steps,
      onCut(level, grains) {
        const before = side;
        side = new Uint8Array(level.length);
        for (let node = 0; node < level.length; node++) if (level[node] !== -1) side[node] = 1;
        if (!isSame(side, before)) offer(round(instance, state, side, atMost, grains, best.grains));
        return best.grains;
      },
      stop() {
        isStopped ||= stop({ branches, best: best.grains, bound });
        return isStopped;
      },
    });
  };

  const look = (state: Uint8Array, decided: number, start: Split, steps: number): void => {
    const budget = atMost - state.reduce((sum, of) => (of === taken ? sum + 1 : sum), 0);
    if (budget === 0 || decided === count) {
      const chosen = state.map((of) => (of === taken ? 1 : 0));
      offer({ chosen, grains: evaluate(instance, chosen, best.grains).grains });
      return;
    }
    const found = boundOf(state, budget, start, steps);
    branches += 1;
    const grains = Math.max(found.grains, bound);
    if (!isWorth(grains)) return;
    const isFull = open.length * found.split.shares.length > mostShares;
    insert(open, { paid: found.paid, split: isFull ? rootSplit : found.split, grains, state, decided });
    if (decided === 0) rootSplit = found.split;
  };

  /**
   * The same question without a limit, but each choice dearer by a premium; how many choices its answer takes. Less what
   * the premium is for as many as are allowed, its bound is one here too.
   */
  const takenAt = (premium: number): number => {
    if (isStopped) return atMost;
    const dearer = { ...instance, price: instance.price.map((price) => price + premium) };
    const found = search(dearer, Infinity, (progress) => {
      isStopped ||= stop({ branches: branches + progress.branches, best: best.grains, bound });
      return isStopped || progress.branches >= branchesPerPremium;
    });
    branches += found.branches;
    bound = Math.max(bound, found.bound - premium * atMost);
    const takes = found.chosen.reduce((sum, of) => sum + of, 0);
    // To take out what is too many takes long where everything falls without it: not after the time is up.
    if (takes <= atMost || !isStopped) offer(thin(instance, none, found.chosen, atMost, best.grains));
    return takes;
  };

  const premium = atMost < count ? findPremium(instance, atMost, takenAt) : 0;
  let rootSplit = evenSplit(instance, premium);
  if (isWorth(bound)) look(none, 0, rootSplit, stepsAtRoot);
  while (!isStopped) {
    const branch = open.pop();
    if (branch === undefined || !isWorth(branch.grains)) {
      open.length = 0;
      break;
    }
    bound = branch.grains;
    const choice = mostDoubtful(instance, branch);
    for (const decision of [taken, left]) {
      const state = branch.state.slice();
      state[choice] = decision;
      look(state, branch.decided + 1, branch.split, stepsBelow);
    }
  }
  const last = open.at(-1);
  const proved = last === undefined || !isWorth(last.grains);
  return { ...best, proved, bound: proved ? best.grains - instance.slack : last.grains, branches };
}

/**
 * The least premium, nearly, at which no more choices are taken than may be. The answers on the way are sets of few choices, and
 * often the best there is.
 */
function findPremium({ price }: Instance, atMost: number, takenAt: (premium: number) => number): number {
  if (takenAt(0) <= atMost) return 0;
  let low = 0;
  let high = Infinity;
  let premium = Math.ceil(price.reduce((sum, grains) => sum + grains, 0) / price.length / 8);
  for (let round = 0; round < premiums; round++) {
    if (takenAt(premium) > atMost) low = premium;
    else high = premium;
    premium = high === Infinity ? 4 * premium : Math.ceil((low + high) / 2);
  }
  return premium;
}

/** The free choice of whose price the cut pays a part, but the least of it; if it pays each in full, the dearest of those. */
function mostDoubtful({ price }: Instance, { state, paid }: Branch): number {
  let doubtful = -1;
  let most = -1;
  for (let choice = 0; choice < price.length; choice++) {
    if (state[choice] !== free) continue;
    const unpaid = paid[choice] === 0 ? 0 : price[choice]! - paid[choice]!;
    const doubt = unpaid > 0 ? unpaid : paid[choice]! / 2 ** 52;
    if (doubt <= most) continue;
    doubtful = choice;
    most = doubt;
  }
  return doubtful;
}

function round(
  instance: Instance,
  state: Uint8Array,
  side: Uint8Array,
  atMost: number,
  bound: number,
  limit: number,
): Solution | undefined {
  const chosen = close(instance, state, side);
  const { grains, reached } = evaluate(instance, chosen);
  const count = chosen.reduce((sum, of) => sum + of, 0);
  if (count <= atMost && grains <= bound) return { chosen, grains };
  return thin(instance, state, count <= atMost ? close(instance, state, reached) : chosen, atMost, limit);
}

/** Keeps the most promising last; of equals the one in which more is decided, which is nearer to an answer. */
function insert(open: Branch[], branch: Branch): void {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = open[middle]!;
    const goesAfter =
      other.grains > branch.grains || (other.grains === branch.grains && other.decided <= branch.decided);
    if (goesAfter) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, branch);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

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
  const offer = (found: Solution): void => {
    if (found.grains < best.grains) best = found;
  };

  const look = (state: Uint8Array, decided: number, start: Split, steps: number): void => {
    const budget = atMost - state.reduce((sum, of) => (of === taken ? sum + 1 : sum), 0);
    if (budget === 0 || decided === count) {
      const chosen = state.map((of) => (of === taken ? 1 : 0));
      offer({ chosen, grains: evaluate(instance, chosen).grains });
      return;
    }
    let side = new Uint8Array(0);
    const found = boundBelow(instance, {
      state,
      budget,
      start,
      steps,
      onCut(level, grains) {
        const before = side;
        side = new Uint8Array(level.length);
        for (let node = 0; node < level.length; node++) if (level[node] !== -1) side[node] = 1;
        if (!isSame(side, before)) offer(round(instance, state, side, atMost, grains));
        return best.grains;
      },
      stop() {
        isStopped ||= stop({ branches, best: best.grains, bound });
        return isStopped;
      },
    });
    branches += 1;
    const grains = Math.max(found.grains, bound);
    if (isWorth(grains)) insert(open, { ...found, grains, state, decided });
  };

  look(none, 0, evenSplit(instance), stepsAtRoot);
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
): Solution {
  const chosen = close(instance, state, side);
  const { grains, reached } = evaluate(instance, chosen);
  const count = chosen.reduce((sum, of) => sum + of, 0);
  if (count <= atMost && grains <= bound) return { chosen, grains };
  return thin(instance, state, count <= atMost ? close(instance, state, reached) : chosen, atMost);
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

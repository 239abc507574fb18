/** What one input may cost: bytes out against bytes in, and how many members, over all its archives. */
import { Damage, type Limits } from '../report.ts';

export interface Budget {
  readonly limits: Limits;
  /** Bytes read of the input itself. */
  input: number;
  expanded: number;
  members: number;
  /** Why the input must not be expanded further; set once. */
  spent: string | undefined;
}

export const createBudget = (limits: Limits): Budget => ({
  limits,
  input: 0,
  expanded: 0,
  members: 0,
  spent: undefined,
});

const size = (bytes: number): string =>
  bytes < 1 << 30 ? `${Math.round(bytes / 1048576)} MiB` : `${Math.round(bytes / 1073741824)} GiB`;

/** Call with every piece that a decompressor gives. Throws Damage when the input has expanded too far. */
export function spend(budget: Budget, bytes: number): void {
  const { limits } = budget;
  budget.expanded += bytes;
  if (budget.spent === undefined) {
    if (budget.expanded > limits.expanded) budget.spent = `expands to more than ${size(limits.expanded)}`;
    else if (budget.expanded > limits.ratioFloor && budget.expanded > limits.ratio * budget.input) {
      budget.spent = `expands more than ${limits.ratio} times, as an archive bomb does`;
    }
  }
  if (budget.spent !== undefined) throw new Damage(`stopped: the input ${budget.spent}`);
}

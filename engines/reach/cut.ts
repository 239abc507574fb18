/** The set of choices that costs least in all: what it costs itself, and the loss that it does not prevent. */
import { type CutProblem, requireChoices, requireProblem, type Weighed, weigh } from './choices.ts';
import { condense } from './condense.ts';
import { createInstance } from './instance.ts';
import { search } from './search.ts';

export interface CutOptions {
  /** How many choices may be taken at most, with those required. */
  atMost?: number | undefined;
  /** Choices that are taken in any case, and choices that are not to be taken. */
  required?: Iterable<number>;
  forbidden?: Iterable<number>;
  /** Asked often, and told how far the search is: true ends it, with the best that it has found. */
  stop?: ((progress: Progress) => boolean) | undefined;
}

export interface Progress {
  /** Parts of the search that have been looked at. */
  readonly branches: number;
  /** What the best set so far comes to, and what no set can come to less than. */
  readonly total: number;
  readonly bound: number;
}

export interface Cut extends Weighed {
  /** No allowed set of choices comes to less than this. */
  readonly bound: number;
  /** Whether it is certain that none comes to less than this one: true unless the search was stopped. */
  readonly proved: boolean;
  readonly branches: number;
}

/**
 * Finds the choices for which cost plus remaining loss is least. When each choice closes one edge or one node this is a minimum
 * cut, and exact in one flow. When choices close many at once, or only so many may be taken, the problem is NP-hard: it is then
 * solved by branch and bound, as long as `stop` lets it.
 *
 * The same question has the same answer. Of sets that come to the same it prefers one with fewer choices, and none of
 * those it takes could be left out for nothing. Amounts are carried to one part in 2^51 of their sum, less a bit for
 * each doubling of choices and of what they close.
 *
 * @throws RangeError when the question names something that does not exist, or cannot be met
 */
export function cheapestCut(problem: CutProblem, options: CutOptions = {}): Cut {
  requireProblem(problem);
  const { choices } = problem;
  const required = requireChoices('required', options.required ?? [], choices.length);
  const banned = new Set(requireChoices('forbidden', options.forbidden ?? [], choices.length));
  const both = required.find((choice) => banned.has(choice));
  if (both !== undefined) throw new RangeError(`choice ${both} is both required and forbidden`);
  const budget = (options.atMost ?? Infinity) - required.length;
  if (!(budget >= 0))
    throw new RangeError(`${required.length} choices are required, but at most ${options.atMost} allowed`);

  const decided = new Set([...required, ...banned]);
  const free = budget === 0 ? [] : [...choices.keys()].filter((choice) => !decided.has(choice));
  const condensed = condense(problem, free, required);
  const instance = createInstance(condensed, choices);
  const certain = condensed.loss[0]! + required.reduce((sum, choice) => sum + choices[choice]!.cost, 0);
  const { stop } = options;
  const found = search(instance, budget, ({ branches, best, bound }) =>
    stop === undefined
      ? false
      : stop({
          branches,
          total: certain + instance.leastTotal(best),
          bound: certain + instance.leastTotal(bound),
        }),
  );
  const chosen = [...instance.choices].filter((_, local) => found.chosen[local] === 1);
  const answer = weigh(problem, [...required, ...chosen]);
  // The bound is rounded down, and the total is not; neither is the sum of the losses taken in another order.
  const bound = Math.min(answer.total, certain + instance.leastTotal(found.bound));
  return { ...answer, bound, proved: found.proved, branches: found.branches };
}

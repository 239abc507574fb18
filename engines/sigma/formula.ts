/**
 * Boolean formulas over numbered predicates. Built with constants folded away, then turned into jump code:
 * each step tests one predicate and says where to go, so evaluating a rule is a short walk over integers.
 */

export type Formula =
  | boolean
  | { op: 'test'; predicate: number }
  | { op: 'and'; of: readonly Formula[] }
  | { op: 'or'; of: readonly Formula[] }
  | { op: 'not'; of: Formula };

export function and(parts: readonly Formula[]): Formula {
  return join('and', parts, true);
}

export function or(parts: readonly Formula[]): Formula {
  return join('or', parts, false);
}

export function not(part: Formula): Formula {
  if (typeof part === 'boolean') return !part;
  return part.op === 'not' ? part.of : { op: 'not', of: part };
}

function join(op: 'and' | 'or', parts: readonly Formula[], neutral: boolean): Formula {
  const of: Formula[] = [];
  for (const part of parts) {
    if (part === !neutral) return part;
    if (part === neutral) continue;
    if (typeof part === 'object' && part.op === op) of.push(...part.of);
    else of.push(part);
  }
  if (of.length === 0) return neutral;
  return of.length === 1 ? of[0]! : { op, of };
}

/** Where a walk ends. */
export const accept = -1;
export const reject = -2;

/**
 * Appends the code of a formula to `code`, three numbers a step: predicate, next step if it holds, next step
 * if not. `cost` orders the parts of `and` and `or`, cheapest first; order never changes the result.
 * @returns the step to start at
 */
export function writeCode(formula: Formula, code: number[], cost: (predicate: number) => number): number {
  return emit(formula, accept, reject);

  function emit(part: Formula, yes: number, no: number): number {
    if (typeof part === 'boolean') return part ? yes : no;
    if (part.op === 'not') return emit(part.of, no, yes);
    if (part.op === 'test') {
      code.push(part.predicate, yes, no);
      return code.length / 3 - 1;
    }
    const ordered = part.of.map((one) => ({ one, cost: costOf(one) })).sort((a, b) => b.cost - a.cost);
    // From the last part to the first, since each needs to know where the next one starts.
    let next = part.op === 'and' ? yes : no;
    for (const { one } of ordered) next = part.op === 'and' ? emit(one, next, no) : emit(one, yes, next);
    return next;
  }

  function costOf(part: Formula): number {
    if (typeof part === 'boolean') return 0;
    if (part.op === 'test') return cost(part.predicate);
    if (part.op === 'not') return costOf(part.of);
    return part.of.reduce((sum, one) => sum + costOf(one), 0);
  }
}

/**
 * Predicates of which at least one holds whenever the formula does, the cheapest such set by `weight`;
 * undefined when there is none, because the formula can hold on nothing but absences.
 * @param weight how often a predicate is expected to hold; undefined for one that cannot announce itself
 */
export function witnesses(
  formula: Formula,
  weight: (predicate: number) => number | undefined,
): { predicates: readonly number[]; weight: number } | undefined {
  if (typeof formula === 'boolean' || formula.op === 'not') return undefined;
  if (formula.op === 'test') {
    const own = weight(formula.predicate);
    return own === undefined ? undefined : { predicates: [formula.predicate], weight: own };
  }
  const parts = formula.of.map((one) => witnesses(one, weight));
  if (formula.op === 'and') {
    return parts.reduce(
      (best, one) => (one !== undefined && (best === undefined || one.weight < best.weight) ? one : best),
      undefined,
    );
  }
  let sum = 0;
  const predicates: number[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    sum += part.weight;
    predicates.push(...part.predicates);
  }
  return { predicates, weight: sum };
}

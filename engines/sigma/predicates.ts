/**
 * The predicates of one route: every distinct question its rules ask, numbered once however many rules ask it.
 *
 * A `signal` is a list of plain literals: finding any of them in the field answers it. A `gated` one is only
 * looked into when a literal it cannot do without was found (wildcards, most regular expressions, exact case,
 * letters beyond ASCII). A `free` one has no such literal and is computed when a rule comes to it.
 */
import { testHolds } from './evaluate.ts';
import { and, type Formula, not, or } from './formula.ts';
import type { ReadComparison, Side, Test, Wanted } from './modifiers.ts';
import { fold } from './pattern.ts';
import { isDecidable } from './trie.ts';
import type { FieldSearch } from './types.ts';

export interface Literal {
  /** Folded. */
  readonly text: string;
  readonly side: Side;
}

export interface Predicate {
  readonly slot: number;
  readonly kind: 'signal' | 'gated' | 'free';
  readonly literals: readonly Literal[];
  /** What decides a gated or free predicate: any of these. */
  readonly tests: readonly Test[];
}

/**
 * One search through one field: at the ends of its text, which costs next to nothing, or all the way through.
 * Apart, so that a rule which only needs the ends does not pay for the whole.
 */
export interface SlotPlan {
  /** null: the whole record, for keywords. */
  readonly field: string | null;
  readonly inside: boolean;
}

export interface PredicateTable {
  readonly predicates: readonly Predicate[];
  readonly slots: readonly SlotPlan[];
  /** The formula of one comparison of a rule, with the rule's names turned into the event's. */
  compare(search: FieldSearch, nameOf: (field: string) => string): Formula;
}

/** @param fixed fields that every event of the route has with this value: what they decide is decided here */
export function createPredicates(
  fixed: Readonly<Record<string, string | number>>,
  read: ReadComparison,
): PredicateTable {
  const predicates: Predicate[] = [];
  const slots: SlotPlan[] = [];
  const slotNumbers = new Map<string, number>();
  const known = new Map<string, Formula>();
  const fixedEvent = {
    field: (name: string) => (Object.hasOwn(fixed, name) ? fixed[name] : undefined),
    fieldNames: () => Object.keys(fixed),
  };
  const asIs = (name: string) => name;

  function predicate(
    field: string | null,
    kind: Predicate['kind'],
    given: Literal[],
    tests: Test[],
  ): Formula[] {
    if (given.length === 0 && tests.length === 0) return [];
    const inside = field === null || given.some(({ side }) => side === 'contains');
    // A gate may be wider than its test, so one search serves all its literals.
    const literals = inside ? given.map(({ text }): Literal => ({ text, side: 'contains' })) : given;
    const key = `${inside} ${field}`;
    let slot = field === null ? slotNumbers.get('') : slotNumbers.get(key);
    if (slot === undefined) {
      slot = slots.push({ field, inside }) - 1;
      slotNumbers.set(field === null ? '' : key, slot);
    }
    return [{ op: 'test', predicate: predicates.push({ slot, kind, literals, tests }) - 1 }];
  }

  function anyOf(
    field: string | null,
    wanted: readonly Wanted[],
    nameOf: (field: string) => string,
  ): Formula {
    const tests = wanted
      .flatMap((one) => one.anyOf)
      .map((test) => (test.kind === 'field' ? { ...test, other: nameOf(test.other) } : test));
    const decided =
      field !== null && Object.hasOwn(fixed, field) && !tests.some((test) => test.kind === 'field');
    if (decided) return tests.some((test) => testHolds(test, fixed[field], fixedEvent, asIs));
    const signals: Literal[] = [];
    const gates: Literal[] = [];
    const gated: Test[] = [];
    const free: Test[] = [];
    for (const test of tests) {
      const literals = field === null ? keywordLiterals(test) : literalsOf(test);
      if (literals === undefined) free.push(test);
      else if (isSignal(test)) signals.push(...literals);
      else {
        gates.push(...literals);
        gated.push(test);
      }
    }
    return or([
      ...predicate(
        field,
        'signal',
        signals.filter((one) => one.side !== 'contains'),
        [],
      ),
      ...predicate(
        field,
        'signal',
        signals.filter((one) => one.side === 'contains'),
        [],
      ),
      ...predicate(field, 'gated', gates, gated),
      ...predicate(field, 'free', [], free),
    ]);
  }

  return {
    predicates,
    slots,
    compare(search, nameOf) {
      const field = search.field === null ? null : nameOf(search.field);
      const comparesFields = search.modifiers.includes('fieldref');
      const others = comparesFields ? search.values.map((value) => nameOf(String(value))) : search.values;
      const asked = JSON.stringify([field, search.modifiers, others]);
      let formula = known.get(asked);
      if (formula === undefined) {
        const comparison = read(search);
        const part = (wanted: readonly Wanted[]) => anyOf(field, wanted, nameOf);
        formula = comparison.every
          ? and(comparison.values.map((one) => part([one])))
          : part(comparison.values);
        if (comparison.negated) formula = not(formula);
        known.set(asked, formula);
      }
      return formula;
    },
  };
}

/** Whether finding the literal is the whole answer. */
function isSignal(test: Test): boolean {
  return (
    test.kind === 'text' &&
    !test.pattern.cased &&
    test.pattern.shape !== 'glob' &&
    isDecidable(test.pattern.literal)
  );
}

/** Keywords are searched value by value; one that holds a line break may run from one value into the next. */
function keywordLiterals(test: Test): Literal[] | undefined {
  const literals = literalsOf(test);
  return literals?.some(({ text }) => text.includes('\n')) ? undefined : literals;
}

/** Literals without which a test cannot hold; undefined when there are none. */
function literalsOf(test: Test): Literal[] | undefined {
  if (test.kind === 'regex') {
    const { needles } = test.regex;
    return needles.length === 0 ? undefined : needles.map((text) => ({ text, side: 'contains' }));
  }
  if (test.kind !== 'text') return undefined;
  const { shape, literal, tokens } = test.pattern;
  if (shape === 'exact') return [{ text: fold(literal), side: 'exact' }];
  if (literal === '') return undefined;
  if (shape !== 'glob') return [{ text: fold(literal), side: shape }];
  const at = tokens.indexOf(literal);
  const side = at === 0 ? 'prefix' : at === tokens.length - 1 ? 'suffix' : 'contains';
  return [{ text: fold(literal), side }];
}

/** Compiles the rules that can match events of one source into one program over shared predicates. */
import { createAutomaton } from './automaton.ts';
import { and, type Formula, not, or, witnesses, writeCode } from './formula.ts';
import type { Applicability, RoutedSource } from './logsource.ts';
import { createMatcher, freeKind, gatedKind, type Program, type Slot, signalKind } from './matcher.ts';
import type { ReadComparison } from './modifiers.ts';
import {
  createPredicates,
  type Literal,
  type Predicate,
  type PredicateTable,
  type SlotPlan,
} from './predicates.ts';
import { jsonScreen, textScreen } from './screen.ts';
import { createTrieBuilder } from './trie.ts';
import type { Condition, Search, SigmaEvent, SigmaRule } from './types.ts';

/** A rule that is about the source, and the ways in which it is. */
export interface ApplicableRule {
  readonly rule: SigmaRule;
  readonly ways: readonly Applicability[];
}

export interface CompiledRoute {
  /** Rules that can match, in their order; matches are indexes into this. */
  readonly rules: readonly ApplicableRule[];
  /** Number of matching rules; their indexes are then in `matched`, ascending. */
  run(event: SigmaEvent): number;
  readonly matched: Int32Array;
}

export function compileRoute(
  rules: readonly ApplicableRule[],
  source: RoutedSource,
  read: ReadComparison,
): CompiledRoute {
  const table = createPredicates(source.fixed, read);
  const kept: ApplicableRule[] = [];
  const formulas: Formula[] = [];
  for (const one of rules) {
    const formula = or(one.ways.map((way) => ruleFormula(one.rule, way, table)));
    if (formula === false) continue;
    kept.push(one);
    formulas.push(formula);
  }
  return { rules: kept, ...createMatcher(assemble(table, formulas, source.fixed)) };
}

function ruleFormula(rule: SigmaRule, way: Applicability, table: PredicateTable): Formula {
  const nameOf = (field: string) => (Object.hasOwn(way.fields, field) ? way.fields[field]! : field);
  const selections = new Map<string, Formula>();
  const routing = way.when.map(({ field, values }) =>
    table.compare({ kind: 'field', field, modifiers: [], values: [...values], line: 0 }, (name) => name),
  );

  function searchFormula(search: Search): Formula {
    if (search.kind === 'field') return table.compare(search, nameOf);
    return (search.kind === 'all' ? and : or)(search.of.map(searchFormula));
  }

  function selectionFormula(name: string): Formula {
    let formula = selections.get(name);
    if (formula === undefined) {
      formula = searchFormula(rule.detection.selections[name]!);
      selections.set(name, formula);
    }
    return formula;
  }

  function conditionFormula(condition: Condition): Formula {
    switch (condition.kind) {
      case 'selection':
        return selectionFormula(condition.name);
      case 'not':
        return not(conditionFormula(condition.of));
      default:
        return (condition.kind === 'and' ? and : or)(condition.of.map(conditionFormula));
    }
  }
  return and([...routing, conditionFormula(rule.detection.condition)]);
}

function assemble(
  { predicates, slots }: PredicateTable,
  formulas: readonly Formula[],
  fixed: RoutedSource['fixed'],
): Program {
  const { chosen, always } = chooseWitnesses(predicates, slots, formulas);
  const woken: number[][] = predicates.map(() => []);
  const eager = new Set<number>();
  chosen.forEach((witness, rule) => {
    for (const predicate of new Set(witness?.predicates)) {
      woken[predicate]!.push(rule);
      eager.add(predicates[predicate]!.slot);
    }
  });

  const costOf = (number: number) => {
    const { kind, slot, tests } = predicates[number]!;
    const search = eager.has(slot) ? 1 : slots[slot]!.inside ? 20 : 2;
    return (
      search +
      (kind === 'signal' ? 0 : kind === 'gated' ? 4 : tests.some((test) => test.kind === 'regex') ? 60 : 8)
    );
  };
  const code: number[] = [];
  const entry = formulas.map((formula) => writeCode(formula, code, costOf));

  const wakesFrom = new Int32Array(predicates.length + 1);
  woken.forEach((rules, number) => {
    wakesFrom[number + 1] = wakesFrom[number]! + rules.length;
  });
  const kinds = { signal: signalKind, gated: gatedKind, free: freeKind };
  return {
    ...buildSlots(slots, predicates, usedBy(formulas, predicates.length), fixed),
    eagerSlots: Int32Array.from(eager),
    predicateCount: predicates.length,
    slotOfPredicate: Int32Array.from(predicates, (one) => one.slot),
    kindOfPredicate: Uint8Array.from(predicates, (one) => kinds[one.kind]),
    tests: predicates.map((one) => (one.tests.length > 0 ? one.tests : undefined)),
    wakesFrom,
    wakes: Int32Array.from(woken.flat()),
    code: Int32Array.from(code),
    entry: Int32Array.from(entry),
    always: Int32Array.from(always),
  };
}

type Witness = NonNullable<ReturnType<typeof witnesses>>;

/** What an event is expected to wake in vain may grow by this much if it saves searching a field all through. */
const worthASearch = 4;
const readilyWoken = 1;

/**
 * Each rule waits for its rarest necessary part. Then fields that only a few rules wait for, and that would be
 * searched from end to end for them in every event, are given up where those rules can wait for something else.
 */
function chooseWitnesses(
  predicates: readonly Predicate[],
  slots: readonly SlotPlan[],
  formulas: readonly Formula[],
): { chosen: (Witness | undefined)[]; always: number[] } {
  const weight = literalWeights(predicates);
  const chosen = formulas.map((formula) => witnesses(formula, weight));
  const always = [...chosen.keys()].filter((rule) => chosen[rule] === undefined);
  const usersOf = (slot: number) =>
    [...chosen.keys()].filter((rule) =>
      chosen[rule]?.predicates.some((number) => predicates[number]!.slot === slot),
    );
  const givenUp = new Set<number>();
  const order = slots
    .map(({ inside }, slot) => ({ slot, inside, users: inside ? usersOf(slot).length : 0 }))
    .filter(({ inside, users }) => inside && users > 0)
    .sort((a, b) => a.users - b.users);
  for (const { slot } of order) {
    givenUp.add(slot);
    const limited = (number: number) => (givenUp.has(predicates[number]!.slot) ? undefined : weight(number));
    const users = usersOf(slot);
    const others = users.map((rule) => witnesses(formulas[rule]!, limited));
    const added = others.reduce((sum, one) => sum + (one === undefined ? Infinity : one.weight), 0);
    if (added <= worthASearch && others.every((one) => one !== undefined && one.weight <= readilyWoken)) {
      users.forEach((rule, i) => {
        chosen[rule] = others[i];
      });
    } else givenUp.delete(slot);
  }
  return { chosen, always };
}

/**
 * How readily a predicate fires, so that each rule waits for its rarest necessary part. Short literals are
 * common in any text, and a literal that many rules ask for (`\powershell.exe`) is common in what is logged.
 */
function literalWeights(predicates: readonly Predicate[]): (predicate: number) => number | undefined {
  const keyOf = (slot: number, { side, text }: Literal) => `${slot}|${side}|${text}`;
  const uses = new Map<string, number>();
  for (const { slot, literals } of predicates) {
    for (const literal of literals) {
      const key = keyOf(slot, literal);
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  const weights = predicates.map(({ kind, slot, literals }) =>
    kind === 'free'
      ? undefined
      : literals.reduce(
          (sum, literal) => sum + 0.6 ** literal.text.length + 0.02 * uses.get(keyOf(slot, literal))!,
          0,
        ),
  );
  return (number) => weights[number];
}

/** Rules that cannot match here leave predicates behind that nobody asks for. */
function usedBy(formulas: readonly Formula[], predicates: number): Uint8Array {
  const used = new Uint8Array(predicates);
  const visit = (formula: Formula): void => {
    if (typeof formula === 'boolean') return;
    if (formula.op === 'test') used[formula.predicate] = 1;
    else if (formula.op === 'not') visit(formula.of);
    else for (const one of formula.of) visit(one);
  };
  for (const formula of formulas) visit(formula);
  return used;
}

function buildSlots(
  plans: readonly SlotPlan[],
  predicates: readonly Predicate[],
  used: Uint8Array,
  fixed: RoutedSource['fixed'],
): { fields: string[]; slots: Slot[] } {
  const bySlot: { literal: Literal; number: number }[][] = plans.map(() => []);
  predicates.forEach(({ slot, literals }, number) => {
    if (used[number]) for (const literal of literals) bySlot[slot]!.push({ literal, number });
  });
  const fields = [...new Set(plans.map(({ field }) => field).filter((field) => field !== null))];
  const slots = plans.map(({ field }, slot): Slot => {
    const inner = new Set<string>();
    const anywhere = createTrieBuilder(false);
    const fromStart = createTrieBuilder(false);
    const fromEnd = createTrieBuilder(true);
    for (const { literal, number } of bySlot[slot]!) {
      const { text, side } = literal;
      if (side === 'contains') {
        anywhere.add(text, number);
        inner.add(text);
      } else if (side === 'suffix') fromEnd.add(text, number * 2);
      else fromStart.add(text, number * 2 + (side === 'exact' ? 1 : 0));
    }
    return {
      field: field === null ? -1 : fields.indexOf(field),
      shortest: [...inner].reduce((least, text) => Math.min(least, text.length), Infinity),
      screen: field === null ? textScreen([...inner]) : null,
      jsonScreen: field === null ? jsonScreen([...inner], fixed, [...fields, ...Object.keys(fixed)]) : null,
      anywhere: inner.size > 0 ? createAutomaton(anywhere.finish()) : null,
      byLine:
        field !== null &&
        inner.size > 0 &&
        fromStart.isEmpty() &&
        fromEnd.isEmpty() &&
        ![...inner].some((text) => text.includes('\n')),
      fromStart: fromStart.isEmpty() ? null : fromStart.finish(),
      fromEnd: fromEnd.isEmpty() ? null : fromEnd.finish(),
    };
  });
  return { fields, slots };
}

/**
 * Why a rule matched, for rules that did: compiled once for each rule and way of applying it, because on busy logs every
 * finding pays for it. It says what `explain.ts` says of the tests that held, and looks at nothing else.
 */
import { testHolds, wholeText } from './evaluate.ts';
import { excerptOf, wantedText } from './explain.ts';
import { nameIn } from './hiding.ts';
import type { Applicability } from './logsource.ts';
import type { Comparison, ReadComparison, Wanted } from './modifiers.ts';
import { fold, matchesPattern } from './pattern.ts';
import type { Condition, FieldValue, Reason, Search, SigmaEvent, SigmaRule } from './types.ts';

/** An event that rules matched, and what their reasons would otherwise work out again. */
export interface Sight {
  readonly event: SigmaEvent;
  /** All values as one text, once a keyword has asked for it. */
  whole: string | undefined;
  /** The text that was folded last, and what it became: the tests of one field follow each other. */
  text: string;
  folded: string;
}

export const createSight = (event: SigmaEvent): Sight => ({ event, whole: undefined, text: '', folded: '' });

/** The tests that held, in the selections that the condition asked for; only for an event that the rule matched. */
export type ReasonsOf = (sight: Sight) => Reason[];

interface Asked {
  readonly kind: 'comparison';
  readonly comparison: Comparison;
  /** The field as the event names it. */
  readonly field: string | null;
  /** What is shown as wanted when all values are. */
  readonly all: string;
}
type Plan = Asked | { readonly kind: 'all' | 'any'; readonly of: readonly Plan[] };
type NameOf = (field: string) => string;

export function compileReasons(rule: SigmaRule, way: Applicability, read: ReadComparison): ReasonsOf {
  const { selections, condition } = rule.detection;
  const nameOf: NameOf = (field) => nameIn(way, field);
  const asked = askedFor(condition);
  const plans = Object.entries(selections)
    .filter(([name]) => asked.has(name))
    .map(([name, search]) => ({ name, plan: planOf(search, nameOf, read) }));
  return (sight) => {
    const reasons: Reason[] = [];
    for (const { name, plan } of plans) collect(plan, name, sight, nameOf, reasons);
    return reasons;
  };
}

/** Selections that stand under an even number of negations. */
function askedFor(condition: Condition, negated = false, into = new Set<string>()): Set<string> {
  if (condition.kind === 'selection') {
    if (!negated) into.add(condition.name);
  } else if (condition.kind === 'not') askedFor(condition.of, !negated, into);
  else for (const one of condition.of) askedFor(one, negated, into);
  return into;
}

function planOf(search: Search, nameOf: NameOf, read: ReadComparison): Plan {
  if (search.kind !== 'field')
    return { kind: search.kind, of: search.of.map((one) => planOf(one, nameOf, read)) };
  const comparison = read(search);
  return {
    kind: 'comparison',
    comparison,
    field: comparison.field === null ? null : nameOf(comparison.field),
    all: wantedText(comparison.values, comparison.every),
  };
}

/** Whether the selection holds. What held in a part that does not is taken back: half-true maps would only confuse. */
function collect(plan: Plan, selection: string, sight: Sight, nameOf: NameOf, into: Reason[]): boolean {
  if (plan.kind === 'comparison') {
    const reason = reasonOf(plan, selection, sight, nameOf);
    if (reason !== undefined) into.push(reason);
    return reason !== undefined;
  }
  const before = into.length;
  let some = false;
  for (const part of plan.of) {
    if (collect(part, selection, sight, nameOf, into)) some = true;
    else if (plan.kind === 'all') {
      into.length = before;
      return false;
    }
  }
  return some;
}

function reasonOf(
  { comparison, field, all }: Asked,
  selection: string,
  sight: Sight,
  nameOf: NameOf,
): Reason | undefined {
  const { values, every, negated, name } = comparison;
  const value = field === null ? wholeOf(sight) : sight.event.field(field);
  let first: Wanted | undefined;
  let enough = every;
  for (const wanted of values) {
    const held = wantedHolds(wanted, value, sight, nameOf);
    if (held) first ??= wanted;
    if (held === every) continue;
    enough = held;
    // Negated, the text that is shown is still the one around the first that held.
    if (!negated) break;
  }
  if (enough === negated) return undefined;
  return {
    selection,
    field,
    test: name,
    wanted: every || negated || first === undefined ? all : first.text,
    found: value === undefined ? '' : excerptOf(value, first?.text ?? ''),
  };
}

function wantedHolds(
  { anyOf }: Wanted,
  value: FieldValue | undefined,
  sight: Sight,
  nameOf: NameOf,
): boolean {
  for (const test of anyOf) {
    if (test.kind === 'text' && typeof value === 'string') {
      if (matchesPattern(test.pattern, test.pattern.cased ? value : foldedOf(sight, value))) return true;
    } else if (testHolds(test, value, sight.event, nameOf)) return true;
  }
  return false;
}

function wholeOf(sight: Sight): string {
  sight.whole ??= wholeText(sight.event);
  return sight.whole;
}

function foldedOf(sight: Sight, text: string): string {
  if (sight.text !== text) {
    sight.text = text;
    sight.folded = fold(text);
  }
  return sight.folded;
}

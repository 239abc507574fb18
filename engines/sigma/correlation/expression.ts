/** Boolean conditions of temporal correlations (draft of Sigma 2.2): what kind of question one asks. */
import type { Condition } from '../types.ts';
import type { Sequence } from './ordered.ts';

export function hasAbsence(condition: Condition): boolean {
  if (condition.kind === 'selection') return false;
  return condition.kind === 'not' || condition.of.some(hasAbsence);
}

/** For each rule, whether the condition asks for it somewhere under an even number of `not`. */
export function openersOf(condition: Condition, rules: readonly string[]): boolean[] {
  const wanted = new Set<string>();
  const visit = (one: Condition, negated: boolean): void => {
    if (one.kind === 'selection') {
      if (!negated) wanted.add(one.name);
    } else if (one.kind === 'not') visit(one.of, !negated);
    else for (const part of one.of) visit(part, negated);
  };
  visit(condition, false);
  return rules.map((rule) => wanted.has(rule));
}

/** Why a window for the condition could never open; undefined when it can. */
export function absenceFault(condition: Condition, rules: readonly string[]): string | undefined {
  return openersOf(condition, rules).includes(true)
    ? undefined
    : 'asks only for absences: something must happen to begin with';
}

/** The order that `temporal_ordered` asks for, or what is wrong with the condition. */
export function sequenceOf(condition: Condition | null, rules: readonly string[]): Sequence | string {
  const absent = new Set<string>();
  const wanted = new Set<string>(condition === null ? rules : []);
  const visit = (one: Condition): boolean => {
    if (one.kind === 'and') return one.of.every(visit);
    const inner = one.kind === 'not' ? one.of : one;
    if (inner.kind !== 'selection') return false;
    (one.kind === 'not' ? absent : wanted).add(inner.name);
    return true;
  };
  if (condition !== null && !visit(condition))
    return 'must be names joined by "and", each with or without "not"';
  const both = rules.find((rule) => absent.has(rule) && wanted.has(rule));
  if (both !== undefined) return `asks for "${both}" and for its absence`;
  let before = 0;
  const absentAfter = rules.map((rule) => {
    if (wanted.has(rule)) before++;
    return absent.has(rule) ? before : -1;
  });
  if (absentAfter.includes(0)) return 'begins with an absence: something must happen to begin with';
  return { wanted: rules.flatMap((rule, place) => (wanted.has(rule) ? [place] : [])), absentAfter };
}

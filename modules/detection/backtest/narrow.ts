/**
 * What a record must hold as text for a rule to match it, so that the store can leave out the others. Only what is certain: a
 * literal of plain ASCII that stands in the record's JSON exactly as it stands in the value. Pure.
 */
import { type Condition, compileRegex, type Search, type SigmaRule } from '@cordon/sigma';
import type { Format } from '../model.ts';

/** Any one of these texts must be there. */
type Clause = readonly string[];

/** Formats whose every value is in the stored record as it is; the others hold JSON within JSON, or work values out. */
const literal: ReadonlySet<string> = new Set<Format>([
  'evtx',
  'windows-json',
  'windows-xml',
  'zeek',
  'suricata',
  'syslog',
  'cef',
  'leef',
]);

/** Shorter texts are in nearly every record. */
const shortest = 3;
/** What one regular expression of the store is to hold. */
const mostTexts = 100;
const mostCharacters = 2_500;
const mostClauses = 2;

/** What changes a value before it is compared, or compares something else than text. */
const plainModifiers = new Set(['contains', 'startswith', 'endswith', 'all', 'cased', 'windash']);
const regexFlags = new Set(['i', 'm', 's']);

/**
 * All clauses must hold wherever any of the rules matches.
 *
 * @param fixed fields that a source has and its records need not say
 */
export function narrow(
  rules: readonly SigmaRule[],
  formats: readonly string[],
  fixed: ReadonlySet<string>,
): Clause[] {
  if (!formats.every((format) => literal.has(format))) return [];
  const each = rules.map((rule) => clausesOf(rule, fixed));
  const clauses = each.length === 1 ? each[0]! : either(each);
  return clauses
    .filter((clause) => clause.length <= mostTexts && clause.join('').length <= mostCharacters)
    .sort(moreTelling)
    .slice(0, mostClauses);
}

function clausesOf(
  { detection: { condition, selections } }: SigmaRule,
  fixed: ReadonlySet<string>,
): Clause[] {
  const needs = (node: Condition): Clause[] => {
    if (node.kind === 'selection') return ofSearch(selections[node.name]!, fixed);
    if (node.kind === 'and') return node.of.flatMap(needs);
    return node.kind === 'or' ? either(node.of.map(needs)) : [];
  };
  return needs(condition);
}

function ofSearch(search: Search, fixed: ReadonlySet<string>): Clause[] {
  if (search.kind === 'all') return search.of.flatMap((one) => ofSearch(one, fixed));
  if (search.kind === 'any') return either(search.of.map((one) => ofSearch(one, fixed)));
  const { field, modifiers, values } = search;
  if (field !== null && fixed.has(field)) return [];
  const texts = values.map((value) => (typeof value === 'string' ? textsOf(value, modifiers) : []));
  if (modifiers.includes('all')) return texts.filter((one) => one.length > 0);
  return texts.every((one) => one.length > 0) ? [texts.flat()] : [];
}

/** Of one value: texts of which one is in every record that has it; empty when nothing is certain. */
function textsOf(value: string, modifiers: readonly string[]): Clause {
  const pieces = modifiers.includes('re')
    ? compileRegex(value, modifiers.filter((one) => regexFlags.has(one)).join(''), false).needles
    : modifiers.every((one) => plainModifiers.has(one))
      ? [value]
      : [];
  const texts = pieces.map((piece) => certain(piece, modifiers));
  return texts.every((text) => text.length >= shortest) ? texts : [];
}

/** The longest stretch that stands as it is: no wildcards, no escapes of Sigma or of JSON, nothing beyond ASCII. */
function certain(value: string, modifiers: readonly string[]): string {
  const breaks = modifiers.includes('windash') ? /[*?\\"/-]|[^\x20-\x7e]/ : /[*?\\"]|[^\x20-\x7e]/;
  return value.split(breaks).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** What holds in any case when one of several holds: the texts of each one's most telling clause together. */
function either(each: readonly (readonly Clause[])[]): Clause[] {
  const best = each.map((clauses) => [...clauses].sort(moreTelling)[0]);
  return best.length > 0 && best.every((clause) => clause !== undefined)
    ? [[...new Set((best as Clause[]).flat().map((text) => text.toLowerCase()))]]
    : [];
}

/** Long texts are rare, and so are few. */
const weight = (clause: Clause): number => Math.min(...clause.map((text) => text.length)) - clause.length / 4;
const moreTelling = (a: Clause, b: Clause): number => weight(b) - weight(a);

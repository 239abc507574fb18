/**
 * Says why a rule matches or does not, test by test, by evaluating it plainly on the event: for the one who wrote it.
 * The short reasons of a match are in `reasons.ts`.
 */
import { comparisonHolds, someValue, testHolds, textOf, wholeText } from './evaluate.ts';
import { applicability } from './logsource.ts';
import { type Comparison, type ReadComparison, readComparison } from './modifiers.ts';
import { fold } from './pattern.ts';
import type {
  Condition,
  EventSource,
  FieldValue,
  LogsourceMapping,
  Placeholders,
  Search,
  SigmaEvent,
  SigmaRule,
} from './types.ts';

/** One comparison of a selection, and whether it held. */
export interface ExplainedTest {
  field: string | null;
  test: string;
  wanted: string;
  /** What the event has there; null when it has no such field. */
  found: string | null;
  holds: boolean;
}

export interface ExplainedSelection {
  selection: string;
  holds: boolean;
  tests: ExplainedTest[];
}

export interface Explanation {
  /** Whether the rule is about this source at all; nothing else counts when it is not. */
  applies: boolean;
  matches: boolean;
  condition: string;
  /** Conditions of the log source mapping that depend on the event. */
  routing: ExplainedTest[];
  selections: ExplainedSelection[];
}

/** How names in the rule become names in the event, for one way of applying it. */
type NameOf = (field: string) => string;

const longestFound = 300;
const listed = 20;

/** Why the rule does or does not match this event: every test of every selection. */
export function explainRule(
  rule: SigmaRule,
  event: SigmaEvent,
  source: EventSource,
  options: { mappings?: readonly LogsourceMapping[]; placeholders?: Placeholders } = {},
): Explanation {
  const { mappings = [], placeholders = {} } = options;
  const ways = applicability(rule.logsource, source, mappings);
  const read: ReadComparison = (search) => readComparison(search, placeholders);
  const explanations = (ways.length > 0 ? ways : [{ when: [], fields: {} }]).map((way): Explanation => {
    const nameOf = (field: string) => way.fields[field] ?? field;
    const routing = way.when.map(({ field, values }): ExplainedTest => {
      const comparison = readComparison(
        { kind: 'field', field, modifiers: [], values: [...values], line: 0 },
        null,
      );
      return explainComparison(comparison, event, (name) => name);
    });
    const selections = Object.entries(rule.detection.selections).map(([selection, search]) => {
      const tests: ExplainedTest[] = [];
      const holds = explainSearch(search, event, nameOf, read, tests);
      return { selection, holds, tests };
    });
    const holds = (name: string) => selections.some((one) => one.selection === name && one.holds);
    const applies = ways.length > 0;
    const matches =
      applies && routing.every((test) => test.holds) && conditionHolds(rule.detection.condition, holds);
    return { applies, matches, condition: rule.detection.text, routing, selections };
  });
  return explanations.find((one) => one.matches) ?? explanations[0]!;
}

export function conditionHolds(condition: Condition, holds: (selection: string) => boolean): boolean {
  switch (condition.kind) {
    case 'selection':
      return holds(condition.name);
    case 'not':
      return !conditionHolds(condition.of, holds);
    case 'and':
      return condition.of.every((one) => conditionHolds(one, holds));
    case 'or':
      return condition.of.some((one) => conditionHolds(one, holds));
  }
}

/** Evaluates a selection and lists its tests. Of several maps in a list, those that hold come into the list first. */
function explainSearch(
  search: Search,
  event: SigmaEvent,
  nameOf: NameOf,
  read: ReadComparison,
  into: ExplainedTest[],
): boolean {
  if (search.kind === 'field') {
    const explained = explainComparison(read(search), event, nameOf);
    into.push(explained);
    return explained.holds;
  }
  const parts = search.of.map((one) => {
    const tests: ExplainedTest[] = [];
    return { holds: explainSearch(one, event, nameOf, read, tests), tests };
  });
  if (search.kind === 'all') {
    for (const part of parts) into.push(...part.tests);
    return parts.every((part) => part.holds);
  }
  const holds = parts.some((part) => part.holds);
  // When one map of a list holds, half-true maps beside it would only confuse.
  for (const part of parts) {
    if (!holds || part.holds) into.push(...part.tests);
    else into.push(...part.tests.map((test) => ({ ...test, holds: false })));
  }
  return holds;
}

function explainComparison(comparison: Comparison, event: SigmaEvent, nameOf: NameOf): ExplainedTest {
  const { field, name, values, every, negated } = comparison;
  const holds = comparisonHolds(comparison, event, nameOf);
  const value = field === null ? wholeText(event) : event.field(nameOf(field));
  const held = values.filter((wanted) => wanted.anyOf.some((test) => testHolds(test, value, event, nameOf)));
  const shown = holds && !negated && held.length > 0 ? (every ? held : held.slice(0, 1)) : values;
  return {
    field: field === null ? null : nameOf(field),
    test: name,
    wanted: wantedText(shown, every),
    found: value === undefined ? null : excerptOf(value, held[0]?.text ?? ''),
    holds,
  };
}

/** Values of a comparison, the first twenty of them, as one text. */
export function wantedText(values: Comparison['values'], every: boolean): string {
  const texts = values.slice(0, listed).map((wanted) => wanted.text);
  if (values.length > listed) texts.push(`and ${values.length - listed} more`);
  return texts.join(every ? ' and ' : ' or ');
}

/** What was found, as text; of a long one a window around what was looked for. */
export function excerptOf(value: FieldValue, around: string): string {
  return excerpt(typeof value === 'string' ? value : foundText(value), around);
}

function foundText(value: FieldValue): string {
  const texts: string[] = [];
  someValue(value, (one) => {
    texts.push(textOf(one) ?? 'null');
    return false;
  });
  return texts.join(', ');
}

function excerpt(text: string, around: string): string {
  if (text.length <= longestFound) return text;
  const at = around === '' ? -1 : fold(text).indexOf(fold(around));
  const from = Math.max(0, Math.min(at - 100, text.length - longestFound));
  const cut = text.slice(from, from + longestFound);
  return `${from > 0 ? '…' : ''}${cut}${from + longestFound < text.length ? '…' : ''}`;
}

/** What is to be tried: a rule that is loaded, or one that somebody is writing. Pure. */
import { httpFault } from '@cordon/platform/http';
import {
  type Correlator,
  compileRuleSet,
  createCorrelator,
  type LogsourceMapping,
  parseRules,
  type Refusal,
  type RuleSet,
  type SigmaCorrelation,
  type SigmaFilter,
  type SigmaRule,
} from '@cordon/sigma';

/** What is loaded: rules, correlations and filters, disabled ones too. */
export interface Loaded {
  rules: readonly (SigmaRule | SigmaCorrelation)[];
  filters: readonly SigmaFilter[];
}

export interface Subject {
  asked: SigmaRule | SigmaCorrelation;
  /** The rules that events are matched with: the one asked for, or those that the correlation counts. */
  ruleSet: RuleSet;
  /** A fresh one for each run; null for a rule. */
  correlator: (() => Correlator) | null;
}

const refused = (message: string, next: string) => httpFault(400, 'RULE_REFUSED', message, next);

/** An id is one word; the text of a rule never is. */
const isText = (rule: string): boolean => /[\n:]/.test(rule);

/** @throws RULE_REFUSED with the lines, NO_SUCH_RULE */
export function subjectOf(
  wanted: string,
  { rules: loaded, filters }: Loaded,
  mappings: readonly LogsourceMapping[],
): Subject {
  if (!isText(wanted)) {
    const known = loaded.find(({ id, title }) => id === wanted || title === wanted);
    if (known) return prepare(known, loaded, filters, mappings);
    throw httpFault(
      404,
      'NO_SUCH_RULE',
      `There is no rule "${wanted.slice(0, 100)}" among the ${loaded.length} loaded.`,
      'Give its id, or the text of a rule.',
    );
  }
  const parsed = parseRules(wanted, 'rule');
  if (parsed.refusals.length > 0) throw refused(inWords(parsed.refusals), 'Correct the rule and try again.');
  const written = [...parsed.rules, ...parsed.correlations];
  const [asked, second] =
    parsed.correlations.length > 0 ? notPartOfOthers(parsed.correlations) : parsed.rules;
  if (!asked || second)
    throw refused(
      asked
        ? `The text holds several rules: "${asked.title}" and "${second!.title}" among them.`
        : 'The text holds no rule.',
      'Give one rule, or one correlation with the rules that it counts.',
    );
  // What is written here goes before what is loaded under the same id or name.
  const own = new Set(written.map(({ id }) => id));
  const others = loaded.filter(({ id }) => !own.has(id));
  return prepare(asked, [...written, ...others], [...filters, ...parsed.filters], mappings);
}

/** Of a correlation that counts another, only the outer one is asked for. */
const notPartOfOthers = (all: readonly SigmaCorrelation[]): SigmaCorrelation[] =>
  all.filter((one) => !all.some(({ rules }) => rules.includes(one.id) || rules.includes(one.name ?? one.id)));

const inWords = (refusals: readonly Refusal[]): string =>
  refusals
    .slice(0, 5)
    .map(({ line, reason }) => `Line ${line}: ${reason}.`)
    .join(' ');

function prepare(
  asked: SigmaRule | SigmaCorrelation,
  known: readonly (SigmaRule | SigmaCorrelation)[],
  filters: readonly SigmaFilter[],
  mappings: readonly LogsourceMapping[],
): Subject {
  const parts = restingOn(asked, known);
  const rules = parts.filter((one): one is SigmaRule => one.kind === 'rule');
  // A filter for a rule that is not tried would only be refused.
  const ids = new Set(rules.flatMap(({ id, name }) => [id, name]));
  const own = filters.filter((filter) => filter.rules === 'any' || filter.rules.some((id) => ids.has(id)));
  const ruleSet = compileRuleSet(rules, { mappings, filters: own });
  const faults = ruleSet.refusals.filter(({ id }) => rules.some((rule) => rule.id === id));
  if (faults.length > 0) throw refused(inWords(faults), 'Correct the rule and try again.');
  if (asked.kind === 'rule') return { asked, ruleSet, correlator: null };
  const correlations = parts.filter((one): one is SigmaCorrelation => one.kind === 'correlation');
  const correlator = () => createCorrelator(correlations, rules);
  const { refusals } = correlator();
  if (refusals.length > 0)
    throw refused(inWords(refusals), 'Write the rules that it counts into the same text, or load them.');
  return { asked, ruleSet, correlator };
}

/** It, and all it counts, each once. */
function restingOn(
  asked: SigmaRule | SigmaCorrelation,
  known: readonly (SigmaRule | SigmaCorrelation)[],
): (SigmaRule | SigmaCorrelation)[] {
  const found = new Set<SigmaRule | SigmaCorrelation>([asked]);
  for (const one of found) {
    if (one.kind === 'rule') continue;
    for (const part of known) {
      if (one.rules.includes(part.id) || (part.name !== undefined && one.rules.includes(part.name)))
        found.add(part);
    }
  }
  return [...found];
}

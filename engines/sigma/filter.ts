/** Filters (specification, "Sigma Filters"): reading them, and finding those that a rule has. */
import { RuleError } from './condition.ts';
import { readDetection } from './detection.ts';
import { type MapReader, readHeader, readLogsource } from './document.ts';
import type { Condition, Refusal, SigmaFilter, SigmaRule } from './types.ts';

/** @throws RuleError or PlacedError for the first fault */
export function readFilter(reader: MapReader, file: string): SigmaFilter {
  const header = readHeader(reader, file, 'filter');
  const logsource = readLogsource(reader, 'filter', true);
  const section = reader.section('filter');
  if (section === undefined) throw new RuleError('the filter is empty');
  const rules = section.texts('rules');
  if (rules.length === 0) throw section.fail('rules', 'a filter needs "rules": names or ids, or any');
  const detection = readDetection(section.map, reader.document, reader.lineOf, null);
  const used = namesIn(detection.condition);
  const unused = section.keys.find(({ key }) => Object.hasOwn(detection.selections, key) && !used.has(key));
  // A misspelt key of the section would otherwise pass as a selection.
  if (unused !== undefined) throw section.fail(unused.key, `"${unused.key}" is not used by the condition`);
  const date = readDate(reader, 'date');
  const expires = readDate(reader, 'expires');
  const all = rules.length === 1 && /^(any|all)$/i.test(rules[0]!);
  return {
    kind: 'filter',
    id: header.id,
    title: header.title,
    author: header.author,
    description: header.description,
    status: header.status,
    ...(date === null ? {} : { date }),
    ...(expires === null ? {} : { expires }),
    logsource,
    rules: all ? 'any' : rules,
    detection,
    file,
    line: header.line,
  };
}

/** A day, or a moment with its zone: anything else would mean another time on another machine. */
function readDate(reader: MapReader, key: string): string | null {
  const text = reader.text(key);
  if (text === null) return null;
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;
  if (!iso.test(text) || Number.isNaN(Date.parse(text)))
    throw reader.fail(key, `"${key}" must be an ISO 8601 date such as 2026-12-31`);
  return text;
}

function namesIn(condition: Condition, into = new Set<string>()): Set<string> {
  if (condition.kind === 'selection') into.add(condition.name);
  else if (condition.kind === 'not') namesIn(condition.of, into);
  else for (const one of condition.of) namesIn(one, into);
  return into;
}

/**
 * Which filters each rule has, by rule id; rules without any are absent. A filter that names a rule which is not
 * there, or which its log source does not cover, is refused for that name and works for the others.
 */
export function filtersByRule(
  filters: readonly SigmaFilter[],
  rules: readonly SigmaRule[],
): { byRule: Map<string, SigmaFilter[]>; refusals: Refusal[] } {
  const byRule = new Map<string, SigmaFilter[]>();
  const refusals: Refusal[] = [];
  const byName = new Map<string, SigmaRule[]>();
  for (const rule of rules) {
    for (const name of new Set([rule.id, rule.name ?? rule.id])) {
      byName.set(name, [...(byName.get(name) ?? []), rule]);
    }
  }
  const refuse = ({ file, line, title, id }: SigmaFilter, reason: string) =>
    refusals.push({ file, line, reason, title, id });
  const add = (filter: SigmaFilter, rule: SigmaRule) => {
    const known = byRule.get(rule.id) ?? [];
    if (!known.includes(filter)) byRule.set(rule.id, [...known, filter]);
  };
  for (const filter of filters) {
    if (filter.rules === 'any') {
      for (const rule of rules) if (covers(filter, rule)) add(filter, rule);
      continue;
    }
    for (const name of filter.rules) {
      const named = byName.get(name) ?? [];
      if (named.length === 0) refuse(filter, `the filter names the unknown rule "${name}"`);
      for (const rule of named) {
        if (covers(filter, rule)) add(filter, rule);
        else refuse(filter, `the filter's logsource does not cover the rule "${name}"`);
      }
    }
  }
  return { byRule, refusals };
}

/** Whatever the filter's log source names, the rule's must name the same. */
function covers({ logsource }: SigmaFilter, rule: SigmaRule): boolean {
  return (['product', 'category', 'service'] as const).every(
    (aspect) => logsource[aspect] === undefined || logsource[aspect] === rule.logsource[aspect],
  );
}

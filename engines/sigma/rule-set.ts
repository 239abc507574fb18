/** Puts rules, mappings and placeholders together and hands out a compiled route per event source. */

import { RuleError } from './condition.ts';
import { comparisonHolds } from './evaluate.ts';
import { conditionHolds, explainRule, reasonsOf } from './explain.ts';
import { applicability } from './logsource.ts';
import { readComparison } from './modifiers.ts';
import type {
  EventSource,
  LogsourceMapping,
  Match,
  Placeholders,
  Refusal,
  Route,
  RuleSet,
  Search,
  SigmaEvent,
  SigmaRule,
} from './types.ts';

const nothing: readonly Match[] = Object.freeze([]);

export function compileRuleSet(
  rules: readonly SigmaRule[],
  options: { mappings: readonly LogsourceMapping[]; placeholders?: Placeholders },
): RuleSet {
  const { mappings, placeholders = {} } = options;
  const kept: SigmaRule[] = [];
  const refusals: Refusal[] = [];
  const byId = new Map<string, SigmaRule>();
  for (const rule of rules) {
    const reason = refusalReason(rule, byId, placeholders);
    if (reason === undefined) {
      byId.set(rule.id, rule);
      kept.push(rule);
    } else {
      refusals.push({
        file: rule.file,
        line: reason.line,
        reason: reason.text,
        title: rule.title,
        id: rule.id,
      });
    }
  }
  const routes = new Map<string, Route>();
  return {
    rules: kept,
    refusals,
    route(source) {
      let route = routes.get(source.key);
      if (route === undefined) {
        route = compileRoute(kept, source, mappings, placeholders);
        routes.set(source.key, route);
      }
      return route;
    },
  };
}

function refusalReason(
  rule: SigmaRule,
  byId: ReadonlyMap<string, SigmaRule>,
  placeholders: Placeholders,
): { line: number; text: string } | undefined {
  const twin = byId.get(rule.id);
  if (twin !== undefined) {
    return { line: rule.line, text: `has the same id as "${twin.title}" (${twin.file}:${twin.line})` };
  }
  for (const search of Object.values(rule.detection.selections)) {
    const found = expandFault(search, placeholders);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Placeholders are all that parsing could not check: their values belong to the deployment. */
function expandFault(search: Search, placeholders: Placeholders): { line: number; text: string } | undefined {
  if (search.kind !== 'field') {
    for (const one of search.of) {
      const found = expandFault(one, placeholders);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!search.modifiers.includes('expand')) return undefined;
  try {
    readComparison(search, placeholders);
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return { line: search.line, text: error.message };
    throw error;
  }
}

function compileRoute(
  rules: readonly SigmaRule[],
  source: EventSource,
  mappings: readonly LogsourceMapping[],
  placeholders: Placeholders,
): Route {
  const compiled = rules.flatMap((rule) => {
    const ways = applicability(rule.logsource, source, mappings);
    return ways.map((way) => {
      const nameOf = (field: string) => way.fields[field] ?? field;
      const build = (search: Search): ((event: SigmaEvent) => boolean) => {
        if (search.kind === 'field') {
          const comparison = readComparison(search, placeholders);
          return (event) => comparisonHolds(comparison, event, nameOf);
        }
        const of = search.of.map(build);
        return search.kind === 'all'
          ? (event) => of.every((one) => one(event))
          : (event) => of.some((one) => one(event));
      };
      const when = way.when.map(({ field, values }) => {
        const comparison = readComparison(
          { kind: 'field', field, modifiers: [], values: [...values], line: 0 },
          null,
        );
        return (event: SigmaEvent) => comparisonHolds(comparison, event, (name) => name);
      });
      const selections = new Map(
        Object.entries(rule.detection.selections).map(([name, search]) => [name, build(search)]),
      );
      const holds = (event: SigmaEvent) =>
        when.every((one) => one(event)) &&
        conditionHolds(rule.detection.condition, (name) => selections.get(name)!(event));
      return { rule, holds };
    });
  });
  return {
    ruleCount: compiled.length,
    match(event) {
      const matched = new Set<SigmaRule>();
      for (const { rule, holds } of compiled) if (holds(event)) matched.add(rule);
      if (matched.size === 0) return nothing;
      return [...matched].map((rule) => ({
        rule,
        explain: () =>
          reasonsOf(explainRule(rule, event, source, { mappings, placeholders }), rule.detection.condition),
      }));
    },
  };
}

/** Puts rules, mappings and placeholders together and hands out a compiled route per event source. */
import { RuleError } from './condition.ts';
import { textOf } from './evaluate.ts';
import { filtersByRule } from './filter.ts';
import { hidingFilters, matchingWay, nameIn, noFilters, type ReadWay, readWay } from './hiding.ts';
import { applicability, openFields, type RoutedSource, routingText } from './logsource.ts';
import { type Comparison, type ReadComparison, readComparison } from './modifiers.ts';
import { compileReasons, createSight, type ReasonsOf, type Sight } from './reasons.ts';
import { type ApplicableRule, compileRoute } from './route.ts';
import type {
  Detection,
  EventSource,
  FieldSearch,
  Logsource,
  LogsourceMapping,
  Match,
  Placeholders,
  Refusal,
  Route,
  RuleSet,
  Search,
  SigmaEvent,
  SigmaFilter,
  SigmaRule,
} from './types.ts';

const nothing: readonly Match[] = Object.freeze([]);
/** Keys come from event data, so the cache of routes is bounded; a flood of new ones only costs recompiling. */
const maxRoutes = 4096;

/**
 * Rules that cannot be used here are refused: one whose placeholders have no values, and the second of
 * two with the same id. Compiling is left to the first event of each source.
 */
export function compileRuleSet(
  rules: readonly SigmaRule[],
  options: {
    mappings: readonly LogsourceMapping[];
    placeholders?: Placeholders;
    filters?: readonly SigmaFilter[];
  },
): RuleSet {
  const { mappings, placeholders = {}, filters = [] } = options;
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
  const filtered = filtersByRule(usableFilters(filters, placeholders, refusals), kept);
  refusals.push(...filtered.refusals);
  const context: Context = {
    groups: groupByLogsource(kept),
    mappings,
    read: rememberComparisons(placeholders),
    filters: filtered.byRule,
  };
  const routes = new Map<string, Route>();
  return {
    rules: kept,
    refusals,
    route(source) {
      let route = routes.get(source.key);
      if (route === undefined) {
        if (routes.size >= maxRoutes) routes.clear();
        route = createRoute(source, context);
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
  return placeholderFault(rule.detection, placeholders);
}

function usableFilters(
  filters: readonly SigmaFilter[],
  placeholders: Placeholders,
  refusals: Refusal[],
): SigmaFilter[] {
  return filters.filter(({ detection, file, title, id }) => {
    const fault = placeholderFault(detection, placeholders);
    if (fault !== undefined) refusals.push({ file, line: fault.line, reason: fault.text, title, id });
    return fault === undefined;
  });
}

function placeholderFault(
  { selections }: Detection,
  placeholders: Placeholders,
): { line: number; text: string } | undefined {
  for (const search of Object.values(selections)) {
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

/** Rules of one log source, with their places in the rule set. */
interface Group {
  readonly logsource: Logsource;
  readonly rules: { readonly rule: SigmaRule; readonly place: number }[];
}

/** Thousands of rules share some hundred log sources, and only those are compared with each new event source. */
function groupByLogsource(rules: readonly SigmaRule[]): Group[] {
  const groups = new Map<string, Group>();
  rules.forEach((rule, place) => {
    const { logsource } = rule;
    const key = JSON.stringify([logsource.product, logsource.category, logsource.service]);
    const group = groups.get(key) ?? { logsource, rules: [] };
    group.rules.push({ rule, place });
    groups.set(key, group);
  });
  return [...groups.values()];
}

interface Context {
  readonly groups: readonly Group[];
  readonly mappings: readonly LogsourceMapping[];
  readonly read: ReadComparison;
  readonly filters: ReadonlyMap<string, readonly SigmaFilter[]>;
}

/** Routes and explanations ask for the same comparisons again and again; each is compiled when first asked for. */
function rememberComparisons(placeholders: Placeholders): ReadComparison {
  const known = new WeakMap<FieldSearch, Comparison>();
  return (search) => {
    let comparison = known.get(search);
    if (comparison === undefined) {
      comparison = readComparison(search, placeholders);
      known.set(search, comparison);
    }
    return comparison;
  };
}

function createRoute(source: EventSource, context: Context): Route {
  const open = openFields(source, context.mappings);
  return open.size === 0 ? compiledRoute(source, context) : dispatchingRoute(source, context, open);
}

/** A rule of a route; how to give its reasons is worked out when it first matches. */
interface Matchable {
  readonly rule: SigmaRule;
  readonly ways: readonly ReadWay[];
  readonly filters: readonly SigmaFilter[];
  readonly reasons: (ReasonsOf | undefined)[];
}

function compiledRoute(source: RoutedSource, { groups, mappings, read, filters }: Context): Route {
  const compiled = compileRoute(applicableRules(source, groups, mappings), source, read);
  const matchables = compiled.rules.map(
    ({ rule, ways }): Matchable => ({
      rule,
      ways: ways.map(readWay),
      filters: filters.get(rule.id) ?? noFilters,
      reasons: [],
    }),
  );
  return {
    ruleCount: compiled.rules.length,
    match(event) {
      const count = compiled.run(event);
      if (count === 0) return nothing;
      const sight = createSight(event);
      const matches: Match[] = [];
      for (let i = 0; i < count; i++) matches.push(matchOf(matchables[compiled.matched[i]!]!, sight, read));
      return matches;
    },
  };
}

function matchOf({ rule, ways, filters, reasons }: Matchable, sight: Sight, read: ReadComparison): Match {
  const { event } = sight;
  return {
    rule,
    hiddenBy: hidingFilters(filters, rule, event, ways, read),
    explain() {
      const way = matchingWay(rule, event, ways, read);
      const place = ways.indexOf(way);
      reasons[place] ??= compileReasons(rule, way, read);
      return reasons[place](sight);
    },
    read(field) {
      return event.field(nameIn(matchingWay(rule, event, ways, read), field));
    },
  };
}

function applicableRules(
  source: RoutedSource,
  groups: readonly Group[],
  mappings: readonly LogsourceMapping[],
): ApplicableRule[] {
  return groups
    .flatMap(({ logsource, rules }) => {
      const ways = applicability(logsource, source, mappings);
      return ways.length === 0 ? [] : rules.map(({ rule, place }) => ({ rule, ways, place }));
    })
    .sort((a, b) => a.place - b.place);
}

/**
 * A source that does not fix the fields which routing depends on (records without a channel, registry events
 * of several types) is split by what they hold in each event. There are only as many parts as mappings name values.
 */
function dispatchingRoute(
  source: EventSource,
  context: Context,
  open: ReadonlyMap<string, ReadonlyMap<string, string | number>>,
): Route {
  const fields = [...open];
  const parts = new Map<string, Route>();

  function partOf(event: SigmaEvent): Route {
    let key = '';
    for (const [field, named] of fields) {
      const text = textOf(event.field(field) ?? null);
      const folded = text === undefined ? '' : routingText(text);
      key += named.has(folded) ? `${folded}\n` : '\n';
    }
    let part = parts.get(key);
    if (part === undefined) {
      part = compiledRoute(refine(key.split('\n')), context);
      parts.set(key, part);
    }
    return part;
  }

  function refine(held: readonly string[]): RoutedSource {
    const fixed = { ...source.fixed };
    const ruledOut = new Set<string>();
    fields.forEach(([field, named], i) => {
      const value = named.get(held[i]!);
      if (value === undefined) ruledOut.add(field);
      else fixed[field] = value;
    });
    return { ...source, fixed, ruledOut };
  }

  return {
    get ruleCount() {
      return applicableRules(source, context.groups, context.mappings).length;
    },
    match: (event) => partOf(event).match(event),
  };
}

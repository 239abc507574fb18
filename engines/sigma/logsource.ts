/**
 * Which events a rule is about. A rule names product, category and service; a source may name the same
 * three itself, and mappings say which events stand for them otherwise. Both together must cover all that
 * the rule names, so a rule for Windows never looks at another product's events.
 */
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { EventSource, Logsource, LogsourceMapping, Refusal } from './types.ts';

/** A source, and what was learnt from one event of it about the fields that routing depends on. */
export interface RoutedSource extends EventSource {
  /** Fields that hold none of the values which mappings name. */
  readonly ruledOut?: ReadonlySet<string>;
}

/** One way for a rule to apply to a source: conditions still open per event, and the names of fields there. */
export interface Applicability {
  readonly when: readonly { readonly field: string; readonly values: readonly (string | number)[] }[];
  readonly fields: Readonly<Record<string, string>>;
}

const aspects = ['product', 'category', 'service'] as const;

/** All ways in which rules of this log source apply to the source; none means they do not. */
export function applicability(
  rule: Logsource,
  source: RoutedSource,
  mappings: readonly LogsourceMapping[],
): Applicability[] {
  if (rule.product !== undefined && source.product !== undefined && rule.product !== source.product)
    return [];
  const ways = new Map<string, Applicability>();
  for (const byCategory of candidates(rule, source, mappings, 'category')) {
    for (const byService of candidates(rule, source, mappings, 'service')) {
      const used = [...new Set([byCategory, byService])].filter((one) => one !== 'source');
      if (!coversProduct(rule, source, used)) continue;
      const way = decide(used, source);
      if (way === undefined) continue;
      // The source's own word needs no proof: any other way adds nothing.
      if (used.length === 0) return [way];
      ways.set(JSON.stringify(way), way);
    }
  }
  return [...ways.values()];
}

/** What can stand for the rule's category (or service): the source itself, or mappings that serve it. */
function candidates(
  rule: Logsource,
  source: RoutedSource,
  mappings: readonly LogsourceMapping[],
  aspect: 'category' | 'service',
): (LogsourceMapping | 'source')[] {
  const wanted = rule[aspect];
  if (wanted === undefined || source[aspect] === wanted) return ['source'];
  return mappings.filter((mapping) => {
    const { logsource } = mapping;
    return (
      logsource[aspect] === wanted &&
      serves(mapping, source) &&
      compatible(logsource.product, rule.product) &&
      compatible(logsource.product, source.product) &&
      compatible(logsource.category, rule.category) &&
      compatible(logsource.service, rule.service)
    );
  });
}

/** Some mappings are only for sources that say a certain thing of themselves. */
const serves = ({ source: only = {} }: LogsourceMapping, source: RoutedSource): boolean =>
  aspects.every((one) => only[one] === undefined || only[one] === source[one]);

function compatible(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function coversProduct(rule: Logsource, source: RoutedSource, used: readonly LogsourceMapping[]): boolean {
  return (
    rule.product === undefined ||
    source.product === rule.product ||
    used.some(({ logsource }) => logsource.product === rule.product)
  );
}

/** Conditions on fixed fields are settled here, once for the source; undefined when one of them fails. */
function decide(used: readonly LogsourceMapping[], source: RoutedSource): Applicability | undefined {
  const when: { field: string; values: (string | number)[] }[] = [];
  const fields: Record<string, string> = {};
  for (const mapping of used) {
    Object.assign(fields, mapping.fields);
    for (const [field, wanted] of Object.entries(mapping.when ?? {})) {
      const values = Array.isArray(wanted) ? wanted : [wanted];
      const settled = settle(field, values, source);
      if (settled === undefined) when.push({ field, values });
      else if (!settled) return undefined;
    }
  }
  return { when, fields };
}

/** Whether a field holds one of the values, as far as the source alone can say. */
function settle(
  field: string,
  values: readonly (string | number)[],
  source: RoutedSource,
): boolean | undefined {
  if (source.ruledOut?.has(field)) return false;
  if (!Object.hasOwn(source.fixed, field)) return undefined;
  const fixed = routingText(source.fixed[field]!);
  return values.some((value) => routingText(value) === fixed);
}

/** Routing compares texts without case, and numbers by their text. */
export function routingText(value: string | number): string {
  return String(value).toLowerCase();
}

/**
 * The fields that say what an event is when its source does not: those of mappings of which nothing is
 * settled, with the values that mappings name. A source that fixes Channel and EventID leaves none.
 */
export function openFields(
  source: RoutedSource,
  mappings: readonly LogsourceMapping[],
): Map<string, Map<string, string | number>> {
  const open = new Map<string, Map<string, string | number>>();
  for (const mapping of mappings) {
    if (!compatible(mapping.logsource.product, source.product) || !serves(mapping, source)) continue;
    const settled = Object.keys(mapping.when ?? {}).some((field) => Object.hasOwn(source.fixed, field));
    const way = settled ? undefined : decide([mapping], source);
    for (const { field, values } of way?.when ?? []) {
      const named = open.get(field) ?? new Map<string, string | number>();
      for (const value of values) named.set(routingText(value), value);
      open.set(field, named);
    }
  }
  return open;
}

/**
 * Reads a mapping table: a YAML map whose `mappings` is a list of `{ logsource, source?, when?, fields? }`.
 * A faulty entry is refused by line and the others are kept.
 */
export function parseMappings(
  yamlText: string,
  file: string,
): { mappings: LogsourceMapping[]; refusals: Refusal[] } {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    return {
      mappings: [],
      refusals: [{ file, line: lines.linePos(fault.pos[0]).line, reason: fault.message }],
    };
  }
  const list: unknown = document.toJS()?.mappings;
  if (!Array.isArray(list)) {
    return { mappings: [], refusals: [{ file, line: 1, reason: 'needs a list called "mappings"' }] };
  }
  const mappings: LogsourceMapping[] = [];
  const refusals: Refusal[] = [];
  list.forEach((entry: unknown, index) => {
    const reason = mappingFault(entry);
    if (reason === undefined) mappings.push(entry as LogsourceMapping);
    else {
      const node = document.getIn(['mappings', index], true) as Node | undefined;
      const known = isMap(node) || isScalar(node);
      refusals.push({ file, line: known ? lines.linePos(node.range?.[0] ?? 0).line : 1, reason });
    }
  });
  return { mappings, refusals };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWord = (value: unknown) => typeof value === 'string' || typeof value === 'number';

function mappingFault(entry: unknown): string | undefined {
  if (!isRecord(entry)) return 'a mapping must be a map';
  const unknown = Object.keys(entry).find((key) => !['logsource', 'source', 'when', 'fields'].includes(key));
  if (unknown !== undefined) return `unknown key "${unknown}"`;
  const { logsource, source, when = {}, fields = {} } = entry;
  if (logsource === undefined) return 'a mapping needs a logsource';
  for (const [name, value] of Object.entries({ logsource, ...(source === undefined ? {} : { source }) })) {
    if (!isRecord(value) || Object.keys(value).length === 0) return `"${name}" must be a map`;
    for (const [key, word] of Object.entries(value)) {
      if (!(aspects as readonly string[]).includes(key) || typeof word !== 'string') {
        return `${name} cannot hold "${key}: ${String(word)}"`;
      }
    }
  }
  if (!isRecord(when)) return '"when" must be a map';
  for (const [field, value] of Object.entries(when)) {
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0 || !values.every(isWord)) return `when ${field}: must be texts or numbers`;
  }
  if (!isRecord(fields)) return '"fields" must be a map';
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value !== 'string') return `fields ${field}: must be the name of a field`;
  }
  return undefined;
}

/** Rules as the rules page shows them: what each is, how far it is trusted, and how it does. Pure. */
import { filtersByRule, type SigmaCorrelation, type SigmaRule, sigmaLevels } from '@cordon/sigma';
import { coverageRules } from '../coverage/coverage.ts';
import { createSourcesOf, logsourceWords } from '../coverage/sources.ts';
import { loadMappings } from '../rules/index.ts';
import type { Mode, RuleDetail, RuleLine, RulePage } from './model.ts';
import type { Book, BookRule } from './rulebook.ts';

export interface LineSource {
  book: Book;
  /** Matches of the last days, by rule. */
  hits: ReadonlyMap<string, { hits: number; last: string }>;
  /** Log sources that ever sent anything, and their newest event. */
  seen: ReadonlyMap<string, string | null>;
}

export interface LineQuery {
  q?: string | undefined;
  mode?: Mode | undefined;
  pack?: string | undefined;
  sort: 'hits' | 'title' | 'level';
  limit: number;
}

export function lines(source: LineSource, { q, mode, pack, sort, limit }: LineQuery): RulePage {
  const all = allLines(source);
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const found = all.filter(
    (line) =>
      (mode === undefined || line.mode === mode) &&
      (pack === undefined || line.pack === pack) &&
      words.every((word) => `${line.title} ${line.source} ${line.id}`.toLowerCase().includes(word)),
  );
  const count = (of: Mode): number => all.filter((line) => line.mode === of).length;
  return {
    items: found.sort(orders[sort]).slice(0, limit),
    total: found.length,
    counts: { enabled: count('enabled'), test: count('test'), disabled: count('disabled') },
  };
}

const byTitle = (a: RuleLine, b: RuleLine): number => (a.title < b.title ? -1 : 1);
const orders: Record<LineQuery['sort'], (a: RuleLine, b: RuleLine) => number> = {
  hits: (a, b) => b.hits - a.hits || byTitle(a, b),
  title: byTitle,
  level: (a, b) => sigmaLevels.indexOf(b.level) - sigmaLevels.indexOf(a.level) || byTitle(a, b),
};

export function ruleDetail(
  source: LineSource,
  known: BookRule,
  days: RuleDetail['days'],
  text: string,
): RuleDetail {
  const { book } = source;
  const { rule } = known;
  const names = new Set([rule.id, rule.name ?? rule.id]);
  return {
    ...allLines(source).find(({ id }) => id === rule.id)!,
    description: rule.description,
    author: rule.author,
    licence: rule.license ?? book.packs.find(({ name }) => name === known.pack)?.licence ?? null,
    choice: known.choice,
    days,
    rests: book.correlations
      .filter((correlation) => correlation.rules.some((one) => names.has(one)))
      .map(({ id, title }) => ({ id, title })),
    text,
  };
}

function allLines({ book, hits, seen }: LineSource): RuleLine[] {
  const all = [...book.rules.values()];
  const isRule = (rule: SigmaRule | SigmaCorrelation): rule is SigmaRule => rule.kind === 'rule';
  const rules = all.map(({ rule }) => rule);
  const needs = new Map(
    coverageRules(rules.filter(isRule), rules.filter((rule) => !isRule(rule)) as SigmaCorrelation[]).map(
      ({ id, logsources }) => [id, logsources],
    ),
  );
  const sourcesOf = createSourcesOf([...seen.keys()], loadMappings().mappings);
  const newest = (keys: readonly string[]): string | null =>
    keys
      .map((key) => seen.get(key) ?? null)
      .reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  const { byRule } = filtersByRule(book.filters, book.ruleSet.rules);
  return all.map(({ rule, pack, mode }): RuleLine => {
    const own = needs.get(rule.id) ?? [];
    const hit = hits.get(rule.id);
    // A correlation is as blind as the blindest of its rules.
    const oldest = own.map((logsource) => newest(sourcesOf(logsource)) ?? '').sort()[0];
    return {
      id: rule.id,
      title: rule.title,
      kind: rule.kind,
      level: rule.level,
      status: rule.status,
      pack,
      mode,
      source: [...new Set(own.map(logsourceWords))].join(', '),
      hits: hit?.hits ?? 0,
      last_hit: hit?.last ?? null,
      source_seen: oldest || null,
      filters: byRule.get(rule.id)?.length ?? 0,
    };
  });
}

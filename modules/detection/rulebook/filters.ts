/** Filters as the rules page shows them: who asked for each, why, until when, and what it has hidden. Reads their files. */
import { readFile } from 'node:fs/promises';
import { filtersByRule, type SigmaFilter, type SigmaRule } from '@cordon/sigma';
import { stillValid } from '../detect.ts';
import type { FilterView } from './model.ts';
import type { Book } from './rulebook.ts';

const listed = 20;

export async function filterViews(
  book: Book,
  hidden: ReadonlyMap<string, { hidden: number; last: string | null }>,
  today: string,
): Promise<FilterView[]> {
  const rulesOf = new Map<SigmaFilter, SigmaRule[]>();
  const { byRule } = filtersByRule(book.filters, book.ruleSet.rules);
  for (const rule of book.ruleSet.rules)
    for (const filter of byRule.get(rule.id) ?? []) {
      const known = rulesOf.get(filter);
      if (known) known.push(rule);
      else rulesOf.set(filter, [rule]);
    }
  const views = await Promise.all(
    book.filters.map(async (filter): Promise<FilterView> => {
      const rules = rulesOf.get(filter) ?? [];
      const done = hidden.get(filter.id);
      return {
        id: filter.id,
        title: filter.title,
        owner: filter.author ?? '',
        because: filter.description ?? '',
        until: filter.expires ?? '',
        state: stillValid(filter, today) ? 'hiding' : 'expired',
        own: book.isOwn(filter),
        rules: rules.slice(0, listed).map(({ id, title }) => ({ id, title })),
        rule_count: rules.length,
        hidden: done?.hidden ?? 0,
        last_hidden: done?.last ?? null,
        text: await readFile(filter.file, 'utf8'),
      };
    }),
  );
  return views.sort((a, b) => b.hidden - a.hidden || (a.title < b.title ? -1 : 1));
}

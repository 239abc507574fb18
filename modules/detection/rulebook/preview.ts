/** What a filter would hide, shown before anyone saves it: tried on findings that are kept. */

import { httpFault, notFound } from '@cordon/platform/http';
import { compileRuleSet, type SigmaRule } from '@cordon/sigma';
import type { Kysely } from 'kysely';
import type { Event, Finding } from '../model.ts';
import { namesPatients } from '../patients/index.ts';
import { loadMappings } from '../rules/index.ts';
import { type DetectionTables, findingById } from '../store.ts';
import { createRestore } from '../stored.ts';
import type { FilterPreview, FilterRequest, TuneFields } from './model.ts';
import type { Book } from './rulebook.ts';
import { fieldsOf, readFilter, TuneError, writeFilter } from './tune.ts';

export interface PreviewNeeds {
  db: Kysely<DetectionTables>;
  book: Book;
}

/** Newest findings that a filter is tried on. */
const tried = 500;
const examples = 10;

/** @throws NOT_FOUND, FILTER_IMPOSSIBLE */
export async function tuneFields({
  db,
  book,
  finding: id,
}: PreviewNeeds & { finding: string }): Promise<TuneFields & { names_patients: boolean }> {
  const { finding, event } = await recordOf(db, book, id);
  const tested = finding.reason.flatMap(({ field }) => field ?? []);
  return {
    names_patients: namesPatients(finding),
    fields: fieldsOf(event, tested).map((one) => ({ ...one, tested: tested.includes(one.field) })),
  };
}

/** @throws NOT_FOUND, FILTER_IMPOSSIBLE */
export async function previewFilter({
  db,
  book,
  request: { finding: findingId, ...wanted },
  id,
  date,
}: PreviewNeeds & { request: FilterRequest; id: string; date: string }): Promise<{
  id: string;
  preview: FilterPreview;
}> {
  const { rule, event } = await recordOf(db, book, findingId);
  let text: string;
  try {
    text = writeFilter(rule, event, { ...wanted, id, date });
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    throw impossible(`${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`);
  }
  const rules = wanted.scope === 'rule' ? [rule] : alike(book, rule);
  const ruleSet = compileRuleSet(rules, {
    mappings: loadMappings().mappings,
    filters: [readFilter(text)],
  });
  const rows = await db
    .selectFrom('findings')
    .select([
      'id',
      'rule_id',
      'title',
      'time',
      'host',
      'account',
      'format',
      'source',
      'file',
      'record_id',
      'event',
    ])
    .where(
      'rule_id',
      'in',
      rules.map((one) => one.id),
    )
    .orderBy('seq', 'desc')
    .limit(tried)
    .execute();
  const readBack = createReadBack(book);
  const hidden: typeof rows = [];
  for (const row of rows) {
    const record = readBack(row);
    const match =
      record &&
      ruleSet
        .route(record.source)
        .match(record)
        .find((one) => one.rule.id === row.rule_id);
    if (match && match.hiddenBy.length > 0) hidden.push(row);
  }
  return {
    id,
    preview: {
      text,
      looked: rows.length,
      hides: hidden.length,
      examples: hidden
        .slice(0, examples)
        .map(({ id, title, time, host, account }) => ({ id, title, time, host, account })),
    },
  };
}

/** Every rule of the same log source: those that a filter for `any` would reach. */
const alike = (book: Book, { logsource }: SigmaRule): SigmaRule[] =>
  book.ruleSet.rules.filter(
    (one) =>
      one.logsource.product === logsource.product &&
      one.logsource.category === logsource.category &&
      one.logsource.service === logsource.service,
  );

const impossible = (why: string, next = 'Choose other fields, or change the mode of the rule.') =>
  httpFault(400, 'FILTER_IMPOSSIBLE', `${why} Nothing was changed.`, next);

async function recordOf(
  db: Kysely<DetectionTables>,
  book: Book,
  id: string,
): Promise<{ finding: Finding; rule: SigmaRule; event: Event }> {
  const finding = await findingById(db, id);
  if (!finding) throw notFound('finding');
  const rule = book.rules.get(finding.rule_id)?.rule;
  if (rule?.kind === 'correlation')
    throw impossible(
      'This finding rests on several events together, and a filter looks at one.',
      'Filter the rules that it counts, or change its mode.',
    );
  if (!rule)
    throw impossible(
      'This finding was made by a model or by a rule that is no longer loaded.',
      'Say whether it was useful; models learn from that.',
    );
  const event = createReadBack(book)(finding);
  if (!event) throw impossible('The record of this finding cannot be read back.');
  return { finding, rule, event };
}

/** Makes the record of a finding an event again; undefined when its log source was not noted. */
const createReadBack = (book: Book) => {
  const restore = createRestore(book.inputMappings);
  return ({ id, format, source, file, record_id, time, host, account, event }: Kept): Event | undefined =>
    source === null
      ? undefined
      : restore({
          ...{ id, format, source, file, record_id, time, host, account },
          org: '',
          src: null,
          dst: null,
          raw: JSON.stringify(event),
        });
};
type Kept = Pick<
  Finding,
  'id' | 'format' | 'source' | 'file' | 'record_id' | 'time' | 'host' | 'account' | 'event'
>;

/** How rules do, and what is kept apart from findings: the rulebook's own tables. */
import { jsonText } from '@cordon/platform/database';
import { type Kysely, sql } from 'kysely';
import { type Finding, levels } from '../model.ts';
import type { HeldBack } from './model.ts';

export interface RulebookTables {
  rule_hits: { rule_id: string; day: string; hits: string; last_hit: string };
  held_back: {
    id: string;
    seq: import('kysely').ColumnType<string, never, never>;
    /** Its id; empty: the rule is on test. */
    filter: string;
    rule_id: string;
    title: string;
    level: number;
    time: string | null;
    host: string | null;
    account: string | null;
    event: import('kysely').ColumnType<unknown, string, string>;
  };
  held_back_counts: { filter: string; rule_id: string; held: string; last: string | null };
  log_sources: { key: string; events: string; last_event: string | null };
}

type Db = Kysely<RulebookTables>;

/** Newest findings kept of each rule and cause: enough to judge by, however much a filter hides. */
const kept = 200;

/** The same as data, which crosses from one thread to another. */
export interface RuleCounts {
  hits: { rule_id: string; day: string; hits: number; last_hit: string }[];
  held: { filter: string; finding: Finding }[];
  seen: { key: string; events: number; last_event: string | null }[];
}

/** What one batch of events did to the rules. */
export interface RuleNews {
  hit(ruleId: string, time: string | null): void;
  hold(finding: Finding, filter: string | null): void;
  /** An event came from this log source. */
  see(source: string, time: string | null): void;
  counts(): RuleCounts;
  save(db: Db): Promise<void>;
}

/** @param before goes on from these */
export function createRuleNews(before: RuleCounts = { hits: [], held: [], seen: [] }): RuleNews {
  const hits = new Map(before.hits.map((each) => [`${each.day} ${each.rule_id}`, each]));
  const held = new Map(before.held.map((each) => [each.finding.id, each]));
  const seen = new Map(before.seen.map((each) => [each.key, each]));
  return {
    hit(rule_id, time) {
      // Without a time of its own, or with one that no calendar has, it belongs to no day.
      const day = time?.slice(0, 10) ?? '';
      if (time === null || !/^[1-9]\d{3}-\d{2}-\d{2}$/.test(day)) return;
      const key = `${day} ${rule_id}`;
      const known = hits.get(key);
      if (!known) hits.set(key, { rule_id, day, hits: 1, last_hit: time });
      else {
        known.hits += 1;
        if (time > known.last_hit) known.last_hit = time;
      }
    },
    hold(finding, filter) {
      held.set(finding.id, { filter: filter ?? '', finding });
    },
    see(key, time) {
      const known = seen.get(key) ?? { key, events: 0, last_event: null };
      seen.set(key, known);
      known.events += 1;
      if (time !== null && (known.last_event === null || time > known.last_event)) known.last_event = time;
    },
    counts: () => ({ hits: [...hits.values()], held: [...held.values()], seen: [...seen.values()] }),
    async save(db) {
      await saveSeen(db, [...seen.values()]);
      await saveHits(db, [...hits.values()]);
      await saveHeld(db, [...held.values()]);
    },
  };
}

async function saveSeen(db: Db, rows: { key: string; events: number; last_event: string | null }[]) {
  for (let i = 0; i < rows.length; i += 500) {
    await db
      .insertInto('log_sources')
      .values(rows.slice(i, i + 500).map((row) => ({ ...row, events: String(row.events) })))
      .onConflict((conflict) =>
        conflict.constraint('log_sources_pkey').doUpdateSet({
          events: sql`log_sources.events + excluded.events`,
          last_event: sql`greatest(log_sources.last_event, excluded.last_event)`,
        }),
      )
      .execute();
  }
}

async function saveHits(db: Db, rows: { rule_id: string; day: string; hits: number; last_hit: string }[]) {
  for (let i = 0; i < rows.length; i += 500) {
    await db
      .insertInto('rule_hits')
      .values(rows.slice(i, i + 500).map((row) => ({ ...row, hits: String(row.hits) })))
      .onConflict((conflict) =>
        conflict.constraint('rule_hits_pkey').doUpdateSet({
          hits: sql`rule_hits.hits + excluded.hits`,
          last_hit: sql`greatest(rule_hits.last_hit, excluded.last_hit)`,
        }),
      )
      .execute();
  }
}

async function saveHeld(db: Db, rows: { filter: string; finding: Finding }[]): Promise<void> {
  const counts = new Map<string, { filter: string; rule_id: string; held: number; last: string | null }>();
  for (let i = 0; i < rows.length; i += 200) {
    const part = rows.slice(i, i + 200);
    const added = await db
      .insertInto('held_back')
      .values(
        part.map(({ filter, finding: { id, rule_id, title, level, time, host, account, event } }) => ({
          id,
          filter,
          rule_id,
          title,
          level: levels.indexOf(level),
          time,
          host,
          account,
          event: jsonText(event),
        })),
      )
      .onConflict((conflict) => conflict.constraint('held_back_pkey').doNothing())
      .returning(['filter', 'rule_id', 'time'])
      .execute();
    for (const { filter, rule_id, time } of added) {
      const key = `${filter} ${rule_id}`;
      const count = counts.get(key) ?? { filter, rule_id, held: 0, last: null };
      counts.set(key, count);
      count.held += 1;
      if (time !== null && (count.last === null || time > count.last)) count.last = time;
    }
  }
  for (const count of counts.values()) {
    await db
      .insertInto('held_back_counts')
      .values({ ...count, held: String(count.held) })
      .onConflict((conflict) =>
        conflict.constraint('held_back_counts_pkey').doUpdateSet({
          held: sql`held_back_counts.held + excluded.held`,
          last: sql`greatest(held_back_counts.last, excluded.last)`,
        }),
      )
      .execute();
    await trim(db, count);
  }
}

async function trim(db: Db, { filter, rule_id }: { filter: string; rule_id: string }): Promise<void> {
  const oldest = await db
    .selectFrom('held_back')
    .select('seq')
    .where('filter', '=', filter)
    .where('rule_id', '=', rule_id)
    .orderBy('seq', 'desc')
    .offset(kept)
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return;
  await db
    .deleteFrom('held_back')
    .where('filter', '=', filter)
    .where('rule_id', '=', rule_id)
    .where('seq', '<=', oldest.seq)
    .execute();
}

/** Days of event time that hits are counted over, back from the newest there is: one record dated years ahead is not that. */
export const hitDays = 30;
const newestDay = sql`(select max(day) from rule_hits where day <= current_date + 1)`;

export async function hitsByRule(db: Db): Promise<Map<string, { hits: number; last: string }>> {
  const rows = await db
    .selectFrom('rule_hits')
    .select(['rule_id', sql<string>`sum(hits)`.as('hits'), sql<string>`max(last_hit)`.as('last')])
    .where('day', '>', sql<string>`${newestDay} - ${hitDays}::int`)
    .groupBy('rule_id')
    .execute();
  return new Map(rows.map(({ rule_id, hits, last }) => [rule_id, { hits: Number(hits), last }]));
}

/** Newest event of each log source, by its key; null when none had a time. */
export async function logSources(db: Db): Promise<Map<string, string | null>> {
  const rows = await db.selectFrom('log_sources').select(['key', 'last_event']).execute();
  return new Map(rows.map(({ key, last_event }) => [key, last_event]));
}

export async function hitsOfRule(db: Db, ruleId: string): Promise<{ day: string; hits: number }[]> {
  const rows = await db
    .selectFrom('rule_hits')
    .select([sql<string>`day::text`.as('day'), 'hits'])
    .where('rule_id', '=', ruleId)
    .orderBy('day', 'desc')
    .limit(hitDays)
    .execute();
  return rows.map(({ day, hits }) => ({ day, hits: Number(hits) })).reverse();
}

/** By filter: how many findings each has hidden, and the newest. */
export async function hiddenByFilter(db: Db): Promise<Map<string, { hidden: number; last: string | null }>> {
  const rows = await db
    .selectFrom('held_back_counts')
    .select(['filter', sql<string>`sum(held)`.as('hidden'), sql<string | null>`max(last)`.as('last')])
    .where('filter', '!=', '')
    .groupBy('filter')
    .execute();
  return new Map(rows.map(({ filter, hidden, last }) => [filter, { hidden: Number(hidden), last }]));
}

export interface HeldQuery {
  /** A filter's id, or `test` for what rules on test said. */
  filter?: string | undefined;
  rule?: string | undefined;
  limit: number;
}

export async function heldBack(db: Db, { filter, rule, limit }: HeldQuery): Promise<HeldBack> {
  const cause = filter === 'test' ? '' : filter;
  let rows = db.selectFrom('held_back');
  let counts = db.selectFrom('held_back_counts');
  if (cause !== undefined) {
    rows = rows.where('filter', '=', cause);
    counts = counts.where('filter', '=', cause);
  }
  if (rule !== undefined) {
    rows = rows.where('rule_id', '=', rule);
    counts = counts.where('rule_id', '=', rule);
  }
  const { total } = await counts.select(sql<string | null>`sum(held)`.as('total')).executeTakeFirstOrThrow();
  const items = await rows.selectAll().orderBy('seq', 'desc').limit(limit).execute();
  return {
    items: items.map(({ seq: _seq, filter: by, level, ...row }) => ({
      ...row,
      level: levels[level]!,
      filter: by === '' ? null : by,
    })),
    total: Number(total ?? 0),
  };
}

/** This module's own table of findings. */
import { asKept, jsonText } from '@cordon/platform/database';
import { type Kysely, sql } from 'kysely';
import { type Finding, type FindingPage, type Level, levels } from './model.ts';

export interface DetectionTables {
  findings: {
    id: string;
    seq: ColumnMade<string>;
    rule_id: string;
    title: string;
    level: number;
    tags: Json<string[]>;
    time: string | null;
    host: string | null;
    account: string | null;
    source_address: string | null;
    destination_address: string | null;
    destination_port: number | null;
    file: string;
    record_id: string;
    reason: Json<Finding['reason']>;
    format: Finding['format'];
    source: string | null;
    event: Json<unknown>;
    thread: string | null;
  };
}

/** Written as JSON text, read back as a value. */
type Json<T> = import('kysely').ColumnType<T, string, string>;
type ColumnMade<T> = import('kysely').ColumnType<T, never, never>;
type Db = Kysely<DetectionTables>;

/** Keeps the findings that are not kept yet, and returns those: a batch that is read twice adds nothing. */
export async function saveFindings(db: Db, findings: readonly Finding[]): Promise<Finding[]> {
  const fresh: Finding[] = [];
  for (let i = 0; i < findings.length; i += 200) {
    // What is joined into incidents must be what is kept, or a restart would tell them otherwise.
    const part = findings.slice(i, i + 200).map(asKept);
    const added = await db
      .insertInto('findings')
      .values(
        part.map((finding) => ({
          ...finding,
          level: levels.indexOf(finding.level),
          tags: jsonText(finding.tags),
          reason: jsonText(finding.reason),
          event: jsonText(finding.event),
          thread: null,
        })),
      )
      .onConflict((conflict) => conflict.constraint('findings_pkey').doNothing())
      .returning('id')
      .execute();
    const ids = new Set(added.map((row) => row.id));
    for (const finding of part) if (ids.delete(finding.id)) fresh.push(finding);
  }
  return fresh;
}

/** Notes which thread each finding belongs to. */
export async function placeFindings(db: Db, placed: ReadonlyMap<string, string>): Promise<void> {
  const byThread = new Map<string, string[]>();
  for (const [finding, thread] of placed) {
    const ids = byThread.get(thread);
    if (ids) ids.push(finding);
    else byThread.set(thread, [finding]);
  }
  for (const [thread, ids] of byThread) {
    await db.updateTable('findings').set({ thread }).where('id', 'in', ids).execute();
  }
}

export async function moveFindings(db: Db, from: string, into: string): Promise<void> {
  await db.updateTable('findings').set({ thread: into }).where('thread', '=', from).execute();
}

export interface FindingQuery {
  level?: Level | undefined;
  host?: string | undefined;
  account?: string | undefined;
  rule?: string | undefined;
  /** Any of these, found anywhere in title, host, account, file or the record itself. */
  q?: readonly string[] | undefined;
  thread?: string | undefined;
  before?: string | undefined;
  limit: number;
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Newest arrival first; `incident` is the thread, which the caller hides when it is not raised. */
export async function findFindings(db: Db, query: FindingQuery): Promise<FindingPage> {
  let rows = db.selectFrom('findings');
  if (query.level) rows = rows.where('level', '>=', levels.indexOf(query.level));
  if (query.host) rows = rows.where('host', 'ilike', like(query.host));
  if (query.account) rows = rows.where('account', 'ilike', like(query.account));
  if (query.rule) rows = rows.where('rule_id', '=', query.rule);
  if (query.thread) rows = rows.where('thread', '=', query.thread);
  if (query.q) {
    const texts = query.q.map(like);
    rows = rows.where((is) =>
      is.or(
        texts.flatMap((text) => [
          is('title', 'ilike', text),
          is('host', 'ilike', text),
          is('account', 'ilike', text),
          is('file', 'ilike', text),
          is(sql<string>`event::text`, 'ilike', text),
        ]),
      ),
    );
  }
  const { total } = await rows.select((is) => is.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  if (query.before) rows = rows.where('seq', '<', query.before);
  const items = await rows
    .select(['id', 'seq', 'rule_id', 'title', 'level', 'tags', 'time', 'host', 'account'])
    .select([
      'source_address',
      'destination_address',
      'destination_port',
      'file',
      'record_id',
      'format',
      'source',
      'thread',
    ])
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = items.slice(0, query.limit);
  return {
    items: page.map(({ seq: _seq, thread, level, ...row }) => ({
      ...row,
      level: levels[level]!,
      incident: thread,
    })),
    total: Number(total),
    next: items.length > page.length ? String(page.at(-1)!.seq) : null,
  };
}

export async function findingById(
  db: Db,
  id: string,
): Promise<(Finding & { incident: string | null }) | null> {
  const row = await db.selectFrom('findings').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const { seq: _seq, thread, level, ...finding } = row;
  return { ...finding, level: levels[level]!, incident: thread };
}

export async function countByLevel(db: Db): Promise<Record<Level, number>> {
  const rows = await db
    .selectFrom('findings')
    .select(['level', (is) => is.fn.countAll<string>().as('count')])
    .groupBy('level')
    .execute();
  const counts = Object.fromEntries(levels.map((level) => [level, 0])) as Record<Level, number>;
  for (const row of rows) counts[levels[row.level]!] = Number(row.count);
  return counts;
}

const most = 96;

/** Findings over event time in at most 96 equal buckets, oldest first. */
export async function trend(db: Db): Promise<{ time: string; counts: Record<Level, number> }[]> {
  const epoch = sql<number>`extract(epoch from time::timestamptz)::float8`;
  const range = await db
    .selectFrom('findings')
    .select([sql<number | null>`min(${epoch})`.as('first'), sql<number | null>`max(${epoch})`.as('last')])
    .where('time', 'is not', null)
    .executeTakeFirstOrThrow();
  if (range.first === null || range.last === null) return [];
  const width = bucketSeconds(range.last - range.first);
  const start = Math.floor(range.first / width) * width;
  const rows = await db
    .selectFrom('findings')
    .select([
      'level',
      sql<number>`floor((${epoch} - ${start}) / ${width})::int`.as('slot'),
      sql<number>`count(*)::int`.as('count'),
    ])
    .where('time', 'is not', null)
    // Findings that came between the two questions may lie outside.
    .where(epoch, '>=', range.first)
    .where(epoch, '<=', range.last)
    .groupBy(['level', 'slot'])
    .execute();
  const buckets = Array.from({ length: Math.floor((range.last - start) / width) + 1 }, (_, i) => ({
    time: new Date((start + i * width) * 1000).toISOString(),
    counts: Object.fromEntries(levels.map((level) => [level, 0])) as Record<Level, number>,
  }));
  for (const { level, slot, count } of rows) buckets[slot]!.counts[levels[level]!] = count;
  return buckets;
}

/** A width a person would choose. */
function bucketSeconds(seconds: number): number {
  const widths = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400];
  return widths.find((width) => seconds / width < most) ?? Math.ceil(seconds / most);
}

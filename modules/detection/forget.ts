/** Letting go of findings, shown or held back, and of counts of matches, when their period is over. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RulebookTables } from './rulebook/index.ts';
import type { DetectionTables } from './store.ts';

interface Stretch {
  from: string | null;
  to: string | null;
}

export interface Forgetting {
  /** ISO 8601; what was stored from then on stays. */
  before: string;
  /** What happened or was stored in one of these stays, whosever it is. */
  holds: readonly Stretch[];
  /** Ids of threads whose findings stay. */
  kept: readonly string[];
}

/** A record without a time may lie anywhere, so a stretch covers it. */
const within = (time: RawBuilder<unknown>, { from, to }: Stretch) =>
  sql<boolean>`coalesce(${from === null ? sql`true` : sql`${time} >= ${from}::timestamptz`}
    and ${to === null ? sql`true` : sql`${time} < ${to}::timestamptz`}, true)`;

/** Says how many findings went. Those that somebody judged stay: what models say rests on them. */
export async function forgetFindings(
  db: Kysely<DetectionTables & RulebookTables>,
  { before, holds, kept }: Forgetting,
): Promise<number> {
  const held = holds.flatMap((hold) => [within(sql`time::timestamptz`, hold), within(sql`stored_at`, hold)]);
  const due = sql<boolean>`stored_at < ${before}::timestamptz
    and not (${sql.join([sql`false`, ...held], sql` or `)})`;
  const shown = await db
    .deleteFrom('findings')
    .where(due)
    .where((is) =>
      kept.length === 0 ? is.lit(true) : is.or([is('thread', 'is', null), is('thread', 'not in', kept)]),
    )
    .where(sql<boolean>`not exists (select 1 from feedback where feedback.finding = findings.id)`)
    .executeTakeFirst();
  const hidden = await db.deleteFrom('held_back').where(due).executeTakeFirst();
  await db.deleteFrom('rule_hits').where('day', '<', sql<string>`${before}::timestamptz::date`).execute();
  return Number(shown.numDeletedRows + hidden.numDeletedRows);
}

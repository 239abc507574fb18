/** Senders and how they do: this part's own tables. */
import { jsonText } from '@cordon/platform/database';
import { type Kysely, sql } from 'kysely';
import type { SourceHealth, SourceLoss } from './model.ts';
import { lossesKept, type SourceCounts } from './news.ts';

export interface SourceTables {
  sources: {
    key: string;
    format: string;
    events: string;
    bytes: string;
    last_event: string | null;
    last_received: string | null;
    unreadable: string;
    repeated: string;
    losses: import('kysely').ColumnType<SourceLoss[], string, string>;
  };
  source_minutes: { key: string; minute: string; events: string; bytes: string };
}

type Db = Kysely<SourceTables>;

const day = 86_400_000;
const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

export async function saveSources(db: Db, { sources, minutes }: SourceCounts): Promise<void> {
  for (const { losses, ...count } of sources) {
    await db
      .insertInto('sources')
      .values({
        ...count,
        events: String(count.events),
        bytes: String(count.bytes),
        unreadable: String(count.unreadable),
        repeated: String(count.repeated),
        losses: jsonText(losses),
      })
      .onConflict((conflict) =>
        conflict.constraint('sources_pkey').doUpdateSet({
          // A batch in which nothing could be read says nothing of the format.
          format: sql`case when excluded.format = 'unknown' then sources.format else excluded.format end`,
          events: sql`sources.events + excluded.events`,
          bytes: sql`sources.bytes + excluded.bytes`,
          unreadable: sql`sources.unreadable + excluded.unreadable`,
          repeated: sql`sources.repeated + excluded.repeated`,
          last_event: sql`greatest(sources.last_event, excluded.last_event)`,
          last_received: sql`greatest(sources.last_received, excluded.last_received)`,
          losses: sql`(select coalesce(jsonb_agg(loss order by place), '[]') from (
            select loss, place from jsonb_array_elements(sources.losses || excluded.losses) with ordinality as all_losses(loss, place)
            order by place desc limit ${lossesKept}::int) as newest)`,
        }),
      )
      .execute();
  }
  for (const { key, minute, events, bytes } of minutes) {
    await db
      .insertInto('source_minutes')
      .values({ key, minute, events: String(events), bytes: String(bytes) })
      .onConflict((conflict) =>
        conflict.constraint('source_minutes_pkey').doUpdateSet({
          events: sql`source_minutes.events + excluded.events`,
          bytes: sql`source_minutes.bytes + excluded.bytes`,
        }),
      )
      .execute();
  }
  const [newest] = minutes
    .map(({ minute }) => minute)
    .sort()
    .slice(-1);
  if (newest !== undefined)
    await db
      .deleteFrom('source_minutes')
      .where('minute', '<', minuteOf(Date.parse(`${newest}:00Z`) - day))
      .execute();
}

export interface SourceTotals {
  key: string;
  format: string;
  events: number;
  last_event: string | null;
  unreadable: number;
}

export async function sourceCounts(db: Db): Promise<SourceTotals[]> {
  const rows = await db
    .selectFrom('sources')
    .select(['key', 'format', 'events', 'last_event', 'unreadable'])
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ ...row, events: Number(row.events), unreadable: Number(row.unreadable) }));
}

/** Minutes of the picture, and those that a rate is taken over. */
const pictured = 60;
const rated = 5;

/** @param now milliseconds; the minute that is running is not counted: it is not over. */
export async function sourceHealth(db: Db, now: number): Promise<SourceHealth[]> {
  const rows = await db.selectFrom('sources').selectAll().orderBy('key').execute();
  const first = Math.floor(now / 60_000) * 60_000 - pictured * 60_000;
  const arrived = await db
    .selectFrom('source_minutes')
    .select(['key', 'minute', 'events'])
    .where('minute', '>=', minuteOf(first))
    .execute();
  const bySource = new Map<string, number[]>();
  for (const { key, minute, events } of arrived) {
    const place = Math.round((Date.parse(`${minute}:00Z`) - first) / 60_000);
    const minutes = bySource.get(key) ?? new Array<number>(pictured).fill(0);
    bySource.set(key, minutes);
    if (place >= 0 && place < pictured) minutes[place] = Number(events);
  }
  return rows.map((row): SourceHealth => {
    const minutes = bySource.get(row.key) ?? new Array<number>(pictured).fill(0);
    const late =
      row.last_event === null || row.last_received === null
        ? Number.NaN
        : Date.parse(row.last_received) - Date.parse(row.last_event);
    return {
      ...row,
      events: Number(row.events),
      bytes: Number(row.bytes),
      unreadable: Number(row.unreadable),
      repeated: Number(row.repeated),
      delay: Number.isNaN(late) ? null : Math.round(late / 1000),
      per_minute: minutes.slice(-rated).reduce((sum, count) => sum + count, 0) / rated,
      minutes,
    };
  });
}

/** This module's own tables: threads, and what became of those that another absorbed. */
import { jsonText } from '@cordon/platform/database';
import { type Kysely, sql } from 'kysely';
import type { Joined } from './join.ts';
import type { Thread } from './thread.ts';

export interface IncidentTables {
  threads: { id: string; raised: boolean; document: import('kysely').ColumnType<Thread, string, string> };
  merged_threads: { id: string; into_id: string };
}

type Db = Kysely<IncidentTables>;

export async function loadThreads(db: Db): Promise<Thread[]> {
  const rows = await db.selectFrom('threads').select('document').execute();
  return rows.map((row) => row.document);
}

export interface FollowedThreads {
  /** As they were when last looked at. */
  all(): Thread[];
  refresh(): Promise<void>;
}

/** Documents that are asked for at once. */
const together = 100;

/** Threads that another process writes: each look fetches those that were written since the last. */
export function followThreads(db: Db): FollowedThreads {
  let known = new Map<string, { version: string; thread: Thread }>();
  // PostgreSQL keeps with each row the transaction that wrote it.
  const version = sql<string>`xmin::text`.as('version');
  return {
    all: () => [...known.values()].map(({ thread }) => thread),
    async refresh() {
      const rows = await db.selectFrom('threads').select(['id', version]).execute();
      const changed = rows.filter((row) => known.get(row.id)?.version !== row.version).map(({ id }) => id);
      const fresh: typeof known = new Map();
      for (let at = 0; at < changed.length; at += together) {
        const some = changed.slice(at, at + together);
        const found = await db
          .selectFrom('threads')
          .select(['id', 'document', version])
          .where('id', 'in', some)
          .execute();
        for (const row of found) fresh.set(row.id, { version: row.version, thread: row.document });
      }
      const before = known;
      known = new Map(
        rows.flatMap(({ id, version: now }) => {
          const one = fresh.get(id) ?? before.get(id);
          return one && (fresh.has(id) || one.version === now) ? [[id, one]] : [];
        }),
      );
    },
  };
}

/** Writes what a batch of findings changed, in the caller's transaction. */
export async function saveJoined(db: Db, joined: Joined): Promise<void> {
  const gone = [...joined.forgotten, ...joined.merged.map(([from]) => from)];
  if (gone.length > 0) await db.deleteFrom('threads').where('id', 'in', gone).execute();
  for (const [id, into_id] of joined.merged) {
    await db.updateTable('merged_threads').set({ into_id }).where('into_id', '=', id).execute();
    await db
      .insertInto('merged_threads')
      .values({ id, into_id })
      .onConflict((conflict) => conflict.constraint('merged_threads_pkey').doUpdateSet({ into_id }))
      .execute();
  }
  for (const thread of joined.changed) {
    const document = jsonText(thread);
    await db
      .insertInto('threads')
      .values({ id: thread.id, raised: thread.raised !== null, document })
      .onConflict((conflict) =>
        conflict.constraint('threads_pkey').doUpdateSet({ raised: thread.raised !== null, document }),
      )
      .execute();
  }
}

/** When the events of an incident happened, wherever it was merged into; null when there is none. */
export async function spanOf(db: Db, id: string): Promise<{ from: string; to: string } | null> {
  const row = await db
    .selectFrom('threads')
    .select('document')
    .where('id', '=', (await mergedInto(db, id)) ?? id)
    .executeTakeFirst();
  return row ? { from: row.document.first_event, to: row.document.last_event } : null;
}

/** Ids of threads that were raised to an incident. */
export async function raisedThreads(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('threads').select('id').where('raised', '=', true).execute();
  return rows.map(({ id }) => id);
}

export async function mergedInto(db: Db, id: string): Promise<string | null> {
  const row = await db.selectFrom('merged_threads').select('into_id').where('id', '=', id).executeTakeFirst();
  return row?.into_id ?? null;
}

/** This module's own tables: threads, and what became of those that another absorbed. */
import { jsonText } from '@cordon/platform/database';
import { type ColumnType, type Kysely, sql } from 'kysely';
import type { Joined } from './join.ts';
import { type PartKey, placeOfNote, type Thread, type ThreadEntity, type ThreadNote } from './thread.ts';

export interface IncidentTables {
  threads: {
    id: string;
    raised: boolean;
    document: ColumnType<Told, string, string>;
  };
  thread_parts: {
    thread: string;
    part: PartKey;
    document: ColumnType<ThreadNote | ThreadEntity, string, string>;
  };
  merged_threads: { id: string; into_id: string };
}

/** A thread without its parts: an attack that goes on for days has thousands, of which a batch changes a few. */
type Told = Omit<Thread, 'notes' | 'entities'>;

type Db = Kysely<IncidentTables>;

export async function loadThreads(db: Db): Promise<Thread[]> {
  const rows = await db.selectFrom('threads').select('document').execute();
  return withParts(
    rows.map(({ document }) => document),
    await db.selectFrom('thread_parts').select(['thread', 'part', 'document']).execute(),
  );
}

interface PartRow {
  thread: string;
  part: PartKey;
  document: ThreadNote | ThreadEntity;
}

function withParts(threads: readonly Told[], parts: readonly PartRow[]): Thread[] {
  const whole = new Map(threads.map((told) => [told.id, { ...told, notes: [], entities: {} } as Thread]));
  for (const { thread, part, document } of parts) {
    const of = whole.get(thread);
    if (of === undefined) continue;
    const place = placeOfNote(part);
    if (place === undefined) of.entities[part] = document as ThreadEntity;
    else of.notes[place] = document as ThreadNote;
  }
  return [...whole.values()];
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
        const parts = await db
          .selectFrom('thread_parts')
          .select(['thread', 'part', 'document'])
          .where('thread', 'in', some)
          .execute();
        const versions = new Map(found.map((row) => [row.id, row.version]));
        for (const thread of withParts(
          found.map((row) => row.document),
          parts,
        ))
          fresh.set(thread.id, { version: versions.get(thread.id)!, thread });
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
  if (gone.length > 0) {
    await db.deleteFrom('threads').where('id', 'in', gone).execute();
    await db.deleteFrom('thread_parts').where('thread', 'in', gone).execute();
  }
  for (const [id, into_id] of joined.merged) {
    await db.updateTable('merged_threads').set({ into_id }).where('into_id', '=', id).execute();
    await db
      .insertInto('merged_threads')
      .values({ id, into_id })
      .onConflict((conflict) => conflict.constraint('merged_threads_pkey').doUpdateSet({ into_id }))
      .execute();
  }
  for (const [thread, parts] of joined.changed) {
    const { notes: _, entities: __, ...told } = thread;
    const document = jsonText(told);
    await db
      .insertInto('threads')
      .values({ id: thread.id, raised: thread.raised !== null, document })
      .onConflict((conflict) =>
        conflict.constraint('threads_pkey').doUpdateSet({ raised: thread.raised !== null, document }),
      )
      .execute();
    await saveParts(db, thread, [...parts]);
  }
}

async function saveParts(db: Db, thread: Thread, keys: readonly PartKey[]): Promise<void> {
  const rows = keys.map((part) => {
    const place = placeOfNote(part);
    return { part, document: place === undefined ? thread.entities[part] : thread.notes[place] };
  });
  if (rows.length === 0) return;
  // All rows in one parameter: a statement with thousands of them is slow to make and to read.
  await sql`
    insert into thread_parts (thread, part, document)
    select ${thread.id}, part, document from json_to_recordset(${jsonText(rows)}::json) as one(part text, document jsonb)
    on conflict on constraint thread_parts_pkey do update set document = excluded.document`.execute(db);
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

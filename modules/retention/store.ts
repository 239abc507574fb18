/** This module's own tables. */
import type { Kysely } from 'kysely';
import type { Hold, HoldRelease } from './model.ts';

export interface RetentionTables {
  holds: {
    id: string;
    name: string;
    why: string;
    since: string;
    set_by: string;
    org: string | null;
    from_time: string | null;
    to_time: string | null;
    incident: string | null;
    released: string | null;
    released_by: string | null;
    released_why: string | null;
  };
  retention_run: { id: number; ran_at: string };
}

type Db = Kysely<RetentionTables>;

export async function loadHolds(db: Db): Promise<Hold[]> {
  const rows = await db.selectFrom('holds').selectAll().orderBy('since', 'desc').orderBy('id').execute();
  return rows
    .map(
      ({ set_by: by, from_time: from, to_time: to, released, released_by, released_why, ...row }): Hold => ({
        ...row,
        by,
        from,
        to,
        released: released === null ? null : { at: released, by: released_by ?? '', why: released_why ?? '' },
      }),
    )
    .sort((a, b) => Number(a.released !== null) - Number(b.released !== null));
}

export async function saveHold(db: Db, { by, from, to, released: _, ...hold }: Hold): Promise<void> {
  await db
    .insertInto('holds')
    .values({
      ...hold,
      set_by: by,
      from_time: from,
      to_time: to,
      released: null,
      released_by: null,
      released_why: null,
    })
    .execute();
}

/** False when there is no such hold in force. */
export async function saveRelease(
  db: Db,
  id: string,
  at: string,
  { by, why }: HoldRelease & { by: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('holds')
    .set({ released: at, released_by: by, released_why: why })
    .where('id', '=', id)
    .where('released', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function loadLastRun(db: Db): Promise<string | null> {
  const row = await db.selectFrom('retention_run').select('ran_at').executeTakeFirst();
  return row?.ran_at ?? null;
}

export async function saveLastRun(db: Db, ran_at: string): Promise<void> {
  await db
    .insertInto('retention_run')
    .values({ id: 1, ran_at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ran_at }))
    .execute();
}

/** SQL of recoveries and of what was said in them. */
import type { Kysely } from 'kysely';
import type { Fallen } from './board.ts';
import type { Recovery, RecoveryLine, Statement, StepState } from './model.ts';

interface RecoveryTable {
  id: string;
  title: string;
  incident: string | null;
  begun: string;
  begun_by: string;
  ended: string | null;
  ended_by: string | null;
  ended_because: string | null;
}
interface StatementTable {
  recovery: string;
  step: string;
  version: number;
  state: StepState;
  since: string;
  said: string;
  said_by: string;
  note: string;
}
export interface RecoveryTables {
  recoveries: RecoveryTable;
  recovery_statements: StatementTable;
}
type Db = Kysely<RecoveryTables>;

const shownAtMost = 50;

/** @returns whether it was begun: false where another is open */
export async function addRecovery(db: Db, recovery: Omit<Recovery, 'ended'>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('recoveries')
    .values({ ...recovery, ended: null, ended_by: null, ended_because: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function recoveryById(db: Db, id: string): Promise<Recovery | undefined> {
  const row = await db.selectFrom('recoveries').selectAll().where('id', '=', id).executeTakeFirst();
  return row && recoveryOf(row);
}

/** @returns whether it was open */
export async function endRecovery(
  db: Db,
  id: string,
  { at, by, because }: NonNullable<Recovery['ended']>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recoveries')
    .set({ ended: at, ended_by: by, ended_because: because })
    .where('id', '=', id)
    .where('ended', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Newest first. */
export async function recoveryLines(db: Db): Promise<RecoveryLine[]> {
  const rows = await db
    .selectFrom('recoveries')
    .selectAll()
    .orderBy('begun', 'desc')
    .orderBy('id')
    .limit(shownAtMost)
    .execute();
  if (rows.length === 0) return [];
  const current = await db
    .selectFrom('recovery_statements')
    .distinctOn(['recovery', 'step'])
    .select(['recovery', 'state'])
    .where(
      'recovery',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('recovery')
    .orderBy('step')
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => {
    const own = current.filter(({ recovery }) => recovery === row.id);
    const counted = (...states: StepState[]) => own.filter(({ state }) => states.includes(state)).length;
    return {
      ...recoveryOf(row),
      steps: own.length,
      back: counted('back', 'verified'),
      verified: counted('verified'),
    };
  });
}

export async function fallenIn(db: Db, recovery: string): Promise<Fallen[]> {
  const rows = await db
    .selectFrom('recovery_statements')
    .selectAll()
    .where('recovery', '=', recovery)
    .orderBy('step')
    .orderBy('version')
    .execute();
  const fallen = new Map<string, Statement[]>();
  for (const { step, version, state, since, said, said_by: by, note } of rows) {
    const statements = fallen.get(step) ?? [];
    fallen.set(step, statements);
    statements.push({ state, since, said, by, note, version });
  }
  return [...fallen].map(([step, statements]) => ({ step, statements }));
}

/** @returns whether it was kept: false where somebody said something of it meanwhile */
export async function addStatement(
  db: Db,
  recovery: string,
  step: string,
  { by: said_by, ...statement }: Statement,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('recovery_statements')
    .values({ recovery, step, ...statement, said_by })
    .onConflict((conflict) => conflict.constraint('recovery_statements_pkey').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

const recoveryOf = ({ ended, ended_by, ended_because, ...row }: RecoveryTable): Recovery => ({
  id: row.id,
  title: row.title,
  incident: row.incident,
  begun: row.begun,
  begun_by: row.begun_by,
  ended:
    ended === null || ended_by === null || ended_because === null
      ? null
      : { at: ended, by: ended_by, because: ended_because },
});

/** Changes of who can sign in, one after the other. */
import { type Kysely, sql } from 'kysely';
import type { PeopleTables } from './tables.ts';

type Db = Kysely<PeopleTables>;

export interface Change {
  /** Throws when it would shut somebody out for good. Asked before it is recorded, and again when nothing else changes. */
  refuse(from: Db): Promise<void>;
  /** On the ledger, before it is done. */
  record(): Promise<void>;
  do(trx: Db): Promise<void>;
}

/** Two at once could each take what the other counts on: the last passkey of a person, the last administrator. */
export async function changeAlone(db: Db, change: Change): Promise<void> {
  await change.refuse(db);
  await change.record();
  await db.transaction().execute(async (trx) => {
    await sql`lock table people in share row exclusive mode`.execute(trx);
    await change.refuse(trx);
    await change.do(trx);
  });
}

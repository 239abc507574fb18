/** Work that one process at a time does, for as long as it says so again and again. Kept in the database, by its clock. */
import type { Database } from '@cordon/platform/database';
import { sql } from 'kysely';

interface LeaseTables {
  leases: { name: string; holder: string; until: string };
}

export interface Leases {
  /** Takes it when it is free or over, and holds it on when it is held already. */
  take(name: string): Promise<boolean>;
  release(name: string): Promise<void>;
  /** How many are held, by anybody, whose names begin so. */
  count(beginning: string): Promise<number>;
}

/**
 * `holder`: another for each process and start. `ms`: how long a lease is held unless it is taken again. Whoever was late may for a
 * moment do the same as its successor: what a lease guards must bear that.
 */
export function createLeases(database: Database, { holder, ms }: { holder: string; ms: number }): Leases {
  const db = database.tables<LeaseTables>();
  const until = sql<string>`now() + make_interval(secs => ${ms / 1_000}::float8)`;
  return {
    async take(name) {
      const taken = await db
        .insertInto('leases')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where((is) =>
              is.or([is('leases.holder', '=', holder), is('leases.until', '<', sql<string>`now()`)]),
            ),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async release(name) {
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
    },
    async count(beginning) {
      const { held } = await db
        .selectFrom('leases')
        .select((is) => is.fn.countAll<string>().as('held'))
        .where(sql<boolean>`starts_with(name, ${beginning})`)
        .where('until', '>=', sql<string>`now()`)
        .executeTakeFirstOrThrow();
      return Number(held);
    },
  };
}

/** Work that one process at a time does, for as long as it says so again and again. Kept in the database, by its clock. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@cordon/platform/database';
import type { Logger } from '@cordon/platform/telemetry';
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

const heldMs = 10_000;

export interface Lease {
  release(): Promise<void>;
}

/**
 * Waits until the lease is free, then holds it. Where it is lost all the same (the database was away for longer than it lasts, and another
 * took over), this process ends in order: what it knows is old.
 */
export async function holdLease(database: Database, name: string, log: Logger): Promise<Lease> {
  const leases = createLeases(database, { holder: randomUUID(), ms: heldMs });
  for (let waited = false; !(await leases.take(name)); waited = true) {
    if (!waited) log.warn({ lease: name }, 'Another Cordon does this work; this one waits to take over.');
    await pause(heldMs / 4);
  }
  const timer = setInterval(() => {
    leases.take(name).then(
      (held) => {
        if (held) return;
        clearInterval(timer);
        log.error({ lease: name }, 'Another Cordon has taken over; this one stops. Nothing is lost.');
        process.kill(process.pid, 'SIGTERM');
      },
      (error: unknown) =>
        log.warn({ err: error, lease: name }, 'The lease could not be renewed; it is tried again.'),
    );
  }, heldMs / 4);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      return leases.release(name);
    },
  };
}

/**
 * A unit of work: one statement on its own, a transaction, or a script. It has one connection from its beginning to its
 * end, whichever engine is behind it, and nothing of it happens before the connection sees what it may see, and no more.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { fault } from '../fault/index.ts';
import { stoppedFault } from './errors.ts';

export interface Answer {
  rows: Record<string, unknown>[];
  /** Rows changed; for a select, whatever the engine says. */
  affected: number;
}

export interface Connection {
  query(sql: string, params?: readonly unknown[]): Promise<Answer>;
  /** Several statements at once, without parameters. */
  script(sql: string): Promise<void>;
  /** Whose it was last; undefined before anybody's. Another's is never lent as it was. */
  org?: string | null;
}

/** The database role that row-level security holds for; see organisations.ts. */
export const memberRole = 'cordon_member';

/** Sees what `org` may see, or all for null. Holds for the session: the next unit on this connection is somebody else's, and enters anew. */
export async function enter(connection: Connection, org: string | null): Promise<void> {
  if (connection.org === org) return;
  // Unknown until it has been set: a failure in between must not leave the one before.
  delete connection.org;
  await connection.query(`select set_config('role', $1, false), set_config('cordon.org', $2, false)`, [
    org === null ? 'none' : memberRole,
    org ?? '',
  ]);
  connection.org = org;
}

export interface Units {
  /** @param org whose rows alone there are; null for the work of the deployment itself */
  run<T>(work: (connection: Connection) => Promise<T>, org: string | null): Promise<T>;
  /** Refuses new units, waits for those that run or wait. */
  finish(): Promise<void>;
}

/** A unit that is under way. `open` ends with it, so that work which outlives a transaction may ask again. */
interface Unit {
  open: boolean;
}

/** @param lend gives one connection, and to nobody else, until `work` has ended */
export function createUnits(lend: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>): Units {
  const within = new AsyncLocalStorage<Unit>();
  const running = new Set<Promise<unknown>>();
  let finishing = false;

  async function run<T>(work: (connection: Connection) => Promise<T>, org: string | null): Promise<T> {
    return lend(async (connection) => {
      await enter(connection, org);
      const unit: Unit = { open: true };
      try {
        return await within.run(unit, () => work(connection));
      } finally {
        unit.open = false;
      }
    });
  }

  return {
    async run(work, org) {
      if (within.getStore()?.open) {
        throw fault(
          'DATABASE_NESTED',
          'A transaction is open here, and this query went past it to the database: it would wait for itself, or not see what the transaction did.',
          'Use the transaction that was handed in (`trx`), or do this after it ends.',
        );
      }
      if (finishing) throw stoppedFault('it was closed');
      const unit = run(work, org);
      running.add(unit);
      try {
        return await unit;
      } finally {
        running.delete(unit);
      }
    },
    async finish() {
      finishing = true;
      await Promise.allSettled(running);
    },
  };
}

/**
 * A unit of work: one statement on its own, a transaction, or a script. It has one connection from its beginning to its
 * end, whichever engine is behind it, and nothing of it happens before `prepare` has run on that connection.
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
}

/**
 * Runs before the first statement of every unit of work, outside its transaction and in the async context of whoever
 * asked. What it sets must hold for the session (`set_config(..., false)`) and be set again each time, since the next
 * unit on this connection is somebody else's. If it rejects, the unit does not happen.
 */
export type Prepare = (connection: Connection) => Promise<void>;

export interface Units {
  run<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Refuses new units, waits for those that run or wait. */
  finish(): Promise<void>;
}

/** A unit that is under way. `open` ends with it, so that work which outlives a transaction may ask again. */
interface Unit {
  open: boolean;
}

/** @param lend gives one connection, and to nobody else, until `work` has ended */
export function createUnits(
  lend: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>,
  prepare: Prepare | undefined,
): Units {
  const within = new AsyncLocalStorage<Unit>();
  const running = new Set<Promise<unknown>>();
  let finishing = false;

  async function run<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return lend(async (connection) => {
      await prepare?.(connection);
      const unit: Unit = { open: true };
      try {
        return await within.run(unit, () => work(connection));
      } finally {
        unit.open = false;
      }
    });
  }

  return {
    async run(work) {
      if (within.getStore()?.open) {
        throw fault(
          'DATABASE_NESTED',
          'A transaction is open here, and this query went past it to the database: it would wait for itself, or not see what the transaction did.',
          'Use the transaction that was handed in (`trx`), or do this after it ends.',
        );
      }
      if (finishing) throw stoppedFault('it was closed');
      const unit = run(work);
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

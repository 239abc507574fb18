/**
 * Kysely over the one connection that an embedded database has. While a transaction is open everyone else waits in
 * order. Code inside a transaction that asks the database itself, not the transaction, would wait for itself for
 * ever: that is refused at once.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { fault } from '../fault/index.ts';
import type { Client } from './client.ts';
import { plainText } from './text.ts';

const storable = (parameter: unknown): unknown =>
  typeof parameter === 'string' ? plainText(parameter) : parameter;

/** One turn at the connection. `open` ends with it, so work that outlives a transaction may ask again. */
interface Turn {
  open: boolean;
}

export interface Queue {
  /** Runs `work` when its turn comes. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` only if nobody holds or wants the connection. */
  idle(): boolean;
}

export function createQueue(longestWaitMs: number): Queue {
  const turns = new AsyncLocalStorage<Turn>();
  const waiting: (() => void)[] = [];
  let busy = false;

  const wait = (): Promise<void> => {
    if (!busy) {
      busy = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(
          fault(
            'DATABASE_BUSY',
            `The database was busy for ${longestWaitMs / 1000} seconds with one transaction. Nothing was changed.`,
            'Try again; if it persists, something holds a transaction open: keep transactions short.',
          ),
        );
      }, longestWaitMs);
      waiting.push(turn);
    });
  };
  const done = (): void => {
    const next = waiting.shift();
    if (next) next();
    else busy = false;
  };

  return {
    idle: () => !busy,
    async run(work) {
      if (turns.getStore()?.open) {
        throw fault(
          'DATABASE_NESTED',
          'A transaction is open here, and this query went past it to the database: it would have waited for itself.',
          'Use the transaction that was handed in (`trx`), or do this after it ends.',
        );
      }
      await wait();
      const turn: Turn = { open: true };
      try {
        return await turns.run(turn, work);
      } finally {
        turn.open = false;
        done();
      }
    },
  };
}

function createConnection(client: Client): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery) {
      const { rows, affected } = await client.query(query.sql, query.parameters.map(storable));
      return { rows: rows as R[], numAffectedRows: BigInt(affected) };
    },
    // biome-ignore lint/correctness/useYield: the embedded database answers whole results only
    async *streamQuery() {
      throw fault('DATABASE_SQL', 'The embedded database cannot stream rows.', 'Ask in pages instead.');
    },
  };
}

/** `rested` is called after each turn at the connection. */
export function createKysely<Tables>(client: Client, queue: Queue, rested: () => void): Kysely<Tables> {
  const connection = createConnection(client);
  const run = (sql: string): Promise<unknown> => connection.executeQuery(CompiledQuery.raw(sql));
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    async beginTransaction(_, settings) {
      const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
      const access = settings.accessMode ? ` ${settings.accessMode}` : '';
      await run(`begin${level}${access}`);
    },
    commitTransaction: async () => void (await run('commit')),
    rollbackTransaction: async () => void (await run('rollback')),
    savepoint: async (_, name) => void (await run(`savepoint "${name}"`)),
    rollbackToSavepoint: async (_, name) => void (await run(`rollback to savepoint "${name}"`)),
    releaseSavepoint: async (_, name) => void (await run(`release savepoint "${name}"`)),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  const provider: ConnectionProvider = {
    async provideConnection(consumer) {
      try {
        return await queue.run(() => consumer(connection));
      } finally {
        rested();
      }
    },
  };
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  const executor = new DefaultQueryExecutor(new PostgresQueryCompiler(), new PostgresAdapter(), provider);
  return new Kysely<Tables>({ config: { dialect }, driver, executor, dialect });
}

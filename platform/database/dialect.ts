/** Kysely over units of work: every statement outside a transaction, and every transaction, is one. */
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
import { plainText } from './text.ts';
import type { Connection, Units } from './unit.ts';

const storable = (parameter: unknown): unknown =>
  typeof parameter === 'string' ? plainText(parameter) : parameter;

const asKysely = (connection: Connection): DatabaseConnection => ({
  async executeQuery<R>(query: CompiledQuery) {
    const { rows, affected } = await connection.query(query.sql, query.parameters.map(storable));
    return { rows: rows as R[], numAffectedRows: BigInt(affected) };
  },
  // biome-ignore lint/correctness/useYield: results come whole only
  async *streamQuery() {
    throw fault('DATABASE_SQL', 'The database does not stream rows here.', 'Ask in pages instead.');
  },
});

export function createKysely<Tables>(units: Units, org: string | null): Kysely<Tables> {
  const run = async (connection: DatabaseConnection, sql: string): Promise<void> =>
    void (await connection.executeQuery(CompiledQuery.raw(sql)));
  const driver: Driver = {
    init: async () => {},
    // Kysely asks the provider below for every connection.
    acquireConnection: () => Promise.reject(new Error('a connection is lent by a unit of work only')),
    beginTransaction(connection, settings) {
      const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
      const access = settings.accessMode ? ` ${settings.accessMode}` : '';
      return run(connection, `begin${level}${access}`);
    },
    commitTransaction: (connection) => run(connection, 'commit'),
    // It fails only when the connection is gone, and the transaction with it: what failed first is what to tell.
    rollbackTransaction: (connection) => run(connection, 'rollback').catch(() => undefined),
    savepoint: (connection, name) => run(connection, `savepoint "${name}"`),
    rollbackToSavepoint: (connection, name) => run(connection, `rollback to savepoint "${name}"`),
    releaseSavepoint: (connection, name) => run(connection, `release savepoint "${name}"`),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  const provider: ConnectionProvider = {
    provideConnection: (consumer) => units.run((connection) => consumer(asKysely(connection)), org),
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

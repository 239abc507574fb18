/** PostgreSQL 15 or newer on a machine of its own, through a pool of connections. */
import type { ConnectionOptions } from 'node:tls';
import { sql } from 'kysely';
import pg from 'pg';
import { fault, systemCode } from '../fault/index.ts';
import { listen } from './channel.ts';
import { createDatabase } from './create.ts';
import { databaseFault, lostFault, unreachableFault, wireError } from './errors.ts';
import type { Database } from './port.ts';
import { createQueue } from './queue.ts';
import { type Connection, createUnits } from './unit.ts';
import { integer, isoTime } from './values.ts';

export interface PostgresOptions {
  host: string;
  port: number;
  database: string;
  user: string;
  /** Asked for at each new connection, so that a changed password needs no restart. */
  password?: () => string | Promise<string>;
  /** null crosses the network readable. The server's certificate is always checked. */
  tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | null;
  /** The most connections at once. Default 10. */
  connections?: number;
  /** How long a unit of work may wait for a connection, and a statement for a lock, ms. Default 30 000. */
  longestWaitMs?: number;
}

const leastVersion = 150_000;

const { INT8, TIMESTAMPTZ, TIMESTAMP, DATE, INTERVAL } = pg.types.builtins;
const items = pg.types.getTypeParser(1009 as number) as (text: string) => string[];
const listOf =
  <Value>(parse: (text: string) => Value) =>
  (text: string): (Value | null)[] =>
    items(text).map((item) => (item === null ? null : parse(item)));
const asText = (text: string): string => text;

/** By type number: those that `pg` would turn into what loses digits, and lists of them. */
const parsers: Record<number, (text: string) => unknown> = {
  [INT8]: integer,
  [TIMESTAMPTZ]: isoTime,
  [TIMESTAMP]: isoTime,
  [DATE]: asText,
  [INTERVAL]: asText,
  1016: listOf(integer),
  1185: listOf(isoTime),
  1115: listOf(isoTime),
  1182: listOf(asText),
};

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** The connection went away, or was refused: whatever was open on it is over. */
function isLoss(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P|08|25P03)/.test(error.code ?? '');
  return (
    systemCode(error) !== '' || /^(Connection terminated|Client (has|was))/.test((error as Error).message)
  );
}

/** What is wrong, as the faults of errors.ts say it. */
function asFault(error: unknown, sql?: string): Error {
  return isLoss(error) ? lostFault(error) : databaseFault(wireError(error), sql);
}

interface PoolConnection extends Connection {
  /** It may serve somebody else: it is there, and certainly outside of any transaction. */
  sound(): boolean;
}

function asConnection(client: pg.PoolClient): PoolConnection {
  let lost = false;
  async function ask(sql: string, params?: unknown[]): Promise<pg.QueryResult<Record<string, unknown>>> {
    try {
      return await client.query<Record<string, unknown>>(sql, params);
    } catch (error) {
      lost ||= isLoss(error);
      throw asFault(error, sql);
    }
  }
  return {
    async query(sql, params = []) {
      const { rows, rowCount } = await ask(sql, [...params]);
      return { rows, affected: rowCount ?? 0 };
    },
    async script(sql) {
      await ask(sql);
    },
    sound: () => !lost && client.getTransactionStatus() === 'I',
  };
}

/**
 * Opens the pool and makes sure that the server keeps what it acknowledges. Throws the faults DATABASE_UNREACHABLE,
 * DATABASE_VERSION, DATABASE_NOT_DURABLE, DATABASE_FORMAT; queries reject with the codes in errors.ts, and with
 * DATABASE_LOST when the connection ends under them. The next one gets a new connection.
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { host, port, database, user, password, tls, connections = 10, longestWaitMs = 30_000 } = options;
  const way = {
    ...{ host, port, database, user, password, types },
    ssl: tls ?? false,
    connectionTimeoutMillis: longestWaitMs,
    // A server that was cut off without a word is noticed in some twenty seconds, not in hours.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'cordon',
  };
  const pool = new pg.Pool({
    ...way,
    max: connections,
    allowExitOnIdle: true,
    options: `-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c lock_timeout=${longestWaitMs}`,
  });
  // A connection that ends while nobody asks anything is not an error: the next who asks gets another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const queue = createQueue(longestWaitMs, connections);
  /** What each connection of the pool was last entered as. */
  const known = new WeakMap<pg.PoolClient, PoolConnection>();
  const lend = <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    queue.run(async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw unreachableFault(error, `${host}:${port}`);
      });
      const connection = known.get(client) ?? asConnection(client);
      known.set(client, connection);
      try {
        return await work(connection);
      } finally {
        client.release(!connection.sound());
      }
    });
  try {
    await lend(checkServer);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const kept = createDatabase(createUnits(lend), () => pool.end());
  return {
    ...kept,
    async listen(channel, { heard, missed }) {
      const listening = await listen({ client: () => new pg.Client(way), channel, heard, missed }).catch(
        (error: unknown) => {
          throw unreachableFault(error, `${host}:${port}`);
        },
      );
      return {
        async tell(texts) {
          await sql`select pg_notify(${channel}, text) from unnest(${[...texts]}::text[]) as text`.execute(
            kept.tables(),
          );
        },
        close: listening.stop,
      };
    },
  };
}

async function checkServer(connection: Connection): Promise<void> {
  const { rows } = await connection.query(`select current_setting('server_version_num')::int as number,
    current_setting('server_version') as version, current_setting('server_encoding') as encoding,
    current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
    current_setting('synchronous_commit') as commit`);
  const { number, version, encoding, fsync, pages, commit } = rows[0] as Record<string, string>;
  if (Number(number) < leastVersion)
    throw fault(
      'DATABASE_VERSION',
      `The database server is PostgreSQL ${version}; Cordon needs 15 or newer. Nothing was changed.`,
      'Upgrade the server, or name another one.',
    );
  if (encoding !== 'UTF8')
    throw fault(
      'DATABASE_FORMAT',
      `The database holds text as ${encoding}; Cordon needs UTF8. Nothing was changed.`,
      "Make another one: create database cordon encoding 'UTF8' template template0.",
    );
  if (fsync !== 'on' || pages !== 'on' || commit === 'off')
    throw fault(
      'DATABASE_NOT_DURABLE',
      'The database server does not sync what it commits (fsync, full_page_writes or synchronous_commit is off), so a power cut could lose it. It was closed again.',
      'Switch all three on in postgresql.conf, then start again.',
    );
}

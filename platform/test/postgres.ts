/** A PostgreSQL server for tests. Starts processes. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findProgram, freePort, makePlace, type Running, runTo, startProgram, versionsIn } from './server.ts';

const folders = versionsIn('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
const program = findProgram('postgres', folders);
const initdb = findProgram('initdb', folders);

/** Why there is none to be had; null where there is one. */
export const noPostgres: string | null = program && initdb ? null : 'install PostgreSQL 15 or newer';

export interface TestPostgres {
  host: string;
  port: number;
  /** The superuser. */
  user: string;
  password: string;
  /** Makes an empty database and returns its name. */
  createDatabase(): Promise<string>;
  /** Runs one statement as superuser, in the database `postgres` unless told otherwise. */
  ask(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** `SIGINT` stops it as an operator would, `SIGQUIT` as a crash does. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes all that it kept. */
  close(): Promise<void>;
}

/** @param settings of postgresql.conf, e.g. `fsync=off` */
export async function startPostgres(...settings: string[]): Promise<TestPostgres> {
  const place = makePlace('postgres');
  const data = join(place.dir, 'data');
  const port = await freePort();
  const reach = {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: randomBytes(12).toString('hex'),
  };
  const secret = join(place.dir, 'password');
  writeFileSync(secret, reach.password, { mode: 0o644 });
  const how = ['--auth=scram-sha-256', `--pwfile=${secret}`, '--encoding=UTF8', '--no-locale', '--no-sync'];
  runTo(initdb!, ['-D', data, '-U', reach.user, ...how], place.dir);

  async function ask(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ ...reach, database });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const args = ['-D', data, '-p', String(port), '-h', reach.host, '-k', place.dir];
  // After a crash PostgreSQL syncs every file that it has before anything else; one call for all is as good.
  const options = ['recovery_init_sync_method=syncfs', ...settings].flatMap((setting) => ['-c', setting]);
  const begin = (): Promise<Running> =>
    startProgram(program!, [...args, ...options], { cwd: place.dir, ready: () => ask('select 1') });
  let running: Running | null = await begin();
  let databases = 0;

  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    await running?.end(signal);
    running = null;
  }
  return {
    ...reach,
    ask,
    stop,
    async createDatabase() {
      const name = `test_${++databases}`;
      await ask(`create database ${name}`);
      return name;
    },
    async start() {
      running ??= await begin();
    },
    async close() {
      await stop();
      place.remove();
    },
  };
}

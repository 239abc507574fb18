/** Risks: a server that goes away under a statement, half a hospital's servers starting at once, a server that loses commits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  makeCertificate,
  noCertificates,
  noPostgres,
  skippedFor,
  startPostgres,
  type TestPostgres,
} from '../test/index.ts';
import { databaseContract } from './contract.ts';
import { type Database, migrate, openPostgres, type PostgresOptions, secureOrganisations } from './index.ts';

describe.skipIf(noPostgres)(`PostgreSQL itself${skippedFor(noPostgres)}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  const optionsFor = (database: string): PostgresOptions => ({
    host: server.host,
    port: server.port,
    user: server.user,
    password: () => server.password,
    database,
    tls: null,
  });
  const open = async (change: Partial<PostgresOptions> = {}): Promise<Database> =>
    openPostgres({ ...optionsFor(await server.createDatabase()), ...change });

  databaseContract('PostgreSQL', () => open());

  test('a statement whose connection is killed is told so, and the next one works', async () => {
    const database = await open({ connections: 2 });
    const db = database.tables();
    for (let round = 0; round < 3; round++) {
      const waiting = sql`select pg_sleep(60)`.execute(db);
      waiting.catch(() => undefined);
      await untilSleeping(server);
      await server.ask(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)%' and application_name = 'cordon'`,
      );
      await expect(waiting).rejects.toMatchObject({ code: 'DATABASE_LOST', next: expect.any(String) });
      expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    }
    await database.close();
  });

  test('a transaction whose connection is killed between statements is over, whole', async () => {
    const database = await open();
    await database.script('create table t (a int)');
    const db = database.tables<{ t: { a: number } }>();
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('t').values({ a: 1 }).execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await server.ask(`select pg_terminate_backend(${rows[0]!.pid})`);
      await trx.insertInto('t').values({ a: 2 }).execute();
    });
    await expect(failing).rejects.toMatchObject({ code: 'DATABASE_LOST' });
    expect(await db.selectFrom('t').selectAll().execute()).toEqual([]);
    await database.close();
  });

  test('a server that crashes and comes back is used again, with all that was committed', async () => {
    const database = await open();
    await database.script('create table t (a int primary key)');
    const db = database.tables<{ t: { a: number } }>();
    const kept: number[] = [];
    let failures = 0;
    let stopping = false;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let n = writer; !stopping; n += 4) {
        try {
          await db.insertInto('t').values({ a: n }).execute();
          kept.push(n);
        } catch (error) {
          expect(['DATABASE_LOST', 'DATABASE_UNREACHABLE']).toContain((error as { code: string }).code);
          failures++;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    });
    const until = async (reached: () => boolean): Promise<void> => {
      while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(() => kept.length > 50);
    await server.stop('SIGQUIT');
    await until(() => failures > 0);
    await server.start();
    const before = kept.length;
    await until(() => kept.length > before + 50);
    stopping = true;
    await Promise.all(writers);
    const rows = await db.selectFrom('t').select('a').execute();
    const there = new Set(rows.map((row) => row.a));
    expect(kept.filter((n) => !there.has(n))).toEqual([]);
    await database.close();
  });

  test('processes that start at once change the database once', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cordon-migrations-'));
    for (let i = 1; i <= 6; i++)
      writeFileSync(
        join(dir, `${i}.sql`),
        `create table m${i} (a int); select pg_sleep(0.02); insert into m${i} values (1)`,
      );
    const name = await server.createDatabase();
    const starting = await Promise.all([1, 2, 3, 4, 5].map(() => openPostgres(optionsFor(name))));
    const applied = await Promise.all(starting.map((database) => migrate(database, 'm', dir)));
    expect(applied.flat().sort()).toEqual(['1.sql', '2.sql', '3.sql', '4.sql', '5.sql', '6.sql']);
    const { rows } = await sql`select a from m6`.execute(starting[0]!.tables());
    expect(rows).toEqual([{ a: 1 }]);
    await starting[0]!.script('create table mine (a int, org text)');
    await Promise.all(starting.map((database) => secureOrganisations(database, [])));
    await Promise.all(starting.map((database) => database.close()));
    rmSync(dir, { recursive: true });
  });

  test('a lock that another transaction holds is waited for only so long', async () => {
    const database = await open({ longestWaitMs: 300 });
    await database.script('create table t (a int); insert into t values (1)');
    const db = database.tables<{ t: { a: number } }>();
    const held = await db.startTransaction().execute();
    await held.updateTable('t').set({ a: 2 }).execute();
    await expect(db.updateTable('t').set({ a: 3 }).execute()).rejects.toMatchObject({
      code: 'DATABASE_BUSY',
    });
    await held.rollback().execute();
    await database.close();
  });

  test('what one process tells another hears, and it is told that it missed something when its connection was cut', async () => {
    const options = optionsFor(await server.createDatabase());
    const [one, two] = [await openPostgres(options), await openPostgres(options)];
    const heard: string[] = [];
    let missed = 0;
    const hears = { heard: (text: string) => heard.push(text), missed: () => missed++ };
    const listening = await two.listen!('words', hears);
    const telling = await one.listen!('words', { heard: () => undefined, missed: () => undefined });
    await telling.tell(['first', "it's", 'ünusual']);
    await expect.poll(() => heard).toEqual(['first', "it's", 'ünusual']);
    await server.ask(
      `select pg_terminate_backend(pid) from pg_stat_activity where query in ('listen "words"', 'select 1') and application_name = 'cordon'`,
    );
    await expect.poll(() => missed, { timeout: 15_000 }).toBe(1);
    await telling.tell(['second']);
    await expect.poll(() => heard.at(-1)).toBe('second');
    for (const one of [listening, telling]) await one.close();
    for (const database of [one, two]) await database.close();
  });

  test('a server that is not there, or a wrong password, is named, and nothing is left open', async () => {
    const name = await server.createDatabase();
    await expect(openPostgres({ ...optionsFor(name), port: 1 })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    const password = () => 'not this';
    await expect(openPostgres({ ...optionsFor(name), password })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.not.stringContaining('not this'),
    });
    await expect(openPostgres(optionsFor('no_such_database'))).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
  });

  test('a server that could lose what it acknowledged is refused', async () => {
    await server.ask(`alter role postgres set synchronous_commit = off`);
    await expect(openPostgres(optionsFor('postgres'))).rejects.toMatchObject({
      code: 'DATABASE_NOT_DURABLE',
    });
    await server.ask(`alter role postgres reset synchronous_commit`);
    await (await openPostgres(optionsFor('postgres'))).close();
  });
});

const untrusted = noPostgres ?? noCertificates;
describe.skipIf(untrusted)(`PostgreSQL over TLS${skippedFor(untrusted)}`, () => {
  test('the certificate is checked, and what is not signed by whom we trust is refused', async () => {
    const [ours, another] = [makeCertificate(), makeCertificate()];
    const server = await startPostgres('ssl=on', `ssl_cert_file=${ours.cert}`, `ssl_key_file=${ours.key}`);
    const options = {
      ...{ host: server.host, port: server.port, user: server.user, database: 'postgres' },
      password: () => server.password,
    };
    const database = await openPostgres({ ...options, tls: { ca: ours.ca } });
    const { rows } = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
      database.tables(),
    );
    expect(rows).toEqual([{ ssl: true }]);
    await database.close();
    for (const tls of [{ ca: another.ca }, {}])
      await expect(openPostgres({ ...options, tls })).rejects.toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        message: expect.stringMatching(/UNABLE_TO_VERIFY|CERT|certificate/i),
      });
    await server.close();
    for (const place of [ours, another]) place.remove();
  });

  test('a server that knows no TLS is not spoken to without', async () => {
    const server = await startPostgres();
    const options = {
      ...{ host: server.host, port: server.port, user: server.user, database: 'postgres' },
      password: () => server.password,
    };
    await expect(openPostgres({ ...options, tls: {} })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
    await server.close();
  });
});

async function untilSleeping(server: TestPostgres): Promise<void> {
  const asking = `select pid from pg_stat_activity where query like '%pg_sleep(60)%' and application_name = 'cordon' and state = 'active'`;
  while ((await server.ask(asking)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFolders } from '../config/index.ts';
import { createDurableFs, durableParams, proveDurable } from './durable-fs.ts';
import { type Database, migrate, openDatabase } from './index.ts';

interface Tables {
  patient_list: { id: number; ward: string; seen: string | null };
}

const cache = openFolders().cache;
const scratch = mkdtempSync(join(tmpdir(), 'cordon-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const create = 'create table patient_list (id int primary key, ward text not null, seen timestamptz)';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('one connection shared by everyone', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ memory: true, cache, longestWaitMs: 400 });
    await database.script(create);
  });
  afterAll(() => database.close());

  test('a query outside waits for the open transaction and sees what it committed', async () => {
    const db = database.tables<Tables>();
    let began = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const transaction = db.transaction().execute(async (trx) => {
      await trx.insertInto('patient_list').values({ id: 1, ward: 'A1', seen: null }).execute();
      began();
      await pause(50);
      await trx.insertInto('patient_list').values({ id: 2, ward: 'A1', seen: null }).execute();
    });
    await begun;
    const outside = db.selectFrom('patient_list').select('id').where('ward', '=', 'A1').execute();
    await transaction;
    expect(await outside).toHaveLength(2);
  });

  test('going past an open transaction to the database is refused at once, also through a view with a schema', async () => {
    const db = database.tables<Tables>();
    for (const past of [db, db.withSchema('public'), database.tables<Tables>()]) {
      const nested = db.transaction().execute(() => past.selectFrom('patient_list').select('id').execute());
      await expect(nested).rejects.toMatchObject({
        code: 'DATABASE_NESTED',
        next: expect.stringContaining('trx'),
      });
    }
  });

  test('work that a transaction started and that outlives it may use the database', async () => {
    const db = database.tables<Tables>();
    const later: { work?: Promise<unknown> } = {};
    await db.transaction().execute(async (trx) => {
      await trx.selectFrom('patient_list').select('id').execute();
      later.work = pause(30).then(() => db.selectFrom('patient_list').select('id').execute());
    });
    await expect(later.work).resolves.toBeInstanceOf(Array);
  });

  test('a transaction held open for too long makes others fail with a reason, not wait for ever', async () => {
    const db = database.tables<Tables>();
    const held = await db.startTransaction().execute();
    const other = db.selectFrom('patient_list').select('id').execute();
    await expect(other).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    await held.rollback().execute();
    await expect(db.selectFrom('patient_list').select('id').execute()).resolves.toBeInstanceOf(Array);
  });

  test('a transaction that throws leaves nothing behind', async () => {
    const db = database.tables<Tables>();
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('patient_list').values({ id: 50, ward: 'ghost', seen: null }).execute();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await db.selectFrom('patient_list').select('id').where('ward', '=', 'ghost').execute()).toEqual(
      [],
    );
  });

  test('times keep their microseconds and come as ISO 8601', async () => {
    const db = database.tables<Tables>();
    const seen = '2026-03-29T01:30:00.123456Z';
    await db.insertInto('patient_list').values({ id: 60, ward: 'T', seen }).execute();
    const row = await db
      .selectFrom('patient_list')
      .selectAll()
      .where('id', '=', 60)
      .executeTakeFirstOrThrow();
    expect(row.seen).toBe(seen);
  });

  test('errors carry a code, a sentence and a next step', async () => {
    const db = database.tables<Tables>();
    const ward = db.insertInto('patient_list').values({ id: 70, ward: 'B', seen: null });
    await ward.execute();
    await expect(ward.execute()).rejects.toMatchObject({
      code: 'DATABASE_DUPLICATE',
      message: expect.stringContaining('exists'),
      next: expect.any(String),
      details: { sqlstate: '23505', constraint: 'patient_list_pkey', table: 'patient_list' },
    });
    await expect(sql`select nonsense`.execute(db)).rejects.toMatchObject({ code: 'DATABASE_SQL' });
  });
});

describe('a database on disk', () => {
  const dir = join(scratch, 'disk');

  test('keeps what was committed, refuses a second opener by name, and lets go when closed', async () => {
    const first = await openDatabase({ dir, cache });
    await first.script(create);
    await first
      .tables<Tables>()
      .insertInto('patient_list')
      .values({ id: 1, ward: 'A', seen: null })
      .execute();
    await expect(openDatabase({ dir, cache })).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(String(process.pid)),
    });
    await first.close();
    await expect(
      first.tables<Tables>().selectFrom('patient_list').selectAll().execute(),
    ).rejects.toMatchObject({
      code: 'DATABASE_STOPPED',
    });

    const second = await openDatabase({ dir, cache });
    const rows = await second.tables<Tables>().selectFrom('patient_list').selectAll().execute();
    await second.close();
    expect(rows).toEqual([{ id: 1, ward: 'A', seen: null }]);
  });

  test('a folder of another PostgreSQL, or of something else, is refused untouched', async () => {
    const other = join(scratch, 'other');
    mkdirSync(join(other, 'pgdata'), { recursive: true });
    await expect(openDatabase({ dir: other })).rejects.toMatchObject({ code: 'DATABASE_FORMAT' });
    writeFileSync(join(other, 'pgdata', 'PG_VERSION'), '15\n');
    await expect(openDatabase({ dir: other })).rejects.toMatchObject({ code: 'DATABASE_FORMAT' });
  });

  test('a damaged folder is refused with what to do, and its lock let go', async () => {
    const broken = join(scratch, 'broken');
    await (await openDatabase({ dir: broken, cache })).close();
    writeFileSync(join(broken, 'pgdata', 'global', 'pg_control'), 'no longer what it was');
    for (let i = 0; i < 2; i++) {
      await expect(openDatabase({ dir: broken })).rejects.toMatchObject({
        code: 'DATABASE_OPEN',
        next: expect.stringContaining('backup'),
      });
    }
  });

  test('the start-up check refuses a database whose commits do not reach the disk', async () => {
    const path = join(scratch, 'unsynced');
    await (await openDatabase({ dir: path, cache })).close();
    // Our parameters over PGlite's own file system: the state in which an upgrade that moved the hook would leave us.
    const pg = await PGlite.create({ fs: new NodeFS(join(path, 'pgdata')), startParams: durableParams() });
    const unused = createDurableFs(join(scratch, 'unused'));
    await expect(proveDurable(pg, unused.fsyncs)).rejects.toMatchObject({ code: 'DATABASE_NOT_DURABLE' });
    await pg.close();
  });
});

describe('migrations', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ memory: true, cache });
  });
  afterAll(() => database.close());

  const folder = (name: string, files: Record<string, string>): string => {
    const dir = join(scratch, name);
    mkdirSync(dir, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    return dir;
  };

  test('are applied once, in order, and again only what is new', async () => {
    const dir = folder('m1', {
      '1.sql': 'create table m1 (a int)',
      '2.sql': 'insert into m1 values (1); insert into m1 values (2)',
    });
    expect(await migrate(database, 'm1', dir)).toEqual(['1.sql', '2.sql']);
    expect(await migrate(database, 'm1', dir)).toEqual([]);
    folder('m1', { '3.sql': 'insert into m1 values (3) -- no line end' });
    expect(await migrate(database, 'm1', dir)).toEqual(['3.sql']);
    const rows = await sql`select a from m1 order by a`.execute(database.tables());
    expect(rows.rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test('one that was edited after it was applied is refused; other line ends are no edit', async () => {
    const dir = folder('m2', { '1.sql': 'create table m2 (a int);\n' });
    await migrate(database, 'm2', dir);
    folder('m2', { '1.sql': 'create table m2 (a int);\r\n' });
    await expect(migrate(database, 'm2', dir)).resolves.toEqual([]);
    folder('m2', { '1.sql': 'create table m2 (a text);\n' });
    await expect(migrate(database, 'm2', dir)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
  });

  test('a database changed by a newer release is refused', async () => {
    const dir = folder('m3', { '1.sql': 'create table m3 (a int)', '2.sql': 'select 1' });
    await migrate(database, 'm3', dir);
    rmSync(join(dir, '2.sql'));
    await expect(migrate(database, 'm3', dir)).rejects.toMatchObject({ code: 'MIGRATION_NEWER' });
  });

  test('one that fails half-way leaves nothing of itself and can be mended', async () => {
    const dir = folder('m4', { '1.sql': 'create table m4 (a int); select 1/0' });
    await expect(migrate(database, 'm4', dir)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    folder('m4', { '1.sql': 'create table m4 (a int)' });
    expect(await migrate(database, 'm4', dir)).toEqual(['1.sql']);
  });
});

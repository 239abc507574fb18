import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCache } from '../test/index.ts';
import { databaseContract } from './contract.ts';
import { createDurableFs, durableParams, proveDurable } from './durable-fs.ts';
import { type Database, openDatabase } from './index.ts';

interface Tables {
  patient_list: { id: number; ward: string; seen: string | null };
}

const scratch = mkdtempSync(join(tmpdir(), 'cordon-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const create = 'create table patient_list (id int primary key, ward text not null, seen timestamptz)';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

databaseContract('PGlite', () => openDatabase({ memory: true, cache: testCache }));

describe('one connection shared by everyone', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ memory: true, cache: testCache, longestWaitMs: 400 });
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
    const outside = db.selectFrom('patient_list').select('id').execute();
    await transaction;
    expect(await outside).toHaveLength(2);
  });

  test('a transaction held open for too long makes others fail with a reason, not wait for ever', async () => {
    const db = database.tables<Tables>();
    const held = await db.startTransaction().execute();
    const other = db.selectFrom('patient_list').select('id').execute();
    await expect(other).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    await held.rollback().execute();
    await expect(db.selectFrom('patient_list').select('id').execute()).resolves.toBeInstanceOf(Array);
  });
});

describe('a database on disk', () => {
  const dir = join(scratch, 'disk');

  test('keeps what was committed, refuses a second opener by name, and lets go when closed', async () => {
    const first = await openDatabase({ dir, cache: testCache });
    await first.script(create);
    await first
      .tables<Tables>()
      .insertInto('patient_list')
      .values({ id: 1, ward: 'A', seen: null })
      .execute();
    await expect(openDatabase({ dir, cache: testCache })).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(String(process.pid)),
    });
    await first.close();
    await expect(
      first.tables<Tables>().selectFrom('patient_list').selectAll().execute(),
    ).rejects.toMatchObject({
      code: 'DATABASE_STOPPED',
    });

    const second = await openDatabase({ dir, cache: testCache });
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
    await (await openDatabase({ dir: broken, cache: testCache })).close();
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
    await (await openDatabase({ dir: path, cache: testCache })).close();
    // Our parameters over PGlite's own file system: the state in which an upgrade that moved the hook would leave us.
    const pg = await PGlite.create({ fs: new NodeFS(join(path, 'pgdata')), startParams: durableParams() });
    const unused = createDurableFs(join(scratch, 'unused'));
    await expect(proveDurable(pg, unused.fsyncs)).rejects.toMatchObject({ code: 'DATABASE_NOT_DURABLE' });
    await pg.close();
  });
});

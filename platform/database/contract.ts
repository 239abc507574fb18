/** What every adapter of the Database port must do. Run by the tests of each adapter, in vitest. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import type { Database } from './port.ts';

interface Tables {
  patient_list: { id: number; ward: string; seen: string | null };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** `open` gives an empty database; the suite closes it. */
export function databaseContract(name: string, open: () => Promise<Database>): void {
  describe(`database contract: ${name}`, () => {
    let database: Database;
    const scratch = mkdtempSync(join(tmpdir(), 'cordon-migrations-'));
    beforeAll(async () => {
      database = await open();
      await database.script(
        'create table patient_list (id int primary key, ward text not null, seen timestamptz)',
      );
    });
    afterAll(async () => {
      await database.close();
      rmSync(scratch, { recursive: true, force: true });
    });

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

    test('several statements at once are kept all or not at all', async () => {
      const insert = (id: number): string => `insert into patient_list (id, ward) values (${id}, 'S')`;
      await expect(database.script(`${insert(80)}; ${insert(80)}`)).rejects.toMatchObject({
        code: 'DATABASE_DUPLICATE',
      });
      await database.script(`${insert(81)}; ${insert(82)};`);
      const rows = await database
        .tables<Tables>()
        .selectFrom('patient_list')
        .select('id')
        .where('ward', '=', 'S')
        .execute();
      expect(rows.map((row) => row.id).sort()).toEqual([81, 82]);
    });

    describe('migrations', () => {
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
  });
}

/** What every adapter of the Database port must do. Run by the tests of each adapter, in vitest. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { secureOrganisations } from './organisations.ts';
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

    test('a query outside sees nothing of a transaction, or all of it, and all of it afterwards', async () => {
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
      const outside = db.selectFrom('patient_list').select('id').where('ward', '=', 'A1');
      const meanwhile = outside.execute();
      await transaction;
      expect([0, 2]).toContain((await meanwhile).length);
      expect(await outside.execute()).toHaveLength(2);
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

    test('an organisation has its own rows and no others, whatever it asks and whoever asks beside it', async () => {
      const shared = await open();
      await shared.script(`create table beds (org text not null default nullif(current_setting('cordon.org', true), ''),
        id int, ward text, primary key (org, id)); create table staff (id int)`);
      await secureOrganisations(shared, []);
      await secureOrganisations(shared, []);
      interface Beds {
        beds: { org?: string; id: number; ward: string };
        staff: { id: number };
      }
      const [north, south] = [shared.within('north').tables<Beds>(), shared.within('south').tables<Beds>()];
      const all = shared.tables<Beds>();
      await Promise.all(
        Array.from({ length: 20 }, (_, id) =>
          (id % 2 === 0 ? north : south)
            .insertInto('beds')
            .values({ id, ward: `w${id}` })
            .execute(),
        ),
      );
      // The same key is another row for each.
      await south.insertInto('beds').values({ id: 0, ward: 'of the south' }).execute();
      const read = (db: Kysely<Beds>) => db.selectFrom('beds').select(['org', 'id']).execute();
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          n % 3 === 0
            ? read(all)
            : n % 3 === 1
              ? read(north)
              : south.transaction().execute((trx) => read(trx)),
        ),
      );
      for (const [n, rows] of answers.entries()) {
        expect(rows).toHaveLength(n % 3 === 0 ? 21 : n % 3 === 1 ? 10 : 11);
        if (n % 3 === 1) expect(new Set(rows.map(({ org }) => org))).toEqual(new Set(['north']));
      }
      const changed = await north
        .updateTable('beds')
        .set({ ward: 'closed' })
        .where('org', '=', 'south')
        .execute();
      const gone = await north.deleteFrom('beds').where('id', '>=', 0).executeTakeFirst();
      expect([changed[0]?.numUpdatedRows, gone.numDeletedRows]).toEqual([0n, 10n]);
      expect(await read(south)).toHaveLength(11);
      // Neither by saying that a row is another's, nor by moving one, nor in tables that are nobody's.
      for (const attempt of [
        () => north.insertInto('beds').values({ org: 'south', id: 99, ward: 'x' }).execute(),
        () => south.updateTable('beds').set({ org: 'north' }).execute(),
        () => north.selectFrom('staff').selectAll().execute(),
        () => sql`alter table beds disable row level security`.execute(north),
        () => all.insertInto('beds').values({ id: 98, ward: 'of nobody' }).execute(),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_/) });
      expect(() => shared.within('')).toThrow(/No organisation/);
      expect(await read(all)).toHaveLength(11);
      await shared.close();
    });

    test('closing waits for what runs, and refuses what comes later', async () => {
      const other = await open();
      const db = other.tables();
      const running = Array.from({ length: 12 }, () => sql`select pg_sleep(0.02)`.execute(db));
      await Promise.all([other.close(), other.close()]);
      await expect(Promise.all(running)).resolves.toHaveLength(12);
      await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'DATABASE_STOPPED' });
    });

    test('values come as the same JavaScript values from every engine, with all their digits', async () => {
      const { rows } = await sql`select 1::int4 as int, 9007199254740993::int8 as large, 12::int8 as small,
        count(*) as count, 1.50::numeric as exact, 1.5::float8 as float, true as yes, null::text as nothing,
        '{"a": [1, "x"]}'::jsonb as json, '[1, 2]'::jsonb as list, array['a', null, 'b c'] as texts,
        array[1, 9007199254740993]::int8[] as integers, '2026-03-29'::date as day,
        array['2026-03-29 01:30:00.123456+00']::timestamptz[] as times, '1 day'::interval as long,
        ${'é'}::text as text, ${7}::int8 as number, ${false}::bool as no, ${['x', 'y']}::text[] as given,
        ${Buffer.from([0, 255])}::bytea as bytes, ${new Date(0)}::timestamptz as moment
        from (values (1), (2)) as t(n)`.execute(database.tables());
      const row = rows[0] as { bytes: Uint8Array };
      expect({ ...row, bytes: [...row.bytes] }).toEqual({
        ...{
          int: 1,
          large: 9_007_199_254_740_993n,
          small: 12,
          count: 2,
          exact: '1.50',
          float: 1.5,
          yes: true,
        },
        ...{ nothing: null, json: { a: [1, 'x'] }, list: [1, 2], texts: ['a', null, 'b c'] },
        ...{
          integers: [1, 9_007_199_254_740_993n],
          day: '2026-03-29',
          times: ['2026-03-29T01:30:00.123456Z'],
        },
        ...{ long: '1 day', text: 'é', number: 7, no: false, given: ['x', 'y'], bytes: [0, 255] },
        ...{ moment: '1970-01-01T00:00:00Z' },
      });
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

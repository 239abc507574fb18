/** The Database port over any engine that can lend a connection. */
import type { Kysely } from 'kysely';
import { fault } from '../fault/index.ts';
import { createKysely } from './dialect.ts';
import type { Database, OrganisationDatabase } from './port.ts';
import type { Units } from './unit.ts';

/** @param end lets go of the engine; nothing runs by then */
export function createDatabase(units: Units, end: () => Promise<void>): Database {
  const kysely = createKysely<Record<string, never>>(units, null);
  const views = new Map<string, OrganisationDatabase>();
  let closing: Promise<void> | null = null;
  return {
    tables: <Tables>() => kysely as unknown as Kysely<Tables>,
    within(org) {
      if (org === '')
        throw fault('DATABASE_ORGANISATION', 'No organisation was named.', 'Name one; nothing was asked.');
      let view = views.get(org);
      if (!view) {
        const own = createKysely<Record<string, never>>(units, org);
        view = { org, tables: <Tables>() => own as unknown as Kysely<Tables> };
        views.set(org, view);
      }
      return view;
    },
    script: (sql) =>
      units.run(async (connection) => {
        await connection.query('begin');
        try {
          await connection.script(sql);
          await connection.query('commit');
        } catch (error) {
          await connection.query('rollback').catch(() => undefined);
          throw error;
        }
      }, null),
    close() {
      closing ??= units.finish().then(end);
      return closing;
    },
  };
}

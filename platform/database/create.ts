/** The Database port over any engine that can lend a connection. */
import type { Kysely } from 'kysely';
import { createKysely } from './dialect.ts';
import type { Database } from './port.ts';
import type { Units } from './unit.ts';

/** @param end lets go of the engine; nothing runs by then */
export function createDatabase(units: Units, end: () => Promise<void>): Database {
  const kysely = createKysely<Record<string, never>>(units);
  let closing: Promise<void> | null = null;
  return {
    tables: <Tables>() => kysely as unknown as Kysely<Tables>,
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
      }),
    close() {
      closing ??= units.finish().then(end);
      return closing;
    },
  };
}

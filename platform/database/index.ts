/** State of all modules: PostgreSQL in this process, durable, on its own thread, queried through Kysely. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fault, isFault, systemCode } from '../fault/index.ts';
import { type Lock, takeLock } from '../lock/index.ts';
import { type Client, connect } from './client.ts';
import { createDatabase } from './create.ts';
import { copyFolder, prepareFolder, prepareMemory } from './folder.ts';
import type { Database } from './port.ts';
import { createQueue } from './queue.ts';
import { createUnits, enter } from './unit.ts';
import { createUpkeep } from './upkeep.ts';

export { migrate, pendingMigrations } from './migrate.ts';
export { secureOrganisations } from './organisations.ts';
export type { Channel, Database, Listener, OrganisationDatabase } from './port.ts';
export { openPostgres, type PostgresOptions } from './postgres.ts';
export { asKept, jsonText } from './text.ts';

export type DatabaseOptions = (
  | { /** Folder of the database, made if absent. */ dir: string }
  | { /** Ends with the process; nothing is kept. For tests and one-off work. */ memory: true }
) & {
  /** Folder in which an empty database is kept for the next time one is needed; null to keep none. */
  cache?: string | null;
  /** How long a query may wait for somebody else's transaction, ms. */
  longestWaitMs?: number;
};

/**
 * Opens the database. Throws the faults LOCKED (open elsewhere), DATABASE_NOT_DURABLE, DATABASE_FORMAT,
 * DATABASE_FOLDER (cannot be written), DATABASE_STOPPED; queries reject with the codes in errors.ts.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const cache = options.cache ?? null;
  if ('memory' in options) {
    const dir = await prepareMemory(cache);
    const remove = (): void => rmSync(dir, { recursive: true, force: true });
    process.once('exit', remove);
    const data = join(dir, 'pgdata');
    return createEmbedded(data, await connect(data, false), options, () => {
      process.off('exit', remove);
      remove();
    });
  }
  const lock = lockFolder(options.dir);
  try {
    const data = await prepareFolder(options.dir, cache);
    return createEmbedded(data, await connect(data, true), options, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockFolder(dir: string): Lock {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return takeLock(join(dir, 'lock'), `The database in ${dir}`);
  } catch (error) {
    if (isFault(error)) throw error;
    throw fault(
      'DATABASE_FOLDER',
      `The folder ${dir} cannot be used for the database (${systemCode(error) || String(error)}).`,
      'Give Cordon a folder that it may write to, e.g. with CORDON_HOME.',
      { cause: error },
    );
  }
}

function createEmbedded(
  data: string,
  client: Client,
  { longestWaitMs = 30_000 }: DatabaseOptions,
  closed: () => void,
): Database {
  const queue = createQueue(longestWaitMs);
  const upkeep = createUpkeep(client, queue);
  const units = createUnits((work) => queue.run(() => work(client)).finally(upkeep));
  return {
    ...createDatabase(units, () => queue.run(() => client.close()).finally(closed)),
    snapshot: (to) =>
      queue.run(async () => {
        // Everything up to here is then in the files themselves, and while this has its turn nobody writes.
        await enter(client, null);
        await client.query('checkpoint');
        await copyFolder(data, join(to, 'pgdata'));
      }),
  };
}

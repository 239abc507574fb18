/** The stores of a Cordon that is stopped, opened here. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, type LedgerTables, openLedger } from '@cordon/access';
import type { Stores } from '@cordon/platform/backup';
import { openFolders } from '@cordon/platform/config';
import { type Database, openDatabase, pendingMigrations } from '@cordon/platform/database';
import { openEvents } from '@cordon/platform/events';
import { fault, isFault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { openStream } from '@cordon/platform/stream';
import { refuseElsewhere } from './elsewhere.ts';
import { ownOrganisation } from './ledger.ts';

/** The folder of those named that holds data. @throws NO_DATA, ELSEWHERE */
export function stoppedFolder(folders: readonly string[]): string {
  refuseElsewhere(
    folders[0]!,
    'database',
    'Back PostgreSQL up with its own tools; a Cordon that runs brings its tables up to date by itself.',
  );
  const dir = folders.find((folder) => existsSync(join(folder, 'state')));
  if (dir !== undefined) return dir;
  throw fault(
    'NO_DATA',
    `No Cordon keeps its state in ${folders.join(' or ')}.`,
    'Name its folder with --data.',
  );
}

export const openState = (dir: string): Promise<Database> =>
  openDatabase({ dir: join(dir, 'state'), cache: openFolders().cache }).catch((error: unknown) => {
    throw isFault(error, 'LOCKED') ? lockedFault(error) : error;
  });

const lockedFault = (cause: Error): Error =>
  fault('LOCKED', `${cause.message} It does not answer at its address.`, 'Stop it, and run this again.', {
    cause,
  });

/** Runs `work` on all stores, and closes them whatever comes of it. */
export async function withStores<Answer>(
  dir: string,
  work: (stores: Stores) => Promise<Answer>,
): Promise<Answer> {
  const database = await openState(dir);
  try {
    const events = await openEvents({ dir: join(dir, 'events') });
    try {
      const stream = openStream({ dir: join(dir, 'stream') });
      return await work({ dir, database, events, stream }).finally(() => stream.close());
    } finally {
      await events.close();
    }
  } finally {
    await database.close();
  }
}

/** Every module that has tables, in the order in which the server prepares them: those of the server last. */
export function migratedModules(): { module: string; dir: string }[] {
  const modules = readdirSync(projectPath('modules')).sort();
  return [...modules.map((module) => ({ module, dir: projectPath('modules', module, 'migrations') }))]
    .filter(({ dir }) => existsSync(dir))
    .concat({ module: 'server', dir: projectPath('apps', 'server', 'migrations') });
}

/** What this release would still change. @throws MIGRATION_NEWER when the data has met a newer one */
export const pendingIn = (database: Database) => pendingMigrations(database, migratedModules());

/** The ledger of each organisation, the deployment's own first; it tells of what concerns all of them. */
export async function ledgersOf(
  database: Database,
  dir: string,
): Promise<{ own: Ledger; all: { org: string; ledger: Ledger }[] }> {
  const db = database.tables<LedgerTables>();
  const own = await ownOrganisation(database);
  const open = (org: string): Ledger => {
    const folder = join(org === own ? dir : join(dir, 'organisations', org), 'ledger');
    return openLedger({ db, folder, org, now: () => new Date() });
  };
  const heads = await db.selectFrom('ledger_head').select('org').orderBy('org').execute();
  const ledger = open(own);
  const others = heads.filter(({ org }) => org !== own).map(({ org }) => ({ org, ledger: open(org) }));
  return { own: ledger, all: [{ org: own, ledger }, ...others] };
}

/**
 * A process beside the one that serves pages: doors for logs (`ingest`), a share of reading them (`detect`), or both. It keeps
 * nothing itself.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTokens, type TokenTables } from '@cordon/access';
import { openRulebook } from '@cordon/detection';
import type { Database } from '@cordon/platform/database';
import { fault } from '@cordon/platform/fault';
import { httpFault } from '@cordon/platform/http';
import type { Logger } from '@cordon/platform/telemetry';
import { sql } from 'kysely';
import { startDetect } from './detect.ts';
import { type OpenDoors, openDoors } from './doors/open.ts';
import { folderOf, topicOf } from './places.ts';
import { createSharing } from './reading.ts';
import type { Role } from './roles.ts';
import type { Settings } from './settings.ts';
import { openSharedStores, type SharedStores } from './stores.ts';

interface HelperOptions {
  roles: ReadonlySet<Role>;
  /** Folder in which rules lie, as in that of the process that serves pages. */
  dir: string;
  cacheDir: string;
  /** Ids of hospitals; the first runs the deployment. */
  organisations: readonly string[];
  settings: Settings;
  settingsFolder: string;
  log: Logger;
}

export interface Helper {
  /** What is open to other machines. */
  open: OpenDoors['open'];
  close(): Promise<void>;
}

type Part = { open?: OpenDoors['open']; close(): Promise<void> };

const lookForRulesMs = 2_000;

export async function startHelper(options: HelperOptions): Promise<Helper> {
  const { roles, settings } = options;
  const stores = await openSharedStores({ ...options, settings: settings.stores });
  const parts: Part[] = [];
  const close = async (): Promise<void> => {
    for (const part of parts.reverse()) await part.close();
    await stores.close();
  };
  try {
    await untilPrepared(stores.database, options.log);
    if (roles.has('ingest')) parts.push(await ingest(options, stores));
    if (roles.has('detect'))
      for (const org of options.organisations) parts.push(await detect(options, stores, org));
  } catch (error) {
    await close();
    throw error;
  }
  return { open: parts.flatMap(({ open = [] }) => open), close };
}

/** Tables are made by the process that serves pages; this one may start first. */
async function untilPrepared(database: Database, log: Logger): Promise<void> {
  const last = sql<{ there: boolean }>`select to_regclass('leases') is not null as there`;
  for (let waited = false; ; waited = true) {
    const { rows } = await last.execute(database.tables());
    if (rows[0]!.there) return;
    if (!waited) log.warn('The database is empty: waiting for the process with the role api to prepare it.');
    await pause(500);
  }
}

async function ingest(
  { organisations, settings, settingsFolder, dir, log }: HelperOptions,
  { database, stream }: SharedStores,
): Promise<Part> {
  const own = organisations[0]!;
  const tokens = createTokens({
    db: database.tables<TokenTables>(),
    // They are made and revoked where the ledger is.
    record: () =>
      Promise.reject(
        fault('NOT_HERE', 'This process keeps no ledger.', 'Ask the one that has the role api.'),
      ),
    now: () => new Date(),
  });
  const sharing = new Map(
    organisations.map((org) => [org, createSharing(database.within(org), stream, topicOf(org, own), log)]),
  );
  const doors = await openDoors({
    settings,
    folder: settingsFolder,
    notesFolder: join(dir, 'folders'),
    tokens,
    database,
    own,
    log,
    received(org) {
      const known = sharing.get(org);
      if (known) return known.received;
      throw httpFault(403, 'NO_HOSPITAL', `"${org}" takes no logs.`, 'Use the token of a hospital.');
    },
  });
  return {
    open: doors.open,
    async close() {
      await doors.close();
      for (const each of sharing.values()) each.stop();
    },
  };
}

async function detect(
  { organisations, dir, cacheDir, log }: HelperOptions,
  { database, stream }: SharedStores,
  organisation: string,
): Promise<Part> {
  const own = organisations[0]!;
  const folder = join(folderOf(dir, organisation, own), 'rules');
  const rulebook = await openRulebook({ folder, cacheDir });
  const watching = setInterval(() => {
    rulebook
      .refresh()
      .catch((error: unknown) => log.warn({ err: error }, 'Changed rules could not be taken up.'));
  }, lookForRulesMs);
  watching.unref();
  const topic = topicOf(organisation, own);
  const detecting = await startDetect({ database, stream, organisation, topic, book: rulebook.current, log });
  return {
    async close() {
      clearInterval(watching);
      await detecting.stop();
    },
  };
}

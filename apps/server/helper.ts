/**
 * A process beside the one that serves pages: doors for logs (`ingest`), a share of reading them (`detect`), or both. It keeps
 * nothing itself.
 */
import { join } from 'node:path';
import { createTokens, type TokenTables } from '@cordon/access';
import { openSharedRulebook } from '@cordon/detection';
import { fault } from '@cordon/platform/fault';
import { httpFault } from '@cordon/platform/http';
import type { KeyRing } from '@cordon/platform/keys';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { startDetect } from './detect.ts';
import { type OpenDoors, openDoors } from './doors/open.ts';
import { databaseAnswers } from './health.ts';
import { openKeys } from './keys.ts';
import { openNews } from './news.ts';
import { folderOf, patientsOf, topicOf } from './places.ts';
import { createSharing } from './reading.ts';
import type { Role } from './roles.ts';
import { sealedStream } from './sealed-stream.ts';
import type { Settings } from './settings.ts';
import { openSharedStores, type SharedStores } from './stores.ts';
import { untilPrepared } from './tables.ts';

interface HelperOptions {
  roles: ReadonlySet<Role>;
  /** Folder for copies of what all processes have alike. */
  dir: string;
  cacheDir: string;
  /** Ids of hospitals; the first runs the deployment. */
  organisations: readonly string[];
  settings: Settings;
  settingsFolder: string;
  log: Logger;
  tracer: Tracer;
}

export interface Helper {
  /** What is open to other machines. */
  open: OpenDoors['open'];
  /** Whether it can do its work. */
  ready(): Promise<boolean>;
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
    const keys = await openKeys({
      ...options,
      shared: { database: stores.database, organisations: options.organisations },
    });
    parts.push({ close: async () => keys.close() });
    if (roles.has('ingest')) parts.push(await ingest(options, stores, keys));
    if (roles.has('detect')) parts.push(await detect(options, stores, keys));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    open: parts.flatMap(({ open = [] }) => open),
    ready: () => databaseAnswers(stores.database),
    close,
  };
}

async function ingest(
  { organisations, settings, settingsFolder, dir, log, tracer }: HelperOptions,
  { database, stream }: SharedStores,
  keys: KeyRing,
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
    organisations.map((org) => [
      org,
      createSharing(database.within(org), sealedStream(stream, keys, org, log), topicOf(org, own), log),
    ]),
  );
  const doors = await openDoors({
    settings,
    folder: settingsFolder,
    notesFolder: join(dir, 'folders'),
    tokens,
    database,
    own,
    log,
    tracer,
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
      for (const each of sharing.values()) await each.stop();
    },
  };
}

async function detect(options: HelperOptions, stores: SharedStores, keys: KeyRing): Promise<Part> {
  const { organisations, log } = options;
  const detecting = new Map<string, Detecting>();
  const refreshAll = async (orgs: Iterable<string>): Promise<void> => {
    for (const org of orgs) await detecting.get(org)?.refresh();
  };
  const news = await openNews({
    shared: stores.database,
    heard: (items) =>
      refreshAll(new Set(items.filter(({ said }) => said.what === 'rules').map(({ org }) => org))),
    missed: () => refreshAll(organisations),
    log,
  });
  for (const org of organisations) detecting.set(org, await detectFor(options, stores, keys, org));
  // Whoever told may have ended before it did.
  const looking = setInterval(() => {
    refreshAll(organisations).catch((error: unknown) =>
      log.warn({ err: error }, 'Changed rules could not be taken up.'),
    );
  }, lookForRulesMs);
  looking.unref();
  return {
    async close() {
      clearInterval(looking);
      await news.close();
      for (const each of detecting.values()) await each.close();
    },
  };
}

interface Detecting extends Part {
  /** Takes up rules that were changed elsewhere. */
  refresh(): Promise<unknown>;
}

async function detectFor(
  { organisations, dir, cacheDir, log, tracer }: HelperOptions,
  { database, stream }: SharedStores,
  keys: KeyRing,
  organisation: string,
): Promise<Detecting> {
  const own = organisations[0]!;
  const rulebook = await openSharedRulebook({
    db: database.within(organisation).tables(),
    // Not where somebody may change rules by hand: what is here gives way.
    folder: join(folderOf(dir, organisation, own), 'rules-copy'),
    cacheDir,
    follows: true,
  });
  const { stop } = await startDetect({
    ...{ database, organisation, log, tracer },
    topic: topicOf(organisation, own),
    stream: sealedStream(stream, keys, organisation, log),
    patients: () => keys.fieldKeys(patientsOf(organisation)),
    book: rulebook.current,
  });
  return { refresh: rulebook.refresh, close: stop };
}

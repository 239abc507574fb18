/** Opens the stores that `cordon.yaml` names, and the embedded ones for what it does not. Reads files with secrets. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Database, openDatabase, openPostgres } from '@cordon/platform/database';
import { type EventStore, openClickhouse, openEvents } from '@cordon/platform/events';
import { fault } from '@cordon/platform/fault';
import { type FileStore, openFiles, openS3 } from '@cordon/platform/files';
import { openNats, openStream, type Stream } from '@cordon/platform/stream';
import type { Logger } from '@cordon/platform/telemetry';
import type { Role } from './roles.ts';
import { pemOf } from './settings.ts';
import { type ClientTls, isShared, type Secret, type StoresSettings } from './stores-settings.ts';

interface StoresOptions {
  settings: StoresSettings;
  /** Where the files lie that the settings name. */
  settingsFolder: string;
  /** Folder of the embedded stores. */
  dir: string;
  cacheDir: string;
}

/** Where what goes wrong in the background is told. */
interface Told {
  log: Pick<Logger, 'error'>;
}

export interface Stores {
  database: Database;
  events: EventStore;
  stream: Stream;
  files: FileStore;
  /** After everything that uses them has stopped. */
  close(): Promise<void>;
}

export type SharedStores = Pick<Stores, 'database' | 'stream' | 'close'>;

interface WholeOptions extends StoresOptions, Told {
  /** Between state and events: what must be done or waited for before events are. */
  prepare(database: Database): Promise<void>;
  /** Whether this process writes events; one at a time does. */
  writes: boolean;
}

/** All of them or, where one cannot be opened, none. */
export async function openStores(options: WholeOptions): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const store of opened.reverse()) await store.close();
  };
  const keep = <Store extends { close(): Promise<void> }>(store: Store): Store => {
    opened.push(store);
    return store;
  };
  try {
    const database = keep(await openState(options));
    await options.prepare(database);
    return {
      database,
      events: keep(await openEventsOf(options)),
      stream: keep(await openStreamOf(options)),
      files: await openFilesOf(options),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openState({ settings, settingsFolder, dir, cacheDir }: StoresOptions): Promise<Database> {
  if (!settings.database) return openDatabase({ dir: join(dir, 'state'), cache: cacheDir });
  const { postgres, database, user, password, connections, tls } = settings.database;
  return openPostgres({
    ...postgres,
    ...{ database, user, connections },
    ...(password ? { password: secretOf(settingsFolder, 'stores.database.password', password) } : {}),
    tls: tls ? tlsOf(settingsFolder, tls) : null,
  });
}

async function openStreamOf({ settings, settingsFolder, dir }: StoresOptions): Promise<Stream> {
  if (!settings.stream) return openStream({ dir: join(dir, 'stream') });
  const { nats, user, password, copies, tls } = settings.stream;
  return openNats({
    servers: nats.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    user,
    replicas: copies,
    ...(password ? { password: secretOf(settingsFolder, 'stores.stream.password', password) } : {}),
    tls: tls ? tlsOf(settingsFolder, tls) : null,
  });
}

/** @throws SHARED_STORES when a process with these roles cannot share the work with others */
export function refuseUnshared(settings: StoresSettings, roles: ReadonlySet<Role>): void {
  if (!isShared(settings))
    throw fault(
      'SHARED_STORES',
      'Several processes can share the work only where state and stream lie outside of them. Nothing was started.',
      'Name both in cordon.yaml: stores.database.postgres and stores.stream.nats.',
    );
  if (roles.has('api') !== roles.has('jobs') && !settings.events)
    throw fault(
      'SHARED_STORES',
      'Pages (api) show events that another process writes (jobs), so events must lie outside of both. Nothing was started.',
      'Name stores.events.clickhouse in cordon.yaml, or let one process do both: --role api,jobs.',
    );
}

/** Only what processes share, for one that keeps nothing itself. */
export async function openSharedStores(options: StoresOptions): Promise<SharedStores> {
  const database = await openState(options);
  try {
    const stream = await openStreamOf(options);
    return {
      database,
      stream,
      async close() {
        await stream.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openEventsOf({
  settings,
  settingsFolder,
  dir,
  writes,
  log,
}: WholeOptions): Promise<EventStore> {
  const onProblem = ({ message, error }: { message: string; error?: unknown }): void =>
    log.error({ err: error }, message);
  if (!settings.events) return openEvents({ dir: join(dir, 'events'), onProblem });
  const { clickhouse, database, user, password, tls } = settings.events;
  return openClickhouse({
    url: clickhouse,
    ...{ database, user, writes, onProblem },
    ...(password ? { password: secretOf(settingsFolder, 'stores.events.password', password) } : {}),
    tls: tls ? tlsOf(settingsFolder, tls) : null,
  });
}

async function openFilesOf({ settings, settingsFolder, dir }: StoresOptions): Promise<FileStore> {
  if (!settings.files) return openFiles({ dir: join(dir, 'files') });
  const { s3, bucket, region, key, secret, tls } = settings.files;
  return openS3({
    endpoint: s3,
    ...{ bucket, region },
    keyId: secretOf(settingsFolder, 'stores.files.key', key),
    secret: secretOf(settingsFolder, 'stores.files.secret', secret),
    ...(tls ? tlsOf(settingsFolder, tls) : {}),
  });
}

/** Read each time it is needed, so that a changed secret needs no restart. @throws SETTINGS at once when there is none */
export function secretOf(folder: string, name: string, secret: Secret): () => string {
  const read = (): string => {
    if ('file' in secret) return readFileSync(resolve(folder, secret.file), 'utf8').trim();
    const value = process.env[secret.env];
    if (!value) throw new Error(`the environment variable ${secret.env} is not set`);
    return value;
  };
  try {
    read();
  } catch (error) {
    throw fault(
      'SETTINGS',
      `${name} cannot be read (${(error as Error).message}). Nothing was started.`,
      'Correct it; docs/stores.md describes each setting.',
    );
  }
  return read;
}

function tlsOf(folder: string, { ca, cert, key }: ClientTls): { ca?: string; cert?: string; key?: string } {
  return {
    ...(ca ? { ca: pemOf(folder, ca) } : {}),
    ...(cert ? { cert: pemOf(folder, cert) } : {}),
    ...(key ? { key: pemOf(folder, key) } : {}),
  };
}

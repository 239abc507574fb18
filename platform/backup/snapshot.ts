/** A copy of everything that a Cordon keeps, as of one moment, while it runs or lies still. Writes files. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '../database/index.ts';
import type { EventStore } from '../events/index.ts';
import { fault } from '../fault/index.ts';
import type { KeyRing } from '../keys/index.ts';
import type { Stream } from '../stream/index.ts';

export interface Stores {
  /** The data folder: `state`, `events` and `stream` lie in it, and whatever else is kept. */
  dir: string;
  database: Database;
  events: EventStore;
  stream: Stream;
  /** The ring, where it is open: in `keys`, guarded by what may lie in `root-keys`. */
  keys?: KeyRing;
}

const prefix = 'snapshot-';
const own = new Set(['state', 'events', 'stream', 'address', 'lock', 'cache', 'keys', 'root-keys']);

/**
 * What is copied when decides whether it fits together. Before the database: files that must not know more than it does, such as
 * the signatures of the ledger and how far watched folders were read, and the readers' places in the stream. After it: records and
 * events, which may know more, since whatever they lead to is worked out again and makes nothing twice; and keys, of which the
 * database must need none that is not there.
 *
 * Returns a new folder within the data folder, on the same disk, so that what never changes is shared and not copied.
 *
 * @throws BACKUP_ELSEWHERE when a store is on another machine
 */
export async function takeSnapshot(
  { dir, database, events, stream, keys }: Stores,
  name: string,
): Promise<string> {
  const copyDatabase = database.snapshot;
  const copyEvents = events.snapshot;
  const copyStream = stream.snapshot;
  if (!copyDatabase || !copyEvents || !copyStream)
    throw fault(
      'BACKUP_ELSEWHERE',
      'The state, the events or the stream are kept by a server of their own, so this command cannot copy them. Nothing was written.',
      'Back that server up with its own tools; docs/operate.md says which, and in what order.',
    );
  const to = join(dir, `${prefix}${name}`);
  await mkdir(to, { mode: 0o700 });
  try {
    for (const entry of await readdir(dir))
      if (!own.has(entry) && !entry.startsWith(prefix))
        await cp(join(dir, entry), join(to, entry), { recursive: true });
    await copyStream(join(to, 'stream'), () => copyDatabase(join(to, 'state')));
    await copyEvents(join(to, 'events'));
    const copyFolder = async (folder: string): Promise<void> => {
      const from = join(dir, folder);
      // Who has it open now means nothing where it is restored.
      const filter = (source: string): boolean => basename(source) !== 'lock';
      if (existsSync(from)) await cp(from, join(to, folder), { recursive: true, filter });
    };
    if (keys) await keys.copyTo(join(to, 'keys'), () => copyFolder('root-keys'));
    else for (const folder of ['keys', 'root-keys']) await copyFolder(folder);
    return to;
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
}

/** Those that a crash, or whoever asked for them, left behind. */
export async function removeSnapshots(dir: string): Promise<void> {
  for (const entry of await readdir(dir))
    if (entry.startsWith(prefix)) await rm(join(dir, entry), { recursive: true, force: true });
}

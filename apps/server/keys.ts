/** Opens the ring of keys as this deployment's settings say. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '@cordon/platform/database';
import { erase, type KeyRing, keepersOf, openKeyRing, openSharedRing, ringFile } from '@cordon/platform/keys';
import type { Logger } from '@cordon/platform/telemetry';
import { ringInDatabase } from './alike.ts';
import { withPassphrases } from './passphrase.ts';
import { patientsOf } from './places.ts';
import type { Settings } from './settings.ts';

export interface KeysNeeds {
  /** Data folder: where no other process has the ring too, it lies in `keys` in it; a root key that is a file in `root-keys`. */
  dir: string;
  settings: Pick<Settings, 'keys'>;
  /** Where the paths in the settings begin. */
  settingsFolder: string;
  /** Where several processes share the ring, and the organisations whose keys they need. */
  shared: { database: Database; organisations: readonly string[] } | null;
  log: Logger;
}

/** Of Cordon itself: sign-in, and the ledgers' signing keys. */
const cordonsOwn = ['sign-in', 'ledger'];

/** Keys that another process rotated or destroyed are so here this many milliseconds later. */
const lookMs = 1_000;

export async function openKeys(needs: KeysNeeds): Promise<KeyRing> {
  const { dir, settings, settingsFolder, shared, log } = needs;
  const folder = join(dir, 'keys');
  const rootFolder = join(dir, 'root-keys');
  const credentials = process.env.CREDENTIALS_DIRECTORY;
  const keepers = await withPassphrases((askPassphrase) =>
    keepersOf(settings.keys, { rootFolder, settingsFolder, credentials, askPassphrase }),
  );
  if (!shared) return openKeyRing({ folder, ...keepers });
  const alone = ringFile(folder);
  const ring = await openSharedRing({
    ...keepers,
    place: ringInDatabase(shared.database, () => (existsSync(alone) ? readFileSync(alone, 'utf8') : null)),
    owners: [...cordonsOwn, ...shared.organisations.flatMap((org) => [org, patientsOf(org)])],
  });
  // A copy that nobody keeps up would outlive the keys that are destroyed.
  if (existsSync(alone)) erase(alone);
  const looking = setInterval(() => {
    ring
      .refresh()
      .catch((error: unknown) => log.warn({ err: error }, 'Changed keys could not be taken up yet.'));
  }, lookMs);
  looking.unref();
  return {
    ...ring,
    close() {
      clearInterval(looking);
      ring.close();
    },
  };
}

/** Opens the ring of keys as this deployment's settings say. */
import { join } from 'node:path';
import { type KeyRing, keepersOf, openKeyRing } from '@cordon/platform/keys';
import { withPassphrases } from './passphrase.ts';
import type { Settings } from './settings.ts';

/**
 * @param dir data folder: the ring lies in `keys` in it, and a root key that is a file in `root-keys`
 * @param settingsFolder where the paths in the settings begin
 */
export async function openKeys(dir: string, { keys }: Settings, settingsFolder: string): Promise<KeyRing> {
  const folder = join(dir, 'keys');
  const rootFolder = join(dir, 'root-keys');
  const credentials = process.env.CREDENTIALS_DIRECTORY;
  const keepers = await withPassphrases((askPassphrase) =>
    keepersOf(keys, { rootFolder, settingsFolder, credentials, askPassphrase }),
  );
  return openKeyRing({ folder, ...keepers });
}

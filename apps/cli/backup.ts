/** `cordon backup FILE` and `cordon backup-key FILE`: all that Cordon keeps, in one encrypted file. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Actor } from '@cordon/access';
import {
  type ClosedFor,
  makeBackupKey,
  takeSnapshot,
  type Written,
  writeArchive,
} from '@cordon/platform/backup';
import { fault, systemCode } from '@cordon/platform/fault';
import { release } from '@cordon/platform/root';
import { z } from 'zod';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, runningAddress } from './running.ts';
import { ledgersOf, pendingIn, stoppedFolder, withStores } from './stopped.ts';

export interface BackupCommand {
  data?: string;
  by?: string;
  recipient: string[];
  passphraseFile?: string;
}

/** Whoever holds the data folder. */
export const holder = (by = userInfo().username): Actor => ({
  kind: 'person',
  name: by,
  proven: 'data folder',
});

const passphraseName = 'CORDON_BACKUP_PASSPHRASE';

/** Without its last line end, which editors add. */
export function passphraseIn(file: string | undefined): string | undefined {
  if (file === undefined) return process.env[passphraseName];
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw fault(
      'BACKUP_KEY',
      `${file} cannot be read (${systemCode(error)}).`,
      'Name the file with the passphrase.',
    );
  }
}

function closedFor({ recipient, passphraseFile }: BackupCommand): ClosedFor {
  if (recipient.length > 0) return { recipients: recipient };
  const passphrase = passphraseIn(passphraseFile);
  if (passphrase !== undefined) return { passphrase };
  throw fault(
    'BACKUP_KEY',
    'Nobody was named for whom to close the backup, and it is never written readable. Nothing was written.',
    `Name a recipient (cordon backup-key FILE makes one), a --passphrase-file, or set ${passphraseName}.`,
  );
}

/** Of a Cordon that runs, else of its folder. */
export async function backupCommand(file: string, command: BackupCommand): Promise<string> {
  const key = closedFor(command);
  const folders = dataFolders(command.data);
  const running = await runningAddress(folders);
  if (running === null)
    return withStores(stoppedFolder(folders), async (stores) => {
      const name = randomUUID();
      // A ledger of an older release is left as it is; the upgrade that follows tells of itself.
      if ((await pendingIn(stores.database)).every(({ module }) => module !== 'access')) {
        const act = { act: 'backup.make', who: holder(command.by), object: name, details: {} };
        await (await ledgersOf(stores.database, stores.dir)).own.record(act);
      }
      return pack(await takeSnapshot(stores, name), file, key);
    });
  const made = await askRunning(running, '/backups', {}, { by: command.by });
  const { folder, name } = z.object({ folder: z.string(), name: z.string() }).parse(made);
  try {
    return await pack(folder, file, key);
  } finally {
    await askRunning(running, `/backups/${name}`, undefined, { by: command.by, method: 'DELETE' });
  }
}

async function pack(folder: string, file: string, key: ClosedFor): Promise<string> {
  try {
    return told(file, await writeArchive(folder, file, { release, made: new Date(), key }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const told = (file: string, { files, bytes, size, sha256 }: Written): string =>
  `${plain(file)}: ${files} files, ${megabytes(bytes)} MB, in ${megabytes(size)} MB.\nSHA-256 ${sha256}\nTry it: cordon restore ${plain(file)} a-new-folder\n`;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

export async function backupKeyCommand(file: string): Promise<string> {
  const { identity, recipient } = await makeBackupKey();
  try {
    writeFileSync(file, `# public: ${recipient}\n${identity}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw fault(
      'OUTPUT',
      `${file} cannot be made (${systemCode(error)}). Nothing was written over.`,
      'Choose another place.',
    );
  }
  return `${recipient}\nKeep ${plain(file)} away from this machine, and not only once: without it no backup made for this recipient opens.\n`;
}

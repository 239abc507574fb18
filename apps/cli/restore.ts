/** `cordon restore FILE FOLDER`: a backup, looked at whole, and only then put in place. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type OpenedWith, restoreArchive } from '@cordon/platform/backup';
import { fault, systemCode } from '@cordon/platform/fault';
import { holder, passphraseIn } from './backup.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';
import { ledgersOf, pendingIn, withStores } from './stopped.ts';

export interface RestoreCommand {
  identity?: string;
  passphraseFile?: string;
  by?: string;
}

function openedWith({ identity, passphraseFile }: RestoreCommand): OpenedWith {
  if (identity !== undefined) return { identities: identitiesIn(identity) };
  const passphrase = passphraseIn(passphraseFile);
  if (passphrase !== undefined) return { passphrase };
  throw fault(
    'BACKUP_KEY',
    'A backup is encrypted, and nothing was named to open it with. Nothing was restored.',
    'Name the key with --identity, or the passphrase with --passphrase-file.',
  );
}

function identitiesIn(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    throw fault(
      'BACKUP_KEY',
      `${file} cannot be read (${systemCode(error)}).`,
      'Name the file with the key.',
    );
  }
}

/** Exit code 0 all of it whole, 1 restored as it was backed up, which was not whole. */
export async function restoreCommand(
  file: string,
  folder: string,
  command: RestoreCommand,
): Promise<{ text: string; exitCode: number }> {
  const lines: string[] = [];
  let whole = true;
  const to = resolve(folder);
  const { about, files, bytes } = await restoreArchive(
    file,
    to,
    openedWith(command),
    async (unpacked, { made }) => {
      if (!existsSync(join(unpacked, 'state')))
        throw fault(
          'BACKUP_EMPTY',
          'The backup holds no Cordon. Nothing was restored.',
          'Name another backup.',
        );
      await withStores(unpacked, async ({ database, events }) => {
        const pending = await pendingIn(database);
        const sealed = await events.verify();
        lines.push(
          `${sealed.rows} sealed events in ${sealed.segments} segments${sealed.ok ? ', each as it was sealed' : ''}.`,
        );
        for (const { segment, problem } of sealed.problems)
          lines.push(`  NOT WHOLE: segment ${segment}: ${problem}`);
        whole = sealed.ok;
        if (pending.some(({ module }) => module === 'access')) {
          lines.push('It is of an older release: run cordon upgrade, then cordon ledger verify.');
          return;
        }
        const { own, all } = await ledgersOf(database, unpacked);
        for (const { org, ledger } of all) {
          const verdict = await ledger.verify();
          lines.push(
            `${verdict.entries} entries on the ledger of ${org}${verdict.ok ? ', each as it was written' : ''}.`,
          );
          for (const { seq, problem } of verdict.problems)
            lines.push(`  NOT WHOLE: entry ${seq}: ${problem}`);
          whole &&= verdict.ok;
        }
        await own.record({ act: 'backup.restore', who: holder(command.by), object: made, details: {} });
      });
    },
  );
  lines.unshift(
    `Restored ${files} files, ${(bytes / 1e6).toFixed(1)} MB, made ${about.made} by release ${about.release}, in ${to}.`,
  );
  if (!whole) lines.push('It is as it was when it was backed up, and was not whole then.');
  return {
    text: `${lines.map(plain).join('\n')}\n`,
    exitCode: whole ? exitCodes.nothing : exitCodes.findings,
  };
}

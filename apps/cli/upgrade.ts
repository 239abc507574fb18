/** `cordon upgrade`: what this release changes in the data, after a backup. The Cordon must be stopped. */
import { migrate } from '@cordon/platform/database';
import { fault } from '@cordon/platform/fault';
import { release } from '@cordon/platform/root';
import { type BackupCommand, backupCommand, holder } from './backup.ts';
import { plain } from './output/plain.ts';
import { dataFolders, runningAddress } from './running.ts';
import { ledgersOf, migratedModules, openState, pendingIn, stoppedFolder } from './stopped.ts';

export interface UpgradeCommand extends BackupCommand {
  check: boolean;
  backup?: string;
}

type Say = (text: string) => void;

export async function upgradeCommand(command: UpgradeCommand, say: Say): Promise<void> {
  const folders = dataFolders(command.data);
  const running = await runningAddress(folders);
  if (running !== null)
    throw fault(
      'RUNNING',
      `The Cordon of this data is running at ${running.address}. Nothing was changed.`,
      'Stop it, run this, and start the new release.',
    );
  const dir = stoppedFolder(folders);
  const pending = await within(dir, pendingIn);
  if (pending.length === 0) return say(`The data in ${plain(dir)} is what release ${release} expects.\n`);
  say(`Release ${release} changes the data in ${plain(dir)}:\n`);
  for (const { module, files } of pending) for (const file of files) say(`  ${module}: ${file}\n`);
  if (command.check) return say('Nothing was changed.\n');
  if (command.backup === undefined)
    throw fault(
      'UPGRADE_BACKUP',
      'A backup comes first, and none was named. Nothing was changed.',
      'Add --backup FILE, and --recipient or --passphrase-file.',
    );
  say(await backupCommand(command.backup, command));
  await within(dir, async (database) => {
    for (const { module, dir: folder } of migratedModules()) await migrate(database, module, folder);
    await (await ledgersOf(database, dir)).own.record({
      act: 'server.upgrade',
      who: holder(command.by),
      object: release,
      details: { changes: pending.flatMap(({ module, files }) => files.map((file) => `${module}: ${file}`)) },
    });
  });
  say('Done. Start the new release.\n');
}

async function within<Answer>(
  dir: string,
  work: (database: Awaited<ReturnType<typeof openState>>) => Promise<Answer>,
): Promise<Answer> {
  const database = await openState(dir);
  return work(database).finally(() => database.close());
}

/** What is kept, for how long, and where a copy of it is. */
import type { Command } from 'commander';
import type { BackupCommand } from '../backup.ts';
import type { RestoreCommand } from '../restore.ts';
import type { AddHoldCommand, HoldCommand, RetentionCommand } from '../retention.ts';
import type { UpgradeCommand } from '../upgrade.ts';
import { byOption, collect, dataOption, moment } from './options.ts';

export function keepingCommands(program: Command): void {
  const retention = program.command('retention').description('How long what is kept.');
  retention
    .command('show')
    .description(
      'Shows the periods, what is held, when old events were last deleted, and deletions that nobody told of.',
    )
    .option(...dataOption)
    .action(async (options: RetentionCommand) => {
      const { showRetentionCommand } = await import('../retention.ts');
      process.stdout.write(await showRetentionCommand(options));
    });
  retention
    .command('run')
    .description('Deletes now what is past its period and not held; otherwise it is done every hour.')
    .option('--clock-is-right', 'delete although the clock is far ahead of the last run', false)
    .option(...byOption)
    .option(...dataOption)
    .action(async (options: RetentionCommand & { clockIsRight: boolean }) => {
      const { runRetentionCommand } = await import('../retention.ts');
      process.stdout.write(await runRetentionCommand(options));
    });

  const closing = [
    ['--recipient <age1…>', 'public key for which to close the backup; repeatable', collect, [] as string[]],
    ['--passphrase-file <file>', 'close it with the passphrase in this file instead'],
  ] as const;
  program
    .command('backup')
    .description('Puts all that Cordon keeps into one encrypted file, while it runs or is stopped.')
    .argument('<file>', 'a new file; age -d FILE | tar xz opens it without Cordon')
    .option(...closing[0])
    .option(...closing[1])
    .option(...byOption)
    .option(...dataOption)
    .addHelpText('after', '\ncordon.yaml, and what it names, are not in it.')
    .action(async (file: string, options: BackupCommand) => {
      const { backupCommand } = await import('../backup.ts');
      process.stdout.write(await backupCommand(file, options));
    });
  program
    .command('backup-key')
    .description(
      'Makes a pair of keys for backups: the secret one into a new file, the public one to the terminal.',
    )
    .argument('<file>')
    .action(async (file: string) => {
      const { backupKeyCommand } = await import('../backup.ts');
      process.stdout.write(await backupKeyCommand(file));
    });
  program
    .command('restore')
    .description('Puts a backup into an empty folder, after comparing every byte of it.')
    .argument('<file>', 'the backup')
    .argument('<folder>', 'empty or absent; a data folder for --data')
    .option('--identity <file>', 'the secret key, as cordon backup-key or age-keygen wrote it')
    .option('--passphrase-file <file>', 'the passphrase, when it was closed with one')
    .option(...byOption)
    .addHelpText(
      'after',
      '\nExit code: 0 all of it whole, 1 restored but it was not whole when backed up, 2 not restored.',
    )
    .action(async (file: string, folder: string, options: RestoreCommand) => {
      const { restoreCommand } = await import('../restore.ts');
      const { text, exitCode } = await restoreCommand(file, folder, options);
      process.stdout.write(text);
      process.exitCode = exitCode;
    });
  program
    .command('upgrade')
    .description(
      'Shows what this release changes in the data, makes a backup, and changes it. Cordon must be stopped.',
    )
    .option('--check', 'only show it', false)
    .option('--backup <file>', 'where to write the backup')
    .option(...closing[0])
    .option(...closing[1])
    .option(...byOption)
    .option(...dataOption)
    .action(async (options: UpgradeCommand) => {
      const { upgradeCommand } = await import('../upgrade.ts');
      await upgradeCommand(options, (text) => process.stdout.write(text));
    });

  const hold = program.command('hold').description('Legal holds: what must stay, whatever its age.');
  hold
    .command('add')
    .description('Holds everything, or what the options bound.')
    .argument('<name>', 'what people call it, e.g. a case number')
    .requiredOption('--why <why>', 'the reason, for whoever asks later')
    .option('--org <id>', 'only events of this organisation')
    .option('--from <time>', 'only what happened or arrived from this time on', moment)
    .option('--to <time>', 'only what happened or arrived before this time', moment)
    .option('--incident <id>', 'only what happened or arrived around this incident')
    .option(...byOption)
    .option(...dataOption)
    .action(async (name: string, options: AddHoldCommand) => {
      const { addHoldCommand } = await import('../retention.ts');
      process.stdout.write(await addHoldCommand(name, options));
    });
  hold
    .command('list')
    .description('Lists holds, also those that were released.')
    .option(...dataOption)
    .action(async (options: RetentionCommand) => {
      const { listHoldsCommand } = await import('../retention.ts');
      process.stdout.write(await listHoldsCommand(options));
    });
  hold
    .command('release')
    .description('Ends a hold; what only it kept then goes when its period is over.')
    .argument('<id>')
    .requiredOption('--why <why>', 'the reason, for whoever asks later')
    .option(...byOption)
    .option(...dataOption)
    .action(async (id: string, options: HoldCommand) => {
      const { releaseHoldCommand } = await import('../retention.ts');
      process.stdout.write(await releaseHoldCommand(id, options));
    });
}

/** What the hospital has, and what to close. */
import type { Command } from 'commander';
import type { ContainCommand } from '../contain.ts';
import type { EntriesCommand } from '../estate-entries.ts';
import type { ImportCommand, ShowCommand } from '../estate-import.ts';
import type { LegacyCommand } from '../estate-legacy.ts';
import type { RestoreOrderCommand } from '../estate-restore-order.ts';
import type { VulnerabilitiesCommand } from '../estate-vulnerabilities.ts';
import type { SpreadCommand } from '../spread.ts';
import {
  collect,
  dataOption,
  estateOption,
  estatesOption,
  positive,
  tableOrJson,
  withSample,
} from './options.ts';

export function estateCommands(program: Command): void {
  const estate = program.command('estate').description('What the hospital has, and what that needs.');
  const feedOption = [
    '--feed <file>',
    'KEV, EPSS, NVD, CSAF or VEX; NAME=FILE for a catalogue that is not CISA’s; repeatable',
    collect,
    [] as string[],
  ] as const;
  const importedOption = [
    '--import <file>',
    'an export of a scanner, inventory or sensor, as for cordon estate import; repeatable',
    collect,
    [] as string[],
  ] as const;
  estate
    .command('legacy')
    .description('Shows what is past its support, or nobody knows, and what of it to fix first.')
    .option(...estateOption)
    .option(...feedOption)
    .option(...importedOption)
    .addOption(tableOrJson())
    .action(async (options: LegacyCommand) => {
      const { legacyCommand } = await import('../estate-legacy.ts');
      process.stdout.write(await legacyCommand(options));
    });
  estate
    .command('vulnerabilities')
    .description('Shows what advisories say of what runs here, and how soon each must be fixed.')
    .option(...estateOption)
    .option(...feedOption)
    .option(...importedOption)
    .addOption(tableOrJson())
    .action(async (options: VulnerabilitiesCommand) => {
      const { vulnerabilitiesCommand } = await import('../estate-vulnerabilities.ts');
      process.stdout.write(await vulnerabilitiesCommand(options));
    });
  estate
    .command('entries')
    .description('Shows every way in from outside, what is asked there, and who let whom in without.')
    .option(...estateOption)
    .option(...importedOption)
    .addOption(tableOrJson())
    .addHelpText('after', '\nExit code: 0 every way in is covered, 1 one is not, 2 it could not do its job.')
    .action(async (options: EntriesCommand) => {
      const { entriesCommand } = await import('../estate-entries.ts');
      process.exitCode = await entriesCommand(options);
    });
  estate
    .command('restore-order')
    .description('Says in which order to bring lost systems back, and which services that is too late for.')
    .option(...estateOption)
    .option('--lost <id>', 'a system, supplier, asset, site or zone; repeatable (default: all)', collect, [])
    .addOption(tableOrJson())
    .action(async (options: RestoreOrderCommand) => {
      const { restoreOrderCommand } = await import('../estate-restore-order.ts');
      process.stdout.write(await restoreOrderCommand(options));
    });

  const asOption = ['--as <kind>', 'what the files are, where the content does not tell'] as const;
  const mappingOption = ['--mapping <file>', 'what the columns of a table mean (docs/estate.md)'] as const;
  const hereOption = [
    '--estate <dir>',
    'description of the hospital to merge with here, instead of asking the Cordon that runs',
  ] as const;
  estate
    .command('import')
    .description('Imports what other tools export: inventories, scans, directories, leases, traffic.')
    .argument('<file...>')
    .option(...asOption)
    .option('--source <name>', 'where it comes from; its next import replaces this one (default: its kind)')
    .option(...mappingOption)
    .option('--dry-run', 'only show what it would change', false)
    .option(...hereOption)
    .option('--by <who>', 'who imports (default: your account on this machine)')
    .option(...dataOption)
    .addOption(tableOrJson())
    .action(async (files: string[], options: ImportCommand) => {
      const { importCommand } = await import('../estate-import.ts');
      process.stdout.write(await importCommand(files, options));
    });
  estate
    .command('show')
    .description('Shows all that is known of one asset, who said so and when, and what nobody has said.')
    .argument('<host>', 'its name, address, MAC address or id')
    .argument('[file...]', 'exports to read instead of asking the Cordon that runs')
    .option(...asOption)
    .option(...mappingOption)
    .option(...hereOption)
    .option(...dataOption)
    .addOption(tableOrJson())
    .action(async (host: string, files: string[], options: ShowCommand) => {
      const { showCommand } = await import('../estate-import.ts');
      process.stdout.write(await showCommand(host, files, options));
    });

  program
    .command('contain')
    .description(
      'Says how far an intruder gets from these hosts, accounts or suppliers, and what to close so that care suffers least.',
    )
    .argument('[host...]', 'what an intruder holds: names, addresses or ids of hosts')
    .option('--account <name>', 'an account that an intruder holds; repeatable', collect, [])
    .option('--supplier <name>', 'a supplier who was attacked, by id or name; repeatable', collect, [])
    .option(...estatesOption)
    .option(
      '--seen <file>',
      'what segment observe kept, to say which flows each action breaks (default: seen.json of the hospital)',
    )
    .option('--hours <n>', 'hours to look ahead', positive, 24)
    .option('--at-most <n>', 'no more actions than this', positive)
    .addOption(tableOrJson())
    .action(async (hosts: string[], options: ContainCommand) => {
      const { containCommand } = await import('../contain.ts');
      process.stdout.write(await containCommand(hosts, withSample(options)));
    });

  program
    .command('spread')
    .description(
      'Plays attacks on a hospital many times over, as it is and after what could be done before, side by side.',
    )
    .option(...estatesOption)
    .option('--attack <id>', 'only this attack of content/containment/attacks.yaml; repeatable', collect, [])
    .option('--plays <n>', 'how often each is played', positive, 200)
    .addOption(tableOrJson())
    .action(async (options: SpreadCommand) => {
      const { spreadCommand } = await import('../spread.ts');
      process.stdout.write(await spreadCommand(withSample(options)));
    });
}

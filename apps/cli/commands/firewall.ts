/** What configurations of firewalls let through. */
import type { Command } from 'commander';
import type { FirewallAskCommand } from '../firewall-ask.ts';
import type { FirewallCheckCommand } from '../firewall-check.ts';
import type { FirewallCompareCommand } from '../firewall-compare.ts';
import type { FirewallShowCommand } from '../firewall-show.ts';
import { estateOption, tableOrJson } from './options.ts';

const asOption = ['--as <kind>', 'what the file is, where its content does not tell'] as const;
const namesOption = [
  '--estate <dir>',
  'description of the hospital, to speak of its zones, systems and hosts',
] as const;

export function firewallCommands(program: Command): void {
  const firewall = program
    .command('firewall')
    .description('What configurations of firewalls let through; docs/firewalls.md names the eight kinds.');
  firewall
    .command('show')
    .description('Shows what a configuration is, what passes, and which of its lines never decide anything.')
    .argument('<file>', 'as the firewall prints it')
    .option(...asOption)
    .addOption(tableOrJson())
    .action(async (file: string, options: FirewallShowCommand) => {
      const { firewallShowCommand } = await import('../firewall-show.ts');
      process.stdout.write(firewallShowCommand(file, options));
    });
  firewall
    .command('ask')
    .description('Says whether something passes, with a packet and the lines that decide.')
    .argument('<file>', 'as the firewall prints it')
    .argument(
      '<question...>',
      'from X to Y on PORT: addresses, networks or interfaces; 443, tcp 445, udp 53, icmp',
    )
    .option(...asOption)
    .option(...namesOption)
    .addOption(tableOrJson())
    .addHelpText(
      'after',
      '\nExit code: 0 nothing of it passes, 1 some of it does or may, 2 it could not do its job.',
    )
    .action(async (file: string, question: string[], options: FirewallAskCommand) => {
      const { firewallAskCommand } = await import('../firewall-ask.ts');
      process.exitCode = await firewallAskCommand(file, question, options);
    });
  firewall
    .command('compare')
    .description('Shows what a change of a configuration opens and closes, exactly.')
    .argument('<old>', 'as it was')
    .argument('<new>', 'as it is, or is to be')
    .option(...asOption)
    .option('--estate <dir>', 'description of the hospital: between its zones, through all of its firewalls')
    .addOption(tableOrJson())
    .addHelpText('after', '\nExit code: 0 the same packets pass, 1 others do, 2 it could not do its job.')
    .action(async (before: string, after: string, options: FirewallCompareCommand) => {
      const { firewallCompareCommand } = await import('../firewall-compare.ts');
      process.exitCode = await firewallCompareCommand([before, after], options);
    });
  firewall
    .command('check')
    .description(
      'Checks what must stay true of a hospital’s firewalls, and compares them with its stated flows.',
    )
    .argument('[file...]', 'configurations to check in place of those in the hospital folder, or beside them')
    .option(...asOption)
    .option(...estateOption)
    .addOption(tableOrJson())
    .addHelpText(
      'after',
      '\nExit code: 0 all that could be checked holds, 1 something is broken, 2 it could not do its job.',
    )
    .action(async (files: string[], options: FirewallCheckCommand) => {
      const { firewallCheckCommand } = await import('../firewall-check.ts');
      process.exitCode = await firewallCheckCommand(files, options);
    });
}

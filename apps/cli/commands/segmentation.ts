/** Segmentation before the attack: who talks to whom, what to let through, and what that buys. */
import type { FirewallKind } from '@cordon/containment';
import type { Mode } from '@cordon/segmentation';
import { type Command, Option } from 'commander';
import type { DiscoveredCommand, ExportSegmentCommand, ObserveCommand, SegmentCommand } from '../segment.ts';
import { dataOption, positive, tableOrJson } from './options.ts';

const firewalls = [
  'pan-os',
  'fortigate',
  'cisco-asa',
  'cisco-ios',
  'nftables',
  'iptables',
] as const satisfies readonly FirewallKind[];
const modes = ['visibility', 'selective', 'full'] as const satisfies readonly Mode[];

/** What is asked, and of whom. */
const asked = (command: Command): Command =>
  command
    .option(
      '--seen <file>',
      'what observe kept (default: seen.json of the hospital, or what the Cordon that runs has seen)',
    )
    .option('--estate <dir>', 'description of the hospital in which it was seen')
    .option('--settle <days>', 'days without anything new after which a pair of zones is known', positive, 14)
    .option('--often <days>', 'days on which a flow must have been seen to be let through', positive, 2)
    .option(...dataOption);

export function segmentationCommands(program: Command): void {
  const segment = program
    .command('segment')
    .description(
      'What should pass between zones, from what does (docs/segmentation.md). No device is asked anything.',
    );
  segment
    .command('observe')
    .description('Reads who talked to whom from logs (Zeek, NetFlow, firewalls, …), and keeps it in a file.')
    .argument('<path...>', 'files or folders of logs')
    .requiredOption('--into <file>', 'where it is kept; what is there already is joined')
    .option('--estate <dir>', 'description of the hospital')
    .action(async (paths: string[], options: ObserveCommand) => {
      const { observeCommand } = await import('../segment.ts');
      process.stdout.write(await observeCommand(paths, options));
    });
  asked(segment.command('recommend'))
    .description('Shows what to let through between each two zones, and how sure that is.')
    .addOption(tableOrJson())
    .action(async (options: SegmentCommand) => {
      const { recommendCommand } = await import('../segment.ts');
      process.stdout.write(await recommendCommand(options));
    });
  asked(segment.command('discovered'))
    .description('Shows addresses that talk and that the estate does not know.')
    .addOption(
      new Option('--format <format>', 'how to show it').choices(['table', 'csv', 'json']).default('table'),
    )
    .action(async (options: DiscoveredCommand) => {
      const { discoveredCommand } = await import('../segment.ts');
      process.stdout.write(await discoveredCommand(options));
    });
  asked(segment.command('simulate'))
    .description('Shows what each mode would break and buy, side by side.')
    .addOption(tableOrJson())
    .action(async (options: SegmentCommand) => {
      const { simulateSegmentCommand } = await import('../segment.ts');
      process.stdout.write(await simulateSegmentCommand(options));
    });
  asked(segment.command('export'))
    .description('Writes the lines of a mode for a firewall, read back and compared. Gives them to nobody.')
    .addOption(new Option('--firewall <kind>', 'whose lines').choices(firewalls).makeOptionMandatory())
    .addOption(new Option('--mode <mode>', 'how much is enforced').choices(modes).makeOptionMandatory())
    .option('--first <number>', 'FortiGate: the number of the policy that comes first now')
    .addOption(tableOrJson())
    .action(async (options: ExportSegmentCommand) => {
      const { exportSegmentCommand } = await import('../segment.ts');
      const { lines, told } = await exportSegmentCommand(options);
      process.stdout.write(lines);
      process.stderr.write(told);
    });
}

/** Reading logs and finding attacks in them. */
import { levels } from '@cordon/detection';
import { type Command, Option } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { ExplainCommand } from '../explain.ts';
import type { HuntCommand } from '../hunt.ts';
import { outputFormats } from '../output/formats.ts';
import type { ScanCommand } from '../scan.ts';
import type { SimulateCommand } from '../simulate.ts';
import { collect, dataOption, moment, positive } from './options.ts';

export function detectionCommands(program: Command): void {
  program
    .command('scan')
    .description('Reads logs (files, folders, archives; - for standard input) and reports findings.')
    .argument('<path...>', 'files or folders, whatever mix of formats')
    .option(
      '--rules <dir>',
      'folder of Sigma rules; repeatable (default: the rules that come with Cordon)',
      collect,
      [],
    )
    .option(
      '--mapping <file>',
      'mapping of a table or JSON that no reader knows (see cordon map); repeatable',
      collect,
      [],
    )
    .addOption(new Option('--min-level <level>', 'leave out findings below this level').choices(levels))
    .option('--since <time>', 'only events from this time on', moment)
    .option('--until <time>', 'only events up to this time', moment)
    .addOption(new Option('--format <format>', 'how to report').choices(outputFormats).default('table'))
    .option('--out <file>', 'write the report here instead of to the terminal')
    .option('--estate <dir>', 'description of the hospital, to name the patient services at risk')
    .option('--jobs <n>', 'threads', positive)
    .option('--explain', 'show which selection and value matched', false)
    .addHelpText('after', '\nExit code: 0 nothing found, 1 findings, 2 it could not do its job.')
    .action(async (paths: string[], options: ScanCommand) => {
      const { scanCommand } = await import('../scan.ts');
      process.exitCode = await scanCommand(paths, options);
    });

  program
    .command('explain')
    .description('Says of each event why a rule matched it or did not, test by test.')
    .argument('<path...>', 'files or folders of logs')
    .requiredOption('--rule <rule>', "the rule's id, its title, or its file")
    .option('--rules <dir>', 'folder of Sigma rules; repeatable', collect, [])
    .option('--record <id>', 'only the record of this number or id')
    .option('--limit <n>', 'stop after this many events', positive, 20)
    .action(async (paths: string[], options: ExplainCommand) => {
      const { explainCommand } = await import('../explain.ts');
      process.exitCode = await explainCommand(paths, options);
    });

  program
    .command('map')
    .description('Shows what each input is taken for, and begins the mapping of one that nothing knows.')
    .argument('<path...>', 'files or folders of logs')
    .option('--mapping <file>', 'try this mapping file as well')
    .action(async (paths: string[], options: { mapping?: string }) => {
      const { mapCommand } = await import('../map.ts');
      process.exitCode = await mapCommand(paths, options);
    });

  program
    .command('hunt')
    .description('Searches the events that Cordon keeps; docs/hunt.md describes the language.')
    .argument('<query>', "such as 'host:pacs-01 EventID:4688 CommandLine:*vssadmin*'")
    .option('--since <time>', 'only events from this time on', moment)
    .option('--until <time>', 'only events before this time', moment)
    .option('--limit <n>', 'the most events to show, newest first', positive, 100)
    .addOption(
      new Option('--format <format>', 'how to show them').choices(['table', 'ndjson']).default('table'),
    )
    .option(...dataOption)
    .addHelpText('after', '\nExit code: 0 nothing found, 1 events found, 2 it could not do its job.')
    .action(async (query: string, options: HuntCommand) => {
      const { huntCommand } = await import('../hunt.ts');
      const found = await huntCommand(query, options);
      process.exitCode = found > 0 ? exitCodes.findings : exitCodes.nothing;
    });

  program
    .command('simulate')
    .description('Writes simulated logs of a hospital: an ordinary day and, in it, a scripted intrusion.')
    .requiredOption('--hospital <dir>', 'description of the hospital')
    .requiredOption('--scenario <name>', 'a scenario of content/scenarios, or a file')
    .requiredOption('--out <dir>', 'where to write; must be empty or absent')
    .option('--seed <n>', 'the same seed gives the same bytes', Number, 1)
    .option('--rate <n>', 'ordinary events per simulated minute', positive)
    .action(async (options: SimulateCommand) => {
      const { simulateCommand } = await import('../simulate.ts');
      process.stdout.write(await simulateCommand(options));
    });
}

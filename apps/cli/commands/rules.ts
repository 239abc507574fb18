/** The rules that find. */
import { type Mode, modes } from '@cordon/detection';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BacktestCommand } from '../backtest.ts';
import type { CostCommand } from '../cost.ts';
import type { CoverageCommand } from '../coverage.ts';
import { exitCodes } from '../exit-codes.ts';
import { coverageFormats } from '../output/formats.ts';
import type { AddCommand, ListCommand, ModeCommand, RulebookCommand } from '../rulebook.ts';
import type { TuneCommand } from '../tune.ts';
import { becauseOption, byOption, collect, dataOption, moment, positive, tableOrJson } from './options.ts';

export function ruleCommands(program: Command): void {
  const rules = program.command('rules').description('Works with Sigma rules.');
  rules
    .command('check')
    .description('Loads rules and lists every one that is refused, with file, line and reason.')
    .argument('<dir...>')
    .action(async (dirs: string[]) => {
      const { checkRules } = await import('@cordon/detection');
      const { text, exitCode } = await checkRules(dirs);
      process.stdout.write(text);
      process.exitCode = exitCode;
    });

  rules
    .command('coverage')
    .description(
      'Shows which ATT&CK techniques rules cover, with which log sources, and what was replayed to prove it.',
    )
    .argument('[dir...]', 'folders of rules (default: the rules that come with Cordon)')
    .option('--logs <path>', 'logs whose sources count as seen; repeatable', collect, [])
    .option('--prove', 'replay attacks again and rewrite content/coverage/proved.json', false)
    .addOption(new Option('--format <format>', 'how to show it').choices(coverageFormats).default('table'))
    .action(async (dirs: string[], options: CoverageCommand) => {
      const { coverageCommand } = await import('../coverage.ts');
      process.stdout.write(await coverageCommand(dirs, options));
    });

  rules
    .command('backtest')
    .description(
      'Says what a rule would have said of the events that Cordon keeps, day by day, before it goes live.',
    )
    .argument('<rule>', 'the file of a rule (a correlation with its rules in it), or the id of a loaded one')
    .option('--since <time>', 'only events from this time on (default: all that are kept)', moment)
    .option('--until <time>', 'only events before this time', moment)
    .addOption(tableOrJson())
    .option(...dataOption)
    .addHelpText('after', '\nExit code: 0 no hits, 1 hits, 2 it could not do its job.')
    .action(async (rule: string, options: BacktestCommand) => {
      const { backtestCommand } = await import('../backtest.ts');
      const hits = await backtestCommand(rule, options);
      process.exitCode = hits > 0 ? exitCodes.findings : exitCodes.nothing;
    });

  const asMode = (value: string): Mode => {
    const mode = modes.find((one) => one === value);
    if (mode === undefined) throw new InvalidArgumentError(`Give one of ${modes.join(', ')}.`);
    return mode;
  };

  rules
    .command('list')
    .description('Lists the rules that Cordon runs, with the mode of each.')
    .option('--pack <name>', 'only those of this pack')
    .option('--mode <mode>', 'only those in this mode', asMode)
    .option(...dataOption)
    .action(async (options: ListCommand) => {
      const { listCommand } = await import('../rulebook.ts');
      process.stdout.write(await listCommand(options));
    });

  rules
    .command('packs')
    .description('Lists the packs of rules that Cordon runs, with version, licence and author.')
    .option(...dataOption)
    .action(async (options: RulebookCommand) => {
      const { packsCommand } = await import('../rulebook.ts');
      process.stdout.write(await packsCommand(options));
    });

  rules
    .command('add')
    .description('Adds a pack of rules, or replaces it: a copy of a folder, a zip or a git checkout.')
    .argument('<path>')
    .option('--name <name>', 'what to call it (default: what it calls itself)')
    .option('--mode <mode>', 'how its rules start', asMode, 'test')
    .option(...dataOption)
    .action(async (path: string, options: AddCommand) => {
      const { addCommand } = await import('../rulebook.ts');
      process.stdout.write(await addCommand(path, options));
    });

  rules
    .command('remove')
    .description('Removes a pack that was added.')
    .argument('<name>')
    .option(...dataOption)
    .action(async (name: string, options: RulebookCommand) => {
      const { removeCommand } = await import('../rulebook.ts');
      process.stdout.write(removeCommand(name, options));
    });

  rules
    .command('mode')
    .description(
      'Sets whether a rule, or a whole pack, is enabled, on test (findings kept apart) or disabled.',
    )
    .argument('<rule>', "a rule's id, or the name of a pack")
    .argument('<mode>', modes.join(', '), asMode)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...dataOption)
    .action(async (rule: string, mode: Mode, options: ModeCommand) => {
      const { modeCommand } = await import('../rulebook.ts');
      process.stdout.write(await modeCommand(rule, mode, options));
    });

  rules
    .command('tune')
    .description(
      'Hides findings with a harmless cause: writes a filter from one of them, after showing what it hides.',
    )
    .argument('<finding>', 'id of the finding; Cordon must be running')
    .option('--field <name>', 'hide where this field is as in the finding; repeatable', collect, [])
    .option('--because <why>', 'why the cause is harmless')
    .option('--until <date>', 'the last day on which it hides')
    .option('--owner <who>', 'who answers for it (default: your account on this machine)')
    .option('--every-rule', 'every rule of the log source, not only the one that fired', false)
    .option('--save', 'save it; without this it is only shown', false)
    .option(...dataOption)
    .addHelpText('after', '\nWithout --field, the fields to choose from are listed.')
    .action(async (finding: string, options: TuneCommand) => {
      const { tuneCommand } = await import('../tune.ts');
      process.stdout.write(await tuneCommand(finding, options));
    });

  rules
    .command('cost')
    .description('Measures on logs what each rule costs by itself, dearest first.')
    .argument('<path...>', 'files or folders of logs')
    .option('--rules <dir>', 'folder of Sigma rules; repeatable', collect, [])
    .option('--limit <n>', 'how many to show', positive, 20)
    .action(async (paths: string[], options: CostCommand) => {
      const { costCommand } = await import('../cost.ts');
      process.stdout.write(await costCommand(paths, options));
    });
}

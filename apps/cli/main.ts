/** The `cordon` command. */
import { checkRules, levels, type Mode, modes } from '@cordon/detection';
import { EstateError, loadEstate } from '@cordon/estate';
import { fault, isFault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { loadScenario, writeSimulation } from '@cordon/simulator';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type BacktestCommand, backtestCommand } from './backtest.ts';
import { type BackupCommand, backupCommand, backupKeyCommand } from './backup.ts';
import { type ContainCommand, containCommand } from './contain.ts';
import { type CostCommand, costCommand } from './cost.ts';
import { type CoverageCommand, coverageCommand, coverageFormats } from './coverage.ts';
import { type EntriesCommand, entriesCommand } from './estate-entries.ts';
import { type ImportCommand, importCommand, type ShowCommand, showCommand } from './estate-import.ts';
import { type LegacyCommand, legacyCommand } from './estate-legacy.ts';
import { type RestoreOrderCommand, restoreOrderCommand } from './estate-restore-order.ts';
import { type VulnerabilitiesCommand, vulnerabilitiesCommand } from './estate-vulnerabilities.ts';
import { type ExplainCommand, explainCommand } from './explain.ts';
import { type HuntCommand, huntCommand } from './hunt.ts';
import {
  type ChangeKeysCommand,
  type DestroyKeysCommand,
  destroyKeysCommand,
  type KeysCommand,
  listKeysCommand,
  rotateKeysCommand,
} from './keys.ts';
import { exportCommand, type LedgerCommand, verifyCommand } from './ledger.ts';
import { mapCommand } from './map.ts';
import { type RestoreCommand, restoreCommand } from './restore.ts';
import {
  addHoldCommand,
  type HoldCommand,
  listHoldsCommand,
  type RetentionCommand,
  releaseHoldCommand,
  runRetentionCommand,
  showRetentionCommand,
} from './retention.ts';
import {
  type AddCommand,
  addCommand,
  type ListCommand,
  listCommand,
  type ModeCommand,
  modeCommand,
  packsCommand,
  type RulebookCommand,
  removeCommand,
} from './rulebook.ts';
import { exitCodes, outputFormats, type ScanCommand, scanCommand } from './scan.ts';
import { type ServeCommand, serveCommand } from './serve.ts';
import { type SpreadCommand, spreadCommand } from './spread.ts';
import { addTokenCommand, listTokensCommand, revokeTokenCommand, type TokenCommand } from './token.ts';
import { type TuneCommand, tuneCommand } from './tune.ts';
import { type UpgradeCommand, upgradeCommand } from './upgrade.ts';

const program = new Command('cordon')
  .description(
    'Finds attacks in what a hospital already logs, and shows which patient services each can reach.',
  )
  .version('0.1.0')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes.failed));

const collect = (value: string, all: string[]): string[] => [...all, value];

function moment(value: string): string {
  const at = Date.parse(value);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give a time such as 2026-03-01 or 2026-03-01T08:30:00Z.');
  return new Date(at).toISOString();
}

function positive(value: string): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return n;
}

program
  .command('serve')
  .description(
    'Runs Cordon for a hospital: everything, or what --role says, beside others (docs/operate.md).',
  )
  .option('--role <names>', 'api, ingest, detect, jobs; several with commas or again', collect, [])
  .option('--port <number>', 'where the console answers', positive)
  .action(async (options: ServeCommand) => {
    process.exitCode = await serveCommand(options);
  });

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
    process.exitCode = await explainCommand(paths, options);
  });

program
  .command('map')
  .description('Shows what each input is taken for, and begins the mapping of one that nothing knows.')
  .argument('<path...>', 'files or folders of logs')
  .option('--mapping <file>', 'try this mapping file as well')
  .action(async (paths: string[], options: { mapping?: string }) => {
    process.exitCode = await mapCommand(paths, options);
  });

program
  .command('contain')
  .description(
    'Says how far an intruder gets from these hosts, and what to close so that care suffers least.',
  )
  .argument('<host...>', 'what an intruder holds: names, addresses or ids of hosts')
  .option('--account <name>', 'an account that an intruder holds; repeatable', collect, [])
  .option('--estate <dir>', 'description of the hospital', projectPath('content', 'hospitals', 'st-aldhelms'))
  .option('--hours <n>', 'hours to look ahead', positive, 24)
  .option('--at-most <n>', 'no more actions than this', positive)
  .addOption(new Option('--format <format>', 'how to show it').choices(['table', 'json']).default('table'))
  .action(async (hosts: string[], options: ContainCommand) => {
    process.stdout.write(await containCommand(hosts, options));
  });

const estate = program.command('estate').description('What the hospital has, and what that needs.');
const estateOption = [
  '--estate <dir>',
  'description of the hospital',
  projectPath('content', 'hospitals', 'st-aldhelms'),
] as const;
const estateFormat = () =>
  new Option('--format <format>', 'how to show it').choices(['table', 'json']).default('table');
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
  .addOption(estateFormat())
  .action(async (options: LegacyCommand) => {
    process.stdout.write(await legacyCommand(options));
  });
estate
  .command('vulnerabilities')
  .description('Shows what advisories say of what runs here, and how soon each must be fixed.')
  .option(...estateOption)
  .option(...feedOption)
  .option(...importedOption)
  .addOption(estateFormat())
  .action(async (options: VulnerabilitiesCommand) => {
    process.stdout.write(await vulnerabilitiesCommand(options));
  });
estate
  .command('entries')
  .description('Shows every way in from outside, what is asked there, and who let whom in without.')
  .option(...estateOption)
  .option(...importedOption)
  .addOption(estateFormat())
  .addHelpText('after', '\nExit code: 0 every way in is covered, 1 one is not, 2 it could not do its job.')
  .action(async (options: EntriesCommand) => {
    process.exitCode = await entriesCommand(options);
  });
estate
  .command('restore-order')
  .description('Says in which order to bring lost systems back, and which services that is too late for.')
  .option(...estateOption)
  .option('--lost <id>', 'a system, supplier, asset, site or zone; repeatable (default: all)', collect, [])
  .addOption(estateFormat())
  .action(async (options: RestoreOrderCommand) => {
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
  .option('--data <dir>', 'data folder of Cordon (default: the one that npm start uses)')
  .addOption(estateFormat())
  .action(async (files: string[], options: ImportCommand) => {
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
  .option('--data <dir>', 'data folder of Cordon (default: the one that npm start uses)')
  .addOption(estateFormat())
  .action(async (host: string, files: string[], options: ShowCommand) => {
    process.stdout.write(await showCommand(host, files, options));
  });

program
  .command('spread')
  .description(
    'Plays attacks on a hospital many times over, as it is and after what could be done before, side by side.',
  )
  .option('--estate <dir>', 'description of the hospital', projectPath('content', 'hospitals', 'st-aldhelms'))
  .option('--attack <id>', 'only this attack of content/containment/attacks.yaml; repeatable', collect, [])
  .option('--plays <n>', 'how often each is played', positive, 200)
  .addOption(new Option('--format <format>', 'how to show it').choices(['table', 'json']).default('table'))
  .action(async (options: SpreadCommand) => {
    process.stdout.write(await spreadCommand(options));
  });

const rules = program.command('rules').description('Works with Sigma rules.');
rules
  .command('check')
  .description('Loads rules and lists every one that is refused, with file, line and reason.')
  .argument('<dir...>')
  .action(async (dirs: string[]) => {
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
    process.stdout.write(await coverageCommand(dirs, options));
  });

const dataOption = ['--data <dir>', 'data folder of Cordon (default: the one that npm start uses)'] as const;
rules
  .command('backtest')
  .description(
    'Says what a rule would have said of the events that Cordon keeps, day by day, before it goes live.',
  )
  .argument('<rule>', 'the file of a rule (a correlation with its rules in it), or the id of a loaded one')
  .option('--since <time>', 'only events from this time on (default: all that are kept)', moment)
  .option('--until <time>', 'only events before this time', moment)
  .addOption(new Option('--format <format>', 'how to show it').choices(['table', 'json']).default('table'))
  .option(...dataOption)
  .addHelpText('after', '\nExit code: 0 no hits, 1 hits, 2 it could not do its job.')
  .action(async (rule: string, options: BacktestCommand) => {
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
    process.stdout.write(await listCommand(options));
  });

rules
  .command('packs')
  .description('Lists the packs of rules that Cordon runs, with version, licence and author.')
  .option(...dataOption)
  .action(async (options: RulebookCommand) => {
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
    process.stdout.write(await addCommand(path, options));
  });

rules
  .command('remove')
  .description('Removes a pack that was added.')
  .argument('<name>')
  .option(...dataOption)
  .action((name: string, options: RulebookCommand) => {
    process.stdout.write(removeCommand(name, options));
  });

rules
  .command('mode')
  .description('Sets whether a rule, or a whole pack, is enabled, on test (findings kept apart) or disabled.')
  .argument('<rule>', "a rule's id, or the name of a pack")
  .argument('<mode>', modes.join(', '), asMode)
  .requiredOption('--because <why>', 'the reason, for whoever asks later')
  .option('--by <who>', 'who decides (default: your account on this machine)')
  .option(...dataOption)
  .action(async (rule: string, mode: Mode, options: ModeCommand) => {
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
    process.stdout.write(await tuneCommand(finding, options));
  });

rules
  .command('cost')
  .description('Measures on logs what each rule costs by itself, dearest first.')
  .argument('<path...>', 'files or folders of logs')
  .option('--rules <dir>', 'folder of Sigma rules; repeatable', collect, [])
  .option('--limit <n>', 'how many to show', positive, 20)
  .action(async (paths: string[], options: CostCommand) => {
    process.stdout.write(await costCommand(paths, options));
  });

const token = program.command('token').description('What a log source shows to be let in.');
token
  .command('add')
  .description('Makes a token for a log source and prints its secret, once.')
  .argument('<name>', 'what the source is called')
  .option('--expires <date>', 'the last day on which it works')
  .option('--by <who>', 'who decides (default: your account on this machine)')
  .option(...dataOption)
  .action(async (name: string, options: TokenCommand) => {
    const { secret, told } = await addTokenCommand(name, options);
    process.stdout.write(`${secret}\n`);
    process.stderr.write(`${told}\n`);
  });
token
  .command('list')
  .description('Lists tokens, without their secrets.')
  .option(...dataOption)
  .action(async (options: TokenCommand) => {
    process.stdout.write(await listTokensCommand(options));
  });
token
  .command('revoke')
  .description('Ends a token at once.')
  .argument('<id>')
  .option('--by <who>', 'who decides (default: your account on this machine)')
  .option(...dataOption)
  .action(async (id: string, options: TokenCommand) => {
    process.stdout.write(await revokeTokenCommand(id, options));
  });

const keys = program.command('keys').description('The keys that seal what Cordon keeps; docs/keys.md.');
const whyOption = ['--because <why>', 'the reason, for whoever asks later'] as const;
const byOption = ['--by <who>', 'who decides (default: your account on this machine)'] as const;
keys
  .command('list')
  .description('Lists keys with owner, age and state; never a key itself.')
  .option(...dataOption)
  .action(async (options: KeysCommand) => {
    process.stdout.write(await listKeysCommand(options));
  });
keys
  .command('rotate')
  .description('Makes a new key; what was sealed before stays readable.')
  .argument('[owner]', 'whose key, such as an organisation')
  .option('--root', 'the root key instead, which guards all others', false)
  .requiredOption(...whyOption)
  .option(...byOption)
  .option(...dataOption)
  .action(async (owner: string | undefined, { root, ...options }: ChangeKeysCommand & { root: boolean }) => {
    if (root === (owner !== undefined))
      throw fault('ARGUMENTS', 'It needs either an owner or --root.', 'cordon keys list shows the owners.');
    process.stdout.write(await rotateKeysCommand(owner ?? null, options));
  });
keys
  .command('destroy')
  .description('Makes what an owner sealed unreadable for good.')
  .argument('<owner>')
  .option('--key <id>', 'only what this key sealed')
  .option('--sure', 'do it; without this it is only shown', false)
  .requiredOption(...whyOption)
  .option(...byOption)
  .option(...dataOption)
  .action(async (owner: string, options: DestroyKeysCommand) => {
    process.stdout.write(await destroyKeysCommand(owner, options));
  });

const ledger = program.command('ledger').description('The record of who did what.');
ledger
  .command('verify')
  .description('Checks that no entry was altered, taken out, put in or moved, and names the first that was.')
  .argument('[file]', 'an exported ledger (- for standard input); without it, the one of this machine')
  .option('--key <file>', 'public key (PEM) noted elsewhere, for an exported ledger; repeatable', collect, [])
  .option('--org <id>', 'whose ledger, where a file holds several')
  .option('--against <path>', 'what a collector kept of what was sent on to it: a file or a folder')
  .option(...dataOption)
  .addHelpText('after', '\nExit code: 0 whole, 1 not whole, 2 it could not do its job.')
  .action(async (file: string | undefined, options: LedgerCommand) => {
    process.exitCode = await verifyCommand(file, options);
  });
ledger
  .command('export')
  .description('Writes the ledger as lines that anyone can verify.')
  .option('--out <file>', 'a new file (default: standard output)')
  .option(...dataOption)
  .action(async (options: { data?: string; out?: string }) => exportCommand(options));

const retention = program.command('retention').description('How long what is kept.');
retention
  .command('show')
  .description(
    'Shows the periods, what is held, when old events were last deleted, and deletions that nobody told of.',
  )
  .option(...dataOption)
  .action(async (options: RetentionCommand) => {
    process.stdout.write(await showRetentionCommand(options));
  });
retention
  .command('run')
  .description('Deletes now what is past its period and not held; otherwise it is done every hour.')
  .option('--clock-is-right', 'delete although the clock is far ahead of the last run', false)
  .option(...byOption)
  .option(...dataOption)
  .action(async (options: RetentionCommand & { clockIsRight: boolean }) => {
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
    process.stdout.write(await backupCommand(file, options));
  });
program
  .command('backup-key')
  .description(
    'Makes a pair of keys for backups: the secret one into a new file, the public one to the terminal.',
  )
  .argument('<file>')
  .action(async (file: string) => {
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
  .action((options: UpgradeCommand) => upgradeCommand(options, (text) => process.stdout.write(text)));

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
  .action(async (name: string, options: Parameters<typeof addHoldCommand>[1]) => {
    process.stdout.write(await addHoldCommand(name, options));
  });
hold
  .command('list')
  .description('Lists holds, also those that were released.')
  .option(...dataOption)
  .action(async (options: RetentionCommand) => {
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
    process.stdout.write(await releaseHoldCommand(id, options));
  });

program
  .command('simulate')
  .description('Writes simulated logs of a hospital: an ordinary day and, in it, a scripted intrusion.')
  .requiredOption('--hospital <dir>', 'description of the hospital')
  .requiredOption('--scenario <name>', 'a scenario of content/scenarios, or a file')
  .requiredOption('--out <dir>', 'where to write; must be empty or absent')
  .option('--seed <n>', 'the same seed gives the same bytes', Number, 1)
  .option('--rate <n>', 'ordinary events per simulated minute', positive)
  .action(
    async (options: { hospital: string; scenario: string; out: string; seed: number; rate?: number }) => {
      const estate = await loadEstate(options.hospital);
      const scenario = await loadScenario(options.scenario, projectPath('content', 'scenarios'));
      const { rate, seed, out } = options;
      const written = await writeSimulation(out, {
        estate,
        scenario,
        seed,
        ...(rate !== undefined && { rate }),
      });
      process.stdout.write(`${written.text}\n`);
    },
  );

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
  .option('--data <dir>', 'data folder of Cordon (default: the one that npm start uses)')
  .addHelpText('after', '\nExit code: 0 nothing found, 1 events found, 2 it could not do its job.')
  .action(async (query: string, options: HuntCommand) => {
    const found = await huntCommand(query, options);
    process.exitCode = found > 0 ? exitCodes.findings : exitCodes.nothing;
  });

function explainFailure(error: unknown): string {
  if (isFault(error)) return `${error.message}\n${error.next}`;
  if (error instanceof EstateError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// A reader such as `head` may close the pipe early; that is its right, not our failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.nothing : exitCodes.failed),
);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`cordon: ${explainFailure(error)}\n`);
  process.exitCode = exitCodes.failed;
}

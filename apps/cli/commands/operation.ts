/** Running Cordon, who is let in, and the record of it. */
import { fault } from '@cordon/platform/fault';
import { type Command, Option } from 'commander';
import type { CarryOutCommand } from '../carry-out.ts';
import type { ChangeKeysCommand, DestroyKeysCommand, KeysCommand } from '../keys.ts';
import type { LedgerCommand } from '../ledger.ts';
import type { ServeCommand } from '../serve.ts';
import type { TokenCommand } from '../token.ts';
import { becauseOption, byOption, collect, dataOption, positive } from './options.ts';

export function operationCommands(program: Command): void {
  program
    .command('serve')
    .description(
      'Runs Cordon for a hospital: everything, or what --role says, beside others (docs/operate.md).',
    )
    .option('--role <names>', 'api, ingest, detect, jobs; several with commas or again', collect, [])
    .option('--port <number>', 'where the console answers', positive)
    .action(async (options: ServeCommand) => {
      const { serveCommand } = await import('../serve.ts');
      process.exitCode = await serveCommand(options);
    });

  program
    .command('carry-out')
    .description(
      'On a Linux firewall: puts in force what a clinician approved and somebody had carried out (docs/plan.md).',
    )
    .requiredOption('--server <url>', 'where the console is')
    .requiredOption('--token-file <file>', 'a token with the scope plans.carry-out')
    .requiredOption('--zones <file>', 'behind which interfaces each zone of the estate lies')
    .addOption(
      new Option('--kind <kind>', 'what this firewall is told with')
        .choices(['nftables', 'iptables'])
        .default('nftables'),
    )
    .option('--watch', 'go on asking, until it is ended', false)
    .addHelpText(
      'after',
      '\nExit code: 0 all of it is as it is wanted, 1 some could not be done, 2 it could not do its job.',
    )
    .action(async (options: CarryOutCommand) => {
      const { carryOutCommand } = await import('../carry-out.ts');
      process.exitCode = await carryOutCommand(options, (line) => process.stdout.write(`${line}\n`));
    });

  const token = program.command('token').description('What a log source shows to be let in.');
  token
    .command('add')
    .description('Makes a token for a log source and prints its secret, once.')
    .argument('<name>', 'what the source is called')
    .option('--expires <date>', 'the last day on which it works')
    .option(...byOption)
    .option(...dataOption)
    .action(async (name: string, options: TokenCommand) => {
      const { addTokenCommand } = await import('../token.ts');
      const { secret, told } = await addTokenCommand(name, options);
      process.stdout.write(`${secret}\n`);
      process.stderr.write(`${told}\n`);
    });
  token
    .command('list')
    .description('Lists tokens, without their secrets.')
    .option(...dataOption)
    .action(async (options: TokenCommand) => {
      const { listTokensCommand } = await import('../token.ts');
      process.stdout.write(await listTokensCommand(options));
    });
  token
    .command('revoke')
    .description('Ends a token at once.')
    .argument('<id>')
    .option(...byOption)
    .option(...dataOption)
    .action(async (id: string, options: TokenCommand) => {
      const { revokeTokenCommand } = await import('../token.ts');
      process.stdout.write(await revokeTokenCommand(id, options));
    });

  const keys = program.command('keys').description('The keys that seal what Cordon keeps; docs/keys.md.');
  keys
    .command('list')
    .description('Lists keys with owner, age and state; never a key itself.')
    .option(...dataOption)
    .action(async (options: KeysCommand) => {
      const { listKeysCommand } = await import('../keys.ts');
      process.stdout.write(await listKeysCommand(options));
    });
  keys
    .command('rotate')
    .description('Makes a new key; what was sealed before stays readable.')
    .argument('[owner]', 'whose key, such as an organisation')
    .option('--root', 'the root key instead, which guards all others', false)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...dataOption)
    .action(
      async (owner: string | undefined, { root, ...options }: ChangeKeysCommand & { root: boolean }) => {
        const { rotateKeysCommand } = await import('../keys.ts');
        if (root === (owner !== undefined))
          throw fault(
            'ARGUMENTS',
            'It needs either an owner or --root.',
            'cordon keys list shows the owners.',
          );
        process.stdout.write(await rotateKeysCommand(owner ?? null, options));
      },
    );
  keys
    .command('destroy')
    .description('Makes what an owner sealed unreadable for good.')
    .argument('<owner>')
    .option('--key <id>', 'only what this key sealed')
    .option('--sure', 'do it; without this it is only shown', false)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...dataOption)
    .action(async (owner: string, options: DestroyKeysCommand) => {
      const { destroyKeysCommand } = await import('../keys.ts');
      process.stdout.write(await destroyKeysCommand(owner, options));
    });

  const ledger = program.command('ledger').description('The record of who did what.');
  ledger
    .command('verify')
    .description(
      'Checks that no entry was altered, taken out, put in or moved, and names the first that was.',
    )
    .argument('[file]', 'an exported ledger (- for standard input); without it, the one of this machine')
    .option(
      '--key <file>',
      'public key (PEM) noted elsewhere, for an exported ledger; repeatable',
      collect,
      [],
    )
    .option('--org <id>', 'whose ledger, where a file holds several')
    .option('--against <path>', 'what a collector kept of what was sent on to it: a file or a folder')
    .option(...dataOption)
    .addHelpText('after', '\nExit code: 0 whole, 1 not whole, 2 it could not do its job.')
    .action(async (file: string | undefined, options: LedgerCommand) => {
      const { verifyCommand } = await import('../ledger.ts');
      process.exitCode = await verifyCommand(file, options);
    });
  ledger
    .command('export')
    .description('Writes the ledger as lines that anyone can verify.')
    .option('--out <file>', 'a new file (default: standard output)')
    .option(...dataOption)
    .action(async (options: { data?: string; out?: string }) => {
      const { exportCommand } = await import('../ledger.ts');
      await exportCommand(options);
    });
}

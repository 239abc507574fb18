/** The `cordon` command. The code of each of its commands is loaded when that command is run, and not before. */
import { isFault } from '@cordon/platform/fault';
import { Command } from 'commander';
import { detectionCommands } from './commands/detection.ts';
import { estateCommands } from './commands/estate.ts';
import { firewallCommands } from './commands/firewall.ts';
import { keepingCommands } from './commands/keeping.ts';
import { operationCommands } from './commands/operation.ts';
import { ruleCommands } from './commands/rules.ts';
import { segmentationCommands } from './commands/segmentation.ts';
import { exitCodes } from './exit-codes.ts';

const program = new Command('cordon')
  .description(
    'Finds attacks in what a hospital already logs, and shows which patient services each can reach.',
  )
  .version('0.1.0')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes.failed));

detectionCommands(program);
ruleCommands(program);
estateCommands(program);
operationCommands(program);
keepingCommands(program);
firewallCommands(program);
segmentationCommands(program);

function explainFailure(error: unknown): string {
  if (isFault(error)) return `${error.message}\n${error.next}`;
  if (!(error instanceof Error)) return String(error);
  // By its name: the class would bring all that reads estates, also for commands that read none.
  return error.name === 'EstateError' ? error.message : (error.stack ?? error.message);
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

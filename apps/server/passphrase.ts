/** Asks whoever starts Cordon for the passphrase of its keys, without showing it. Reads the terminal, or the first line handed over. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { fault } from '@cordon/platform/fault';

/** @throws PASSPHRASE_NONE */
export async function askPassphrase({ fresh }: { fresh: boolean }): Promise<string> {
  const first = await askOnce(fresh ? 'New passphrase of the keys: ' : 'Passphrase of the keys: ');
  // What is handed over by a program was not mistyped.
  if (!fresh || !process.stdin.isTTY || (await askOnce('Once more: ')) === first) return first;
  throw fault('PASSPHRASE_NONE', 'The two were not the same. Nothing was changed.', 'Start Cordon again.');
}

async function askOnce(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  const answer = await new Promise<string | null>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(null));
  });
  lines.close();
  process.stderr.write('\n');
  if (answer !== null && answer !== '') return answer;
  throw fault(
    'PASSPHRASE_NONE',
    'No passphrase was given. Nothing was started.',
    'Start Cordon at a terminal, or hand the passphrase over as the first line of its standard input.',
  );
}

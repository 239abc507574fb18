/** Asks whoever starts Cordon for the passphrase of its keys, without showing it. Reads the terminal, or lines handed over. */
import { createInterface, type Interface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { fault } from '@cordon/platform/fault';

/** `fresh`: it is to guard something new. */
type Ask = (question: { fresh: boolean }) => Promise<string>;

/**
 * Lets `work` ask, and lets go of the input afterwards.
 *
 * @throws PASSPHRASE_NONE
 */
export async function withPassphrases<Answer>(
  work: (ask: Ask) => Promise<Answer>,
  input: Readable & { isTTY?: boolean } = process.stdin,
): Promise<Answer> {
  const terminal = input.isTTY === true;
  let lines: Interface | null = null;
  let next: AsyncIterator<string> | null = null;

  async function askOnce(question: string): Promise<string> {
    if (terminal) process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    lines ??= createInterface({ input, output: silent, terminal }).once('SIGINT', () => lines?.close());
    next ??= lines[Symbol.asyncIterator]();
    const { value, done } = await next.next();
    if (terminal) process.stderr.write('\n');
    if (done !== true && value !== '') return value;
    throw fault(
      'PASSPHRASE_NONE',
      'No passphrase was given. Nothing was started.',
      'Start Cordon at a terminal, or hand the passphrase over as a line of its standard input.',
    );
  }

  try {
    return await work(async ({ fresh }) => {
      const first = await askOnce(fresh ? 'New passphrase of the keys: ' : 'Passphrase of the keys: ');
      // What is handed over by a program was not mistyped.
      if (!fresh || !terminal || (await askOnce('Once more: ')) === first) return first;
      throw fault(
        'PASSPHRASE_NONE',
        'The two were not the same. Nothing was changed.',
        'Start Cordon again.',
      );
    });
  } finally {
    (lines as Interface | null)?.close();
  }
}

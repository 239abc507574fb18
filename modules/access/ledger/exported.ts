/** Checking an exported ledger, away from the Cordon that wrote it. Pure but for what it is given. */

import { fault } from '@cordon/platform/fault';
import { z } from 'zod';
import { verifyWith } from './ledger.ts';
import { Checkpoint, Sealed, type Verdict } from './model.ts';

const Line = z.union([z.object({ public_key: z.string() }), Sealed, z.object({ checkpoint: Checkpoint })]);

/**
 * @param lines as `Ledger.export` gives them
 * @param trusted public keys noted elsewhere (PEM); without them the export vouches only for itself
 * @throws LEDGER_EXPORT when it is none
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  trusted: readonly string[],
): Promise<Verdict> {
  const keys: string[] = [];
  const entries: Sealed[] = [];
  const checkpoints: string[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text === '') continue;
    const line = read(text, number);
    if ('public_key' in line) keys.push(line.public_key);
    else if ('checkpoint' in line) checkpoints.push(JSON.stringify(line.checkpoint));
    else entries.push(line);
  }
  async function* each() {
    yield* entries;
  }
  return verifyWith(checkpoints, trusted.length > 0 ? trusted : keys, each());
}

function read(text: string, number: number): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    throw fault(
      'LEDGER_EXPORT',
      `Line ${number} is neither an entry, a checkpoint nor a key.`,
      'Give a file written by: cordon ledger export',
    );
  }
}

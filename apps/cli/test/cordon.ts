/** Runs the `cordon` command, as a process of its own. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { launch } from '@cordon/platform/test';

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** For commands that keep nothing here. */
const home = join(tmpdir(), 'cordon-test-home');

export async function cordon(args: string[], input?: string | Buffer): Promise<Outcome> {
  const child = launch('cli', args, home);
  child.stdin.on('error', () => {}); // it may stop reading before we stop writing
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, out, err };
}

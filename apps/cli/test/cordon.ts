/** Runs the `cordon` command, as a process of its own. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectPath } from '@cordon/platform/root';
import { entry } from '@cordon/platform/test';

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** Rules parsed once serve all tests. */
const cache = join(tmpdir(), 'cordon-test-cache');

export async function cordon(args: string[], input?: string | Buffer): Promise<Outcome> {
  const child = spawn(process.execPath, [...entry('cli'), ...args], {
    cwd: projectPath(),
    env: { ...process.env, CORDON_HOME: cache },
  });
  child.stdin.on('error', () => {}); // it may stop reading before we stop writing
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, out, err };
}

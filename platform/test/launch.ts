/** How tests start Cordon, or the command, as a process of its own: what `npm test` has just built, else the source. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../root/index.ts';
import { testCache } from './cache.ts';

/** What can be made again, such as an empty database and rules that were read: made once for all tests. */

const built = process.env.CORDON_TEST_BUNDLE;

const entry = (of: 'server' | 'cli'): string[] =>
  built === undefined ? ['--import', 'tsx', projectPath('apps', of, 'main.ts')] : [join(built, `${of}.js`)];

/**
 * @param home the folder in which it keeps everything; its caches are those of all tests, unless it has its own
 * @param through a command that runs it, such as one that enters another network
 */
export function launch(
  of: 'server' | 'cli',
  args: readonly string[],
  home: string,
  through: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  mkdirSync(testCache, { recursive: true });
  // Some tests give it a place where no folder can be.
  if (!statSync(home, { throwIfNoEntry: false })?.isFile()) {
    mkdirSync(home, { recursive: true });
    if (!existsSync(join(home, 'cache'))) symlinkSync(testCache, join(home, 'cache'));
  }
  const [program = process.execPath, ...more] = [...through, process.execPath, ...entry(of), ...args];
  return spawn(program, more, {
    cwd: projectPath(),
    env: { ...process.env, CORDON_HOME: home },
  });
}

/** Starts programs that tests need, in a temporary folder and as an ordinary user. Starts processes, opens sockets. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The full path of a program on the PATH or in one of `folders`; null when it is not installed. */
export function findProgram(name: string, folders: readonly string[] = []): string | null {
  for (const folder of [...folders, ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

/** A package that only tests need: in the project, or in the folder that CORDON_TEST_PACKAGES names. */
export function findPackage(name: string): string | null {
  const folders = [
    import.meta.url,
    pathToFileURL(join(process.env.CORDON_TEST_PACKAGES ?? '/nowhere', 'x.js')).href,
  ];
  for (const folder of folders) {
    try {
      return createRequire(folder).resolve(name);
    } catch {
      // Not here.
    }
  }
  return null;
}

/** Folders below `parent`, newest version first; none where there is no such folder. */
export function versionsIn(parent: string): string[] {
  try {
    return readdirSync(parent).sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

/** Servers refuse to be root; root can be anybody, so it becomes the one who may do nothing. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export interface Place {
  dir: string;
  remove(): void;
}

/** A folder that belongs to whom servers run as; removed at the latest when this process ends. */
export function makePlace(name: string): Place {
  const dir = mkdtempSync(join(tmpdir(), `cordon-${name}-`));
  if (nobody.uid !== undefined) chownSync(dir, nobody.uid, nobody.gid);
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  process.on('exit', remove);
  return { dir, remove };
}

/** Runs a program to its end. @throws what it wrote to standard error */
export function runTo(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { ...nobody, cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

export interface Running {
  pid: number;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program and waits until `ready` no longer rejects. It ends with this process.
 *
 * @param asRoot where we are root it may stay it: for what lies in folders that nobody else can read
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  { cwd, ready, asRoot = false }: { cwd: string; ready(): Promise<unknown>; asRoot?: boolean },
): Promise<Running> {
  const said: string[] = [];
  const child: ChildProcess = spawn(program, args, {
    ...(asRoot ? {} : nobody),
    cwd,
    env: { ...process.env, HOME: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout!, child.stderr!])
    output.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      if (said.length > 200) said.shift();
    });
  const kill = (): void => void child.kill('SIGKILL');
  // A test that is broken off runs no handler; its pipes close all the same, and that is what this one waits for.
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -9 ${child.pid} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  process.on('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill);
      guard.kill('SIGKILL');
      resolve();
    });
    child.once('error', (error) => {
      said.push(error.message);
      resolve();
    });
  });
  let over = false;
  ended.then(() => {
    over = true;
  });
  for (const until = Date.now() + 40_000; ; ) {
    try {
      await ready();
      break;
    } catch (error) {
      if (over || Date.now() > until) {
        kill();
        throw new Error(`${program} did not start (${(error as Error).message}):\n${said.join('')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  return {
    pid: child.pid!,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** For the title of what is skipped where something is missing. */
export const skippedFor = (missing: string | null): string =>
  missing === null ? '' : ` (skipped: ${missing})`;

/** A port of this machine that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A real Cordon in a process of its own, for tests that kill it, stop it or start it twice. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readMachineKey } from '@cordon/access';
import { launch } from '@cordon/platform/test';

export interface Running {
  child: ChildProcess;
  address: string;
  /** What it printed for a person to open. */
  link: string;
  /** Asks as whoever holds the data folder. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Everything it has printed so far. */
  said(): string;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function begin(home: string, args: string[]): { child: ChildProcess; said(): string } {
  const child = launch('server', args, home);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      text += data;
    });
  }
  return { child, said: () => text };
}

/** Resolves when it is ready for visitors; rejects with what it said when it ends instead. */
export async function startCordon(home: string, args: string[] = [], port?: number): Promise<Running> {
  const { child, said } = begin(home, [...args, '--port', String(port ?? (await freePort()))]);
  for (;;) {
    const link = /is running at (http:\/\/\S+)/.exec(said())?.[1];
    if (link) {
      const address = link.replace(/\/#.*/, '');
      const folder = join(home, args.includes('--empty') ? 'hospital' : 'sample');
      return { child, address, link, ask: asHolder(address, readMachineKey(folder) ?? ''), said };
    }
    if (child.exitCode !== null) throw new Error(`it did not start:\n${said()}`);
    await pause(50);
  }
}

export function asHolder(address: string, machineKey: string): Running['ask'] {
  return (path, init = {}) =>
    fetch(`${address}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${machineKey}`, 'cordon-by': 'Security%20team' },
    });
}

/** Runs until it ends by itself. */
export async function runCordon(
  home: string,
  args: string[],
): Promise<{ code: number | null; said: string }> {
  const { child, said } = begin(home, args);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said() };
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

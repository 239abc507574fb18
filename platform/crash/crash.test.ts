import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openFolders } from '../config/index.ts';

const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 8);
const scratch = mkdtempSync(join(tmpdir(), 'cordon-crash-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const child = fileURLToPath(new URL('./child.ts', import.meta.url));

interface Life {
  found: { rows: number; events: number } | null;
  acknowledged: { rows: number; events: number };
  broken: string[];
}

/** Lets the child live until `kill` says so, and tells what it found and what it was promised. */
async function live(kill: { after: 'start' | 'ready'; ms: number } | null): Promise<Life> {
  const args = ['--import', tsx, child, scratch, openFolders().cache, ...(kill ? [] : ['check'])];
  const victim = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(victim, 'close');
  const life: Life = { found: null, acknowledged: { rows: 0, events: 0 }, broken: [] };
  const shoot = (): void => void setTimeout(() => victim.kill('SIGKILL'), kill?.ms);
  if (kill?.after === 'start') shoot();
  const errors: Buffer[] = [];
  victim.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  for await (const line of createInterface(victim.stdout)) {
    const [word, first, second] = line.split(' ');
    if (word === 'found') life.found = { rows: Number(first), events: Number(second) };
    else if (word === 'database') life.acknowledged.rows = Number(first);
    else if (word === 'events') life.acknowledged.events = Number(first);
    else if (word === 'broken') life.broken.push(line);
    else if (word === 'ready' && kill?.after === 'ready') shoot();
  }
  const [code, signal] = await ended;
  if (code !== 0 && signal !== 'SIGKILL') life.broken.push(`ended with ${code}: ${Buffer.concat(errors)}`);
  return life;
}

test(
  `kill -9 at any instant, ${rounds} times: nothing acknowledged is lost and nothing is corrupt`,
  async () => {
    const promised = { rows: 0, events: 0 };
    for (let round = 0; round < rounds; round++) {
      // Every fourth dies while starting, the others while writing and sealing.
      const after = round % 4 === 1 ? 'start' : 'ready';
      const ms = Math.round(Math.random() * (after === 'start' ? 1_500 : 500));
      const life = await live({ after, ms });
      const where = `round ${round}, killed ${ms} ms after ${after}`;
      expect(life.broken, where).toEqual([]);
      if (life.found) {
        expect(life.found.rows, where).toBeGreaterThanOrEqual(promised.rows);
        expect(life.found.events, where).toBeGreaterThanOrEqual(promised.events);
      }
      promised.rows = Math.max(promised.rows, life.acknowledged.rows);
      promised.events = Math.max(promised.events, life.acknowledged.events);
    }
    const last = await live(null);
    expect(last.broken).toEqual([]);
    expect(last.found?.rows).toBeGreaterThanOrEqual(promised.rows);
    expect(last.found?.events).toBeGreaterThanOrEqual(promised.events);
    // Otherwise the test killed only processes that had done nothing.
    expect(promised.rows).toBeGreaterThan(rounds);
    expect(promised.events).toBeGreaterThan(rounds * 20);
  },
  60_000 + rounds * 20_000,
);

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { testCache } from '../test/index.ts';

/** Each way to die once; CORDON_CRASH_ROUNDS asks for more. */
const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'cordon-crash-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const killed = new URL('./child.ts', import.meta.url);
const cutOff = new URL('./power-child.ts', import.meta.url);

interface Life {
  found: { rows: number; events: number } | null;
  acknowledged: { rows: number; events: number };
  broken: string[];
}

/** Runs a script of this folder and hands over each line it says, split into words, until it ends or is killed. */
async function run(
  script: URL,
  args: string[],
  heard: (words: string[], line: string, process: ChildProcess) => void,
): Promise<string | null> {
  const victim = spawn(process.execPath, ['--import', tsx, fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(victim, 'close');
  const errors: Buffer[] = [];
  victim.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  for await (const line of createInterface(victim.stdout)) heard(line.split(' '), line, victim);
  const [code, signal] = await ended;
  return code === 0 || signal === 'SIGKILL' ? null : `ended with ${code}: ${Buffer.concat(errors)}`;
}

/** Lets the child live until `kill` says so, and tells what it found and what it was promised. */
async function live(kill: { after: 'alive' | 'ready'; ms: number } | null): Promise<Life> {
  const args = [scratch, testCache, ...(kill ? [] : ['check'])];
  const life: Life = { found: null, acknowledged: { rows: 0, events: 0 }, broken: [] };
  let armed = false;
  const failure = await run(killed, args, ([word, first, second], line, victim) => {
    if (word === 'found') life.found = { rows: Number(first), events: Number(second) };
    else if (word === 'database') life.acknowledged.rows = Number(first);
    else if (word === 'events') life.acknowledged.events = Number(first);
    else if (word === 'broken') life.broken.push(line);
    if (kill && !armed && word === kill.after) {
      armed = true;
      setTimeout(() => victim.kill('SIGKILL'), kill.ms);
    }
  });
  if (failure) life.broken.push(failure);
  return life;
}

test(
  `kill -9 at any instant, ${rounds} times: nothing acknowledged is lost and nothing is corrupt`,
  async () => {
    const promised = { rows: 0, events: 0 };
    for (let round = 0; round < rounds; round++) {
      // Every fourth dies while starting, the others while writing and sealing.
      const after = round % 4 === 1 ? 'alive' : 'ready';
      const ms = Math.round(Math.random() * (after === 'alive' ? 1_500 : 500));
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

interface Cut {
  found: number;
  committed: number;
  broken: string[];
}

async function runUntilCut(dir: string, operations: number, during: 'opening' | 'writing'): Promise<Cut> {
  const cut: Cut = { found: 0, committed: 0, broken: [] };
  const failure = await run(cutOff, [dir, String(operations), during], ([word, number], line) => {
    if (word === 'found') cut.found = Number(number);
    else if (word === 'committed') cut.committed = Number(number);
    else if (word === 'broken') cut.broken.push(line);
  });
  if (failure && cut.broken.length === 0) cut.broken.push(failure);
  return cut;
}

test(
  `power cuts at any instant, ${rounds} times: the database loses no commit and stays whole`,
  async () => {
    const place = join(scratch, 'power');
    await (await openDatabase({ dir: place, cache: testCache })).close();
    const dir = join(place, 'pgdata');
    let promised = 0;
    for (let round = 0; round < rounds; round++) {
      // Every third dies while opening, the others while writing.
      const during = round % 3 === 2 ? 'opening' : 'writing';
      const operations = 20 + Math.round(Math.random() * 400);
      const cut = await runUntilCut(dir, operations, during);
      expect(cut.broken, `round ${round}, cut after ${operations} file operations of ${during}`).toEqual([]);
      if (cut.found > 0) expect(cut.found).toBeGreaterThanOrEqual(promised);
      promised = Math.max(promised, cut.committed);
    }
    const last = await runUntilCut(dir, 0, 'writing');
    expect(last.broken).toEqual([]);
    expect(last.found).toBeGreaterThanOrEqual(promised);
    expect(promised).toBeGreaterThan(rounds);
  },
  60_000 + rounds * 20_000,
);

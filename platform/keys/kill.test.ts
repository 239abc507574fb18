import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openKeyRing, rootInFile } from './index.ts';

const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 4);
const scratch = mkdtempSync(join(tmpdir(), 'cordon-keys-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const child = fileURLToPath(new URL('./kill-child.ts', import.meta.url));

const openIn = (folder: string) => openKeyRing({ folder, unlock: rootInFile({ folder }) });

/** A ring with something sealed for one that is kept and for one that will be destroyed; then a life that ends at operation `last`. */
async function live(last: number): Promise<{ folder: string; said: string[] }> {
  const folder = mkdtempSync(join(scratch, 'ring-'));
  const ring = await openIn(folder);
  const said = ['kept', 'doomed'].map((of) => `sealed ${of} ${ring.seal(of, 'here', `text of ${of}`)}`);
  ring.close();
  const victim = spawn(process.execPath, ['--import', tsx, child, folder, String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(victim, 'close');
  for await (const line of createInterface(victim.stdout)) said.push(line);
  const [code, signal] = await ended;
  expect(signal ?? code, `operation ${last}`).toBe(last === 0 ? 0 : 'SIGKILL');
  return { folder, said };
}

const keyOf = (sealed: string): string => sealed.split('.')[1]!;

async function check({ folder, said }: { folder: string; said: string[] }, where: string): Promise<void> {
  const ring = await openIn(folder);
  const destroying = said.indexOf('destroying doomed');
  const destroyed = said.includes('destroyed doomed');
  for (const [n, line] of said.entries()) {
    const [word, of = '', sealed = ''] = line.split(' ');
    if (word !== 'sealed') continue;
    const state = ring.keys().find(({ id }) => id === keyOf(sealed))?.state;
    // Between asking and being told, either is right; after it, only one is.
    const gone =
      of === 'doomed' && (n < destroying || destroying < 0) && (destroyed || state === 'destroyed');
    if (gone) expect(destroying, where).toBeGreaterThan(0);
    if (gone) expect(() => ring.unseal(of, 'here', sealed), where).toThrow('was destroyed');
    else expect(ring.unseal(of, 'here', sealed), where).toBe(`text of ${of}`);
  }
  // It works on, and nothing half done lies about once it does.
  await ring.rotateRoot();
  expect(ring.unseal('new', 'here', ring.seal('new', 'here', 'more')), where).toBe('more');
  ring.close();
  expect(
    readdirSync(folder).filter((name) => /\.(new|gone)$/.test(name)),
    where,
  ).toEqual([]);
  const [body] = readFileSync(join(folder, 'keys.ring'), 'utf8').split('\n');
  for (const { state, wrapped } of JSON.parse(body!).keys)
    expect(wrapped === null).toBe(state === 'destroyed');
}

test(
  `kill -9 at any file operation of rotating and destroying, ${rounds} times: the ring opens, and what was promised holds`,
  async () => {
    const whole = await live(0);
    await check(whole, 'not killed');
    const operations = Number(/all (\d+)/.exec(whole.said.join('\n'))![1]);
    const every = Math.max(1, operations / rounds);
    // Each run begins at another place, so that all of them are met in time.
    const points = Array.from({ length: Math.min(rounds, operations) }, (_, n) =>
      Math.min(operations, 1 + Math.floor(every * (n + Math.random()))),
    );
    for (let at = 0; at < points.length; at += 2)
      await Promise.all(
        points.slice(at, at + 2).map(async (point) => check(await live(point), `operation ${point}`)),
      );
  },
  60_000 + rounds * 10_000,
);

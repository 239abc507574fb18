/**
 * Risk: a death at one moment in many breaks what is kept. A process that begins anew for each takes seconds, so here one goes on
 * and the files are looked at as its death at that moment would leave them; crash.test.ts has processes that die.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { testCache } from '../test/index.ts';
import { check, openStores } from './checks.ts';

const moments = Number(process.env.CORDON_CRASH_MOMENTS ?? 4);
/** apps/server/kill.test.ts looks as often as that at all that Cordon keeps; here it is the stores alone, at their busiest. */
const looks = Math.ceil(moments / 4);
const scratch = mkdtempSync(join(tmpdir(), 'cordon-moments-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const killed = new URL('./child.ts', import.meta.url);
const cutOff = new URL('./power-child.ts', import.meta.url);

/** What a process that is stopped has written, as `kill -9` would leave it: without a lock, since its holder is dead then. */
function imageOf(dir: string, to: string): void {
  cpSync(dir, to, { recursive: true });
  for (const lock of ['database/lock', 'events/log/lock']) rmSync(join(to, lock), { force: true });
}

test.skipIf(process.platform === 'win32')(
  `the files at any of ${looks} moments, as kill -9 would leave them: nothing acknowledged is lost and nothing is corrupt`,
  async () => {
    const dir = mkdtempSync(join(scratch, 'moments-'));
    const promised = { rows: 0, events: 0 };
    const broken: string[] = [];
    let ready = false;
    const victim = spawn(process.execPath, ['--import', tsx, fileURLToPath(killed), dir, testCache], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(victim, 'close');
    createInterface(victim.stdout).on('line', (line) => {
      const [word, number] = line.split(' ');
      if (word === 'database') promised.rows = Number(number);
      else if (word === 'events') promised.events = Number(number);
      else if (word === 'broken') broken.push(line);
      else if (word === 'ready') ready = true;
    });
    while (!ready) await pause(20);
    let deletions = 0;
    for (let moment = 0; moment < looks; moment++) {
      // Something new was acknowledged since the last look: otherwise there is nothing to be broken.
      const { rows, events } = promised;
      while (promised.rows === rows || promised.events === events) await pause(5);
      await pause(Math.random() * 120);
      victim.kill('SIGSTOP');
      // Its threads stop one after the other, and what it said is on its way.
      await pause(15);
      const before = { ...promised };
      const image = join(scratch, `image-${moment}`);
      imageOf(dir, image);
      const stores = await openStores(image, testCache, (why) => broken.push(why));
      const found = await check(stores, (why) => broken.push(why));
      deletions = Math.max(deletions, stores.events.deletions().length);
      await stores.close();
      expect(broken, `moment ${moment}`).toEqual([]);
      expect(found.rows, `moment ${moment}`).toBeGreaterThanOrEqual(before.rows);
      expect(found.events, `moment ${moment}`).toBeGreaterThanOrEqual(before.events);
      rmSync(image, { recursive: true });
      victim.kill('SIGCONT');
    }
    victim.kill('SIGKILL');
    await ended;
    if (looks >= 50) expect(deletions).toBeGreaterThan(0);
  },
  60_000 + looks * 30_000,
);

test(
  `the disk at any of ${moments} power cuts of one that writes: the database loses no commit and stays whole`,
  async () => {
    const place = join(scratch, 'cuts');
    await (await openDatabase({ dir: place, cache: testCache })).close();
    const image = join(scratch, 'cut');
    const args = [
      '--import',
      tsx,
      fileURLToPath(cutOff),
      join(place, 'pgdata'),
      '0',
      'images',
      join(image, 'pgdata'),
    ];
    const victim = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(victim, 'close');
    let cuts = 0;
    let highest = 0;
    for await (const line of createInterface(victim.stdout)) {
      const [word, number] = line.split(' ');
      expect(word, line).not.toBe('broken');
      if (word !== 'cut') continue;
      const promised = Number(number);
      const database = await openDatabase({ dir: image });
      const { rows } = await sql<
        Record<'entries' | 'highest' | 'indexed', number>
      >`select count(*)::int as entries,
        coalesce(max(n), 0)::int as highest, (select count(*)::int
        from generate_series(1, (select coalesce(max(n), 0) from entry)) g
        where exists (select 1 from entry where n = g)) as indexed
        from (select n, length(t) from entry) e`.execute(database.tables());
      await database.close();
      const where = `cut ${cuts} after ${promised} commits`;
      expect(rows[0]!.entries, where).toBe(rows[0]!.highest);
      expect(rows[0]!.indexed, where).toBe(rows[0]!.highest);
      expect(rows[0]!.highest, where).toBeGreaterThanOrEqual(promised);
      highest = promised;
      rmSync(image, { recursive: true });
      if (++cuts === moments) break;
      victim.stdin.write('\n');
    }
    victim.kill('SIGKILL');
    await ended;
    expect(cuts).toBe(moments);
    expect(highest).toBeGreaterThan(moments);
  },
  60_000 + moments * 20_000,
);

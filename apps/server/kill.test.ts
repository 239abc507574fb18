/**
 * Guards: `kill -9` at any moment of the demonstration. Every acknowledged finding, and every log line the door
 * acknowledged, must be there after the next start. CORDON_CRASH_ROUNDS asks for more rounds than the default, and
 * CORDON_CRASH_MOMENTS for more looks at the files of one that lives, which take a second each where a start takes several.
 */
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LedgerTables, openLedger } from '@cordon/access';
import { openDatabase } from '@cordon/platform/database';
import { openEvents } from '@cordon/platform/events';
import { openKeyRing, rootInFile } from '@cordon/platform/keys';
import { openLog } from '@cordon/platform/log';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { FindingPage, Situation } from './api.ts';
import { end, type Running, startCordon } from './test/running.ts';

const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 2);
const moments = Number(process.env.CORDON_CRASH_MOMENTS ?? 3);
const home = mkdtempSync(join(tmpdir(), 'cordon-kill-'));
let running: Running | null = null;

const record = (round: number): string =>
  JSON.stringify({
    '@timestamp': '2026-03-11T15:30:00.000Z',
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: `killed-${round}`,
    EventRecordID: round,
    Image: 'C:\\Windows\\System32\\vssadmin.exe',
    CommandLine: 'vssadmin.exe delete shadows /all /quiet',
  });

async function findings({ ask }: Running, query = ''): Promise<FindingPage> {
  return FindingPage.parse(await (await ask(`/api/v1/findings?limit=500${query}`)).json());
}

/** All of them, page by page: late in the replay there are more than one page holds. */
async function allFindings(running: Running): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: FindingPage = await findings(running, next && `&before=${encodeURIComponent(next)}`);
    ids.push(...page.items.map((item) => item.id));
    next = page.next;
  }
  return ids;
}

describe('the demonstration under kill -9', () => {
  afterAll(() => {
    running?.child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  it(`starts again with everything it acknowledged (${rounds} rounds)`, {
    timeout: 60_000 + rounds * 40_000,
  }, async () => {
    let known = new Set<string>();
    let lines = 0;
    for (let round = 0; round < rounds; round++) {
      running = await startCordon(home);
      await pause(1_500 + ((round * 997) % 2_000)); // somewhere inside the replay, a different place each round
      const answer = await running.ask('/api/v1/logs?name=kill-test', {
        method: 'POST',
        body: `${record(round)}\n`,
      });
      expect(answer.status).toBe(202);
      if (round % 2 === 0) await pause(300);
      const seen = new Set(await allFindings(running));
      for (const id of known) expect(seen).toContain(id);
      known = seen;
      const { demonstration } = Situation.parse(await (await running.ask('/api/v1/situation')).json());
      const reached = Date.parse(demonstration?.clock ?? '');
      if (!Number.isNaN(reached)) {
        expect(reached).toBeGreaterThanOrEqual(lines);
        lines = reached;
      }
      await end(running.child, 'SIGKILL');
    }
    running = await startCordon(home);
    const { said } = running;
    for (let round = 0; round < rounds; round++) {
      let found = await findings(running, `&host=killed-${round}`);
      for (let tries = 0; found.total === 0 && tries < 100; tries++) {
        await pause(100);
        found = await findings(running, `&host=killed-${round}`);
      }
      expect(found.total, `the line acknowledged in round ${round}; it said:\n${said()}`).toBeGreaterThan(0);
    }
    const seen = new Set(await allFindings(running));
    for (const id of known) expect(seen).toContain(id);
  });
});

/** Stops a process, and copies its files as `kill -9` would leave them now: without its locks, since it would be dead. */
async function imageOf(child: ChildProcess, dir: string, to: string): Promise<void> {
  child.kill('SIGSTOP');
  await pause(15); // its threads stop one after the other
  for (const part of ['state', 'events', 'stream', 'ledger', 'keys', 'root-keys'])
    cpSync(join(dir, part), join(to, part), { recursive: true });
  for (const lock of ['state/lock', 'events/log/lock', 'stream/received/lock', 'keys/lock'])
    rmSync(join(to, lock), { force: true });
}

interface Kept {
  findings: number;
  entries: number;
}

/** All that is kept, opened without Cordon: whole in itself, and each part fitting the others. */
async function checkImage(image: string, host: string): Promise<Kept> {
  const database = await openDatabase({ dir: join(image, 'state') });
  const events = await openEvents({ dir: join(image, 'events') });
  const stream = await openLog({ dir: join(image, 'stream', 'received') });
  const keys = await openKeyRing({
    folder: join(image, 'keys'),
    unlock: rootInFile({ folder: join(image, 'root-keys') }),
  });
  try {
    const db = database.tables<
      LedgerTables & {
        findings: { id: string; thread: string | null };
        pipeline: { next_record: string };
      }
    >();
    const [head] = await db.selectFrom('ledger_head').select('org').where('seq', '>', '0').execute();
    const ledger = openLedger({ db, folder: join(image, 'ledger'), org: head!.org, now: () => new Date() });
    const verdict = await ledger.verify();
    expect(verdict.problems).toEqual([]);
    expect((await events.verify()).problems).toEqual([]);
    // Every finding that belongs together with others says with which, and those are there.
    const lost = await db.selectFrom('findings').select('id').where('thread', 'is', null).execute();
    expect(lost).toEqual([]);
    // Its row comes with the first batch.
    const place = await db.selectFrom('pipeline').select('next_record').executeTakeFirst();
    const next = Number(place?.next_record ?? 0);
    expect(next).toBeLessThanOrEqual(stream.end());
    // The line that was acknowledged is an event, or waits to be one.
    const where = [{ column: 'host' as const, op: 'equals' as const, value: host }];
    const { rows } = await events.query({
      orgs: 'every',
      from: '2026-01-01T00:00:00Z',
      to: '2027-01-01T00:00:00Z',
      where,
    });
    let waits = false;
    for await (const { data } of stream.read(next))
      waits ||= keys.unsealBytes(head!.org, 'stream/received', data).includes(host);
    expect(rows.length > 0 || waits, `the line of ${host}`).toBe(true);
    const { total } = await db
      .selectFrom('findings')
      .select(sql<string>`count(*)`.as('total'))
      .executeTakeFirstOrThrow();
    return { findings: Number(total), entries: verdict.entries };
  } finally {
    keys.close();
    await stream.close();
    await events.close();
    await database.close();
  }
}

describe.skipIf(process.platform === 'win32')('the files of the demonstration, at any moment', () => {
  const place = mkdtempSync(join(tmpdir(), 'cordon-moments-'));
  let live: Running;
  afterAll(() => {
    live.child.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
  });

  it(`are whole as kill -9 would leave them, with all that was acknowledged (${moments} moments)`, {
    timeout: 60_000 + moments * 20_000,
  }, async () => {
    live = await startCordon(join(place, 'home'));
    // Otherwise there is little to be broken.
    await expect.poll(async () => (await findings(live)).total, { timeout: 60_000 }).toBeGreaterThan(0);
    const known: Kept = { findings: 0, entries: 0 };
    for (let moment = 0; moment < moments; moment++) {
      await pause(Math.random() * 100);
      const host = `moment-${moment}-`;
      const body = `${record(moment).replace(`killed-${moment}`, host)}\n`;
      const answer = await live.ask('/api/v1/logs?name=moments', { method: 'POST', body });
      expect(answer.status).toBe(202);
      const ledger = (await (await live.ask('/api/v1/ledger?limit=1')).json()) as { total: number };
      known.findings = (await findings(live)).total;
      known.entries = ledger.total;
      if (moment % 2 === 0) await pause(Math.random() * 200);
      const image = join(place, `image-${moment}`);
      await imageOf(live.child, join(place, 'home', 'sample'), image);
      const kept = await checkImage(image, host);
      rmSync(image, { recursive: true });
      live.child.kill('SIGCONT');
      expect(kept.findings, `moment ${moment}`).toBeGreaterThanOrEqual(known.findings);
      expect(kept.entries, `moment ${moment}`).toBeGreaterThanOrEqual(known.entries);
    }
  });
});

/**
 * Guards: `kill -9` at any moment of the demonstration. Every acknowledged finding, and every log line the door
 * acknowledged, must be there after the next start. CORDON_CRASH_ROUNDS asks for more rounds than the default.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { FindingPage, Situation } from './api.ts';
import { end, type Running, startCordon } from './test/running.ts';

const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 3);
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

/**
 * Guards: `kill -9` at any moment of the demonstration. Every acknowledged finding, and every log line the door
 * acknowledged, must be there after the next start. CORDON_CRASH_ROUNDS asks for more rounds than the default.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectPath } from '@cordon/platform/root';
import { afterAll, describe, expect, it } from 'vitest';
import { FindingPage, Situation } from './api.ts';

const rounds = Number(process.env.CORDON_CRASH_ROUNDS ?? 3);
const home = mkdtempSync(join(tmpdir(), 'cordon-kill-'));
let child: ChildProcess | null = null;
let said = '';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function start(): Promise<string> {
  const port = await freePort();
  child = spawn(
    process.execPath,
    ['--import', 'tsx', projectPath('apps/server/main.ts'), '--port', String(port)],
    {
      env: { ...process.env, CORDON_HOME: home },
      cwd: projectPath(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data) => (said += data));
  while (!said.includes('is running at')) {
    if (child.exitCode !== null) throw new Error(`it did not start:\n${said}`);
    await pause(50);
  }
  return `http://127.0.0.1:${port}`;
}

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

async function findings(address: string, query = ''): Promise<FindingPage> {
  return FindingPage.parse(await (await fetch(`${address}/api/v1/findings?limit=500${query}`)).json());
}

describe('the demonstration under kill -9', () => {
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  it(`starts again with everything it acknowledged (${rounds} rounds)`, {
    timeout: 60_000 + rounds * 40_000,
  }, async () => {
    let known = new Set<string>();
    let lines = 0;
    for (let round = 0; round < rounds; round++) {
      const address = await start();
      await pause(1_500 + ((round * 997) % 2_000)); // somewhere inside the replay, a different place each round
      const answer = await fetch(`${address}/api/v1/logs?name=kill-test`, {
        method: 'POST',
        body: `${record(round)}\n`,
      });
      expect(answer.status).toBe(202);
      if (round % 2 === 0) await pause(300);
      const seen = (await findings(address)).items.map((item) => item.id);
      for (const id of known) expect(seen).toContain(id);
      known = new Set(seen);
      const { demonstration } = Situation.parse(await (await fetch(`${address}/api/v1/situation`)).json());
      const reached = Date.parse(demonstration?.clock ?? '');
      if (!Number.isNaN(reached)) {
        expect(reached).toBeGreaterThanOrEqual(lines);
        lines = reached;
      }
      child!.kill('SIGKILL');
      await once(child!, 'exit');
    }
    const address = await start();
    for (let round = 0; round < rounds; round++) {
      let found = await findings(address, `&host=killed-${round}`);
      for (let tries = 0; found.total === 0 && tries < 100; tries++) {
        await pause(100);
        found = await findings(address, `&host=killed-${round}`);
      }
      expect(found.total, `the line acknowledged in round ${round}; it said:\n${said}`).toBeGreaterThan(0);
    }
    const seen = new Set((await findings(address)).items.map((item) => item.id));
    for (const id of known) expect(seen).toContain(id);
  });
});

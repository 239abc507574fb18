/** Risks: a source that floods shuts others out, or they wait behind it for ever; what was acknowledged in all that is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { expect, it } from 'vitest';
import { FindingPage, SourcesView } from './api.ts';
import { compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder, freePort } from './test/running.ts';

let number = 0;
const event = (fields: Record<string, string>): string => {
  number += 1;
  return JSON.stringify({
    '@timestamp': new Date(Date.UTC(2026, 2, 18, 10) + number * 10).toISOString(),
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: number,
      computer_name: 'ws1.hospital.example',
      event_data: { Image: 'C:\\Windows\\System32\\cmd.exe', CommandLine: 'cmd.exe', ...fields },
    },
  });
};
const perBody = 100;
const floodBody = (): string =>
  `${Array.from({ length: perBody }, () => event({ Description: 'x'.repeat(10_000) })).join('\n')}\n`;

it('a quiet source is let in and heard while another floods, and nothing acknowledged to either is lost', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-flood-'));
  const intake = `127.0.0.1:${await freePort()}`;
  const cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: oneHospital(null),
    demonstration: () => null,
    settings: Settings.parse({ intake: { listen: intake, plain: true } }),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  try {
    const ask = asHolder(await cordon.app.listen({ host: '127.0.0.1', port: 0 }), cordon.machineKey);
    const door = async (name: string) => {
      const body = JSON.stringify({ name, scopes: ['logs.write'], expires: null });
      const made = await ask('/api/v1/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const { secret } = (await made.json()) as { secret: string };
      return (text: string) =>
        fetch(`http://${intake}/api/v1/logs?name=events.ndjson`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}` },
          body: text,
        });
    };
    const [flood, quiet] = [await door('flood'), await door('quiet')];
    const taken = { flood: 0, quiet: 0 };
    let refused = 0;
    let stopping = false;
    const flooding = Array.from({ length: 4 }, async () => {
      while (!stopping) {
        const { status } = await flood(floodBody());
        if (status === 202) taken.flood += perBody;
        else {
          expect(status).toBe(429);
          refused += 1;
          await pause(20);
        }
      }
    });
    await expect.poll(() => refused, { timeout: 30_000 }).toBeGreaterThan(0);

    for (let n = 0; n < 5; n++) {
      const attack = event({
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: `vssadmin.exe delete shadows /all /quiet /n${n}`,
      });
      expect((await quiet(`${attack}\n`)).status).toBe(202);
      taken.quiet += 1;
    }
    const found = async () => {
      const page = FindingPage.parse(await (await ask('/api/v1/findings?level=high')).json());
      return page.total;
    };
    // The flood goes on meanwhile.
    await expect.poll(found, { timeout: 60_000, interval: 200 }).toBeGreaterThanOrEqual(5);
    stopping = true;
    await Promise.all(flooding);
    await cordon.caughtUp();
    const { items } = SourcesView.parse(await (await ask('/api/v1/sources')).json());
    for (const name of ['flood', 'quiet'] as const)
      expect(items.find(({ key }) => key === `${name}/events.ndjson`)).toMatchObject({
        events: taken[name],
        unreadable: 0,
      });
  } finally {
    await cordon.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 120_000);

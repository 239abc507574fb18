/**
 * The sample hospital in the middle of its simulated intrusion: what the intruder did has been received, found and joined to
 * an incident, without the ordinary day around it, since that is for tests of detection. People come in by passkey.
 */
import type { Invited } from '@cordon/access';
import { readLearnt } from '@cordon/detection';
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { loadScenario, simulate } from '@cordon/simulator';
import type { Browser, Page } from 'playwright-core';
import { type Cordon, compose, oneHospital } from '../compose.ts';
import { Settings } from '../settings.ts';
import { asHolder, type Running } from './running.ts';
import { addAuthenticator, byName } from './sign-in.ts';

/** The intruder is on several servers by then, and nothing is encrypted yet. */
const hoursIn = 33;

export interface Attacked {
  cordon: Cordon;
  address: string;
  /** Asks as whoever holds the data folder. */
  ask: Running['ask'];
  incident: string;
  /** Somebody with these roles, in a browser of their own, by a passkey that they have just made. */
  enter(browser: Browser, name: string, roles: readonly string[]): Promise<Page>;
}

/**
 * @param dir an empty folder; `cordon.close()` before it is removed
 * @param settings what stands in `cordon.yaml`
 */
export async function startAttacked(dir: string, settings: unknown = {}): Promise<Attacked> {
  const hospital = projectPath('content/hospitals/st-aldhelms');
  const estate = await loadEstate(hospital);
  const registers = await loadRegisters(hospital, estate);
  const cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: oneHospital(estate, { registers }),
    learnt: readLearnt(),
    demonstration: () => null,
    settings: Settings.parse(settings),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  const listening = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const address = byName(listening);
  const ask = asHolder(listening, cordon.machineKey);
  const scenario = await loadScenario('hse-2021');
  const start = new Date(scenario.start);
  const until = start.getTime() + hoursIn * 3_600_000;
  const bySource = new Map<string, string[]>();
  for (const { time, stream, line } of simulate({ estate, scenario, seed: 1, start, rate: 0 })) {
    if (Date.parse(time) > until) break;
    const lines = bySource.get(stream) ?? [];
    bySource.set(stream, lines);
    lines.push(line);
  }
  for (const [stream, lines] of bySource) {
    const body = `${lines.join('\n')}\n`;
    const sent = await ask(`/api/v1/logs?name=${encodeURIComponent(stream)}`, { method: 'POST', body });
    if (sent.status !== 202)
      throw new Error(`${stream} was not received: ${sent.status} ${await sent.text()}`);
  }
  await cordon.caughtUp();
  const found = (await (await ask('/api/v1/incidents')).json()) as { items: { id: string }[] };
  return {
    cordon,
    address,
    ask,
    incident: found.items[0]!.id,
    async enter(browser, name, roles) {
      const made = await ask('/api/v1/people', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          name,
          account: `${roles[0]}@hospital.example`,
          memberships: roles.map((role) => ({ org: estate.organisations[0]!.id, role })),
        }),
      });
      const { link } = (await made.json()) as Invited;
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      await addAuthenticator(page);
      await page.goto(link.replace(/^https?:\/\/[^/]+/, address));
      await page.getByRole('button', { name: 'Make a passkey' }).click();
      await page.getByRole('button', { name: `Signed in as ${name}` }).waitFor();
      return page;
    },
  };
}

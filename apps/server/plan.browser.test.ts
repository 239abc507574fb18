/**
 * The risk that containment is there for: an intrusion is stopped by what stops care as well, or something is closed that no
 * clinician agreed to. The simulated intrusion of the sample hospital, as the people on call would meet it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Invited, LedgerPage } from '@cordon/access';
import type { Option, Plan } from '@cordon/containment';
import { readLearnt } from '@cordon/detection';
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { loadScenario, simulate } from '@cordon/simulator';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../web/test/browser.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder, type Running } from './test/running.ts';
import { addAuthenticator, byName } from './test/sign-in.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const hospital = projectPath('content/hospitals/st-aldhelms');
/** The intruder is on several servers by then, and nothing is encrypted yet. */
const hoursIn = 33;
const lead = 'Incident lead on call';
const clinician = 'Consultant on call';

describe.skipIf(chromium === null)('the intrusion of the sample hospital', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-plan-page-'));
  let browser: Browser;
  let cordon: Cordon;
  let address: string;
  let ask: Running['ask'];
  let incident: string;
  let leads: Page;
  let clinicians: Page;

  const post = (path: string, body?: unknown) =>
    ask(`/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  const plans = async (): Promise<Plan[]> =>
    ((await (await ask(`/api/v1/incidents/${incident}/plans`)).json()) as { items: Plan[] }).items;

  /** Somebody with this role, in a browser of their own, by a passkey. */
  async function enter(name: string, role: string): Promise<Page> {
    const made = await post('people', {
      name,
      account: `${role}@hospital.example`,
      memberships: [{ org: 'st-aldhelms', role }],
    });
    const { link } = (await made.json()) as Invited;
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await addAuthenticator(page);
    await page.goto(link.replace(/^https?:\/\/[^/]+/, address));
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('button', { name: `Signed in as ${name}` }).waitFor();
    return page;
  }
  const openPlan = async (page: Page) => {
    await page.goto(`${address}/incidents/${incident}/plan`);
    await page.getByRole('heading', { name: 'What to close', level: 1 }).waitFor();
  };

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    const estate = await loadEstate(hospital);
    const registers = await loadRegisters(hospital, estate);
    cordon = await compose({
      dir,
      cacheDir: join(tmpdir(), 'cordon-test-cache'),
      organisations: oneHospital(estate, { registers }),
      learnt: readLearnt(),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log: createLogger('test', { level: 'silent' }),
    });
    const listening = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
    address = byName(listening);
    ask = asHolder(listening, cordon.machineKey);
    const scenario = await loadScenario('hse-2021');
    const start = new Date(scenario.start);
    const until = start.getTime() + hoursIn * 3_600_000;
    const bySource = new Map<string, string[]>();
    // What the intruder did, without the ordinary day around it: the day is for tests of detection.
    for (const { time, stream, line } of simulate({ estate, scenario, seed: 1, start, rate: 0 })) {
      if (Date.parse(time) > until) break;
      const lines = bySource.get(stream) ?? [];
      bySource.set(stream, lines);
      lines.push(line);
    }
    for (const [stream, lines] of bySource) {
      const sent = await ask(`/api/v1/logs?name=${encodeURIComponent(stream)}`, {
        method: 'POST',
        body: `${lines.join('\n')}\n`,
      });
      expect(sent.status).toBe(202);
    }
    await cordon.caughtUp();
    const found = (await (await ask('/api/v1/incidents')).json()) as { items: { id: string }[] };
    incident = found.items[0]!.id;
    leads = await enter(lead, 'incident-lead');
    clinicians = await enter(clinician, 'clinician-on-call');
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await cordon?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is contained by the proposed plan, with the emergency department and critical care still served', async () => {
    await openPlan(leads);
    await leads.getByRole('button', { name: 'Work out a plan' }).click();
    await leads.getByRole('heading', { name: 'Proposed plan', exact: true }).waitFor();
    const { violations } = await new AxeBuilder({ page: leads }).setLegacyMode(true).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const cells = async (service: string) =>
      leads
        .getByRole('row', { name: new RegExp(`^${service}`) })
        .getByRole('cell')
        .allTextContents();
    for (const service of ['Emergency department', 'Critical care']) {
      const [nothing, proposed] = await cells(service);
      expect(nothing, `${service}, nothing done`).toMatch(/by the attack/);
      expect(proposed, `${service}, by the plan`).not.toMatch(/^Stops|by the attack/);
    }
    const [{ proposal }] = (await plans()) as [Plan];
    const option = (name: Option['name']) => proposal.options.find((one) => one.name === name)!;
    const total = ({ attack_harm, containment_harm }: Option) => attack_harm + containment_harm;
    expect(proposal.held.assets.length).toBeGreaterThan(1);
    expect(option('nothing').assets_reached).toBeGreaterThan(400);
    expect(option('proposed').assets_reached).toBe(proposal.held.assets.length);
    expect(total(option('proposed'))).toBeLessThan(total(option('everything')));
    expect(total(option('proposed'))).toBeLessThan(total(option('nothing')));
    expect(proposal.proved).toBe(true);
  }, 60_000);

  it('cannot be acted on by any route before a clinician agreed, not even by whoever holds the machine', async () => {
    expect(await leads.getByRole('button', { name: /^I have/ }).count()).toBe(0);
    expect(await leads.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    const [{ id, proposal }] = (await plans()) as [Plan];
    const writing = cordon.routes.filter(({ method, url }) => url.includes('/plans/') && method !== 'GET');
    expect(writing.length).toBeGreaterThan(3);
    for (const { method, url } of writing) {
      for (const { id: action } of proposal.options.flatMap(({ actions }) => actions)) {
        const path = url.replace(':id', id).replace(':action', encodeURIComponent(action));
        const body = JSON.stringify({ option: 'proposed', because: 'I hold the machine' });
        const answer = await ask(path, { method, headers: { 'content-type': 'application/json' }, body });
        expect(answer.status, `${method} ${url}`).toBeGreaterThanOrEqual(400);
      }
    }
    expect(await plans()).toMatchObject([{ approval: null, acts: [] }]);
  }, 60_000);

  it('is agreed to by the clinician on call by name, and then done and undone on record', async () => {
    await openPlan(clinicians);
    await clinicians
      .getByLabel('Why, and with whom you spoke')
      .fill('Spoke with the site team; wards are warned.');
    await clinicians.getByRole('button', { name: 'Approve proposed plan' }).click();
    await clinicians.getByText(`was approved by ${clinician}`).waitFor();
    expect(await clinicians.getByRole('button', { name: /^I have/ }).count()).toBe(0);
    // The lead's page hears of it by itself, and has the lines to carry out.
    await leads
      .getByText(/^Disable-ADAccount|isolate/)
      .first()
      .waitFor();
    await leads.getByRole('button', { name: 'I have done this' }).first().click();
    await leads.getByRole('button', { name: 'I have undone this' }).click();
    await leads.getByText('undone', { exact: true }).waitFor();
    const ledger = (await (await ask('/api/v1/ledger?limit=50')).json()) as LedgerPage;
    const acts = ledger.items
      .filter(({ act }) => act.startsWith('plan.'))
      .map(({ act, who }) => `${act} ${who.name}`);
    expect(acts.reverse()).toEqual([
      `plan.propose ${lead}`,
      `plan.approve ${clinician}`,
      `plan.action-done ${lead}`,
      `plan.action-undone ${lead}`,
    ]);
  }, 60_000);
});

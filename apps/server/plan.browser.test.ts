/**
 * The risk that containment is there for: an intrusion is stopped by what stops care as well, or something is closed that no
 * clinician agreed to. The simulated intrusion of the sample hospital, as the people on call would meet it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { LedgerPage, TokenMade } from '@cordon/access';
import type { Option, Plan } from '@cordon/containment';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOf } from '../web/test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../web/test/browser.ts';
import { type Defender, secret, startDefender } from './actuators/testing.ts';
import type { Cordon } from './compose.ts';
import { type Attacked, startAttacked } from './test/attacked.ts';
import type { Running } from './test/running.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const lead = 'Incident lead on call';
const clinician = 'Consultant on call';
/** What carries out plans in the hospital. */
const orchestrator = 'orchestrator';

describe.skipIf(chromium === null)('the intrusion of the sample hospital', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-plan-page-'));
  let browser: Browser;
  let hospital: Attacked;
  let cordon: Cordon;
  let address: string;
  let ask: Running['ask'];
  let incident: string;
  let leads: Page;
  let clinicians: Page;
  let token: string;
  let defender: Defender;
  const told: unknown[] = [];
  const listener = createServer(async (request, reply) => {
    told.push(await json(request));
    reply.writeHead(204).end();
  });
  const listenForMessages = (): Promise<string> =>
    new Promise((resolve) =>
      listener.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/`),
      ),
    );

  /** Status, and why not. */
  async function asProgram(path: string, method = 'GET', body?: unknown): Promise<[number, unknown]> {
    const answer = await fetch(`${address}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  }
  const plans = async (): Promise<Plan[]> =>
    ((await (await ask(`/api/v1/incidents/${incident}/plans`)).json()) as { items: Plan[] }).items;

  const openPlan = async (page: Page) => {
    await page.goto(`${address}/incidents/${incident}/plan`);
    await page.getByRole('heading', { name: 'What to close', level: 1 }).waitFor();
  };

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    defender = await startDefender();
    const { origin } = defender.system;
    writeFileSync(join(dir, 'defender.secret'), secret);
    hospital = await startAttacked(dir, {
      actuators: [
        {
          ...{ kind: 'microsoft-defender', name: 'defender', tenant: 't', client: 'c' },
          ...{ api: origin, login: origin, secret: { file: 'defender.secret' } },
        },
      ],
    });
    ({ cordon, address, ask, incident } = hospital);
    const hook = await listenForMessages();
    const post = async (path: string, body: unknown): Promise<unknown> => {
      const answer = await ask(`/api/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status, path).toBe(201);
      return answer.json();
    };
    const scopes = ['plans.carry-out'];
    token = ((await post('tokens', { name: orchestrator, scopes, expires: null })) as TokenMade).secret;
    await post('webhooks', { url: hook, events: ['plan.approved'] });
    leads = await hospital.enter(browser, lead, ['incident-lead']);
    clinicians = await hospital.enter(browser, clinician, ['clinician-on-call']);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    listener.close();
    await cordon?.close();
    await defender?.system.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is contained by the proposed plan, with the emergency department and critical care still served', async () => {
    await openPlan(leads);
    await leads.getByRole('button', { name: 'Work out a plan' }).click();
    await leads.getByRole('heading', { name: 'Proposed plan', exact: true }).waitFor();
    expect(await barriersOf(leads)).toEqual([]);
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

  it('is no program’s to approve, nor to carry out before somebody has', async () => {
    const [{ id, proposal }] = (await plans()) as [Plan];
    const { id: action } = proposal.options[2]!.actions[0]!;
    expect(await asProgram(`plans/${id}/commands?kind=cisco-asa`)).toEqual([409, 'NOT_APPROVED']);
    expect(await asProgram(`plans/${id}/actions/${encodeURIComponent(action)}/done`, 'POST')).toEqual([
      409,
      'NOT_APPROVED',
    ]);
    const yes = { option: 'proposed', because: 'it looks right' };
    expect(await asProgram(`plans/${id}/approval`, 'POST', yes)).toEqual([403, 'NOT_ALLOWED']);
    expect(await asProgram(`incidents/${incident}/plans`, 'POST', {})).toEqual([403, 'NOT_ALLOWED']);
  });

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

  it('is recovered from on one board: begun by the lead, seen on another screen, checked by who works with it', async () => {
    await clinicians.goto(`${address}/recovery`);
    await clinicians.getByText('Nothing is being brought back.').waitFor();
    await leads.goto(`${address}/recovery`);
    await leads.getByLabel('After which incident').selectOption(incident);
    await leads.getByRole('button', { name: 'Begin the recovery' }).click();
    const first = (page: Page) => page.locator('.recovery-step').first();
    await first(leads).waitFor();
    const name = await first(leads).locator('.recovery-name').textContent();
    expect(await barriersOf(leads)).toEqual([]);
    // Nobody pressed anything there.
    const seen = clinicians.locator('.recovery-step', { hasText: name! });
    await seen.first().waitFor();
    expect(await clinicians.getByRole('button', { name: /^Is being restored/ }).count()).toBe(0);
    const step = leads.locator('.recovery-step', { hasText: name! }).first();
    await step.getByRole('button', { name: /^Is being restored/ }).click();
    await step.getByRole('button', { name: /^Is back/ }).click();
    await seen
      .first()
      .getByRole('button', { name: /^Works as it should/ })
      .click();
    await step.getByText('Back and checked').waitFor();
    expect(await step.textContent()).toContain(`says ${clinician}`);
    const ledger = (await (await ask('/api/v1/ledger?limit=50')).json()) as LedgerPage;
    const acts = ledger.items
      .filter(({ act }) => act.startsWith('recovery.'))
      .map(({ act, who }) => `${act} ${who.name}`);
    expect(acts.reverse()).toEqual([
      `recovery.begin ${lead}`,
      `recovery.state ${lead}`,
      `recovery.state ${lead}`,
      `recovery.check ${clinician}`,
    ]);
  }, 60_000);

  it('is carried out by a program that is told of the approval, under its own name', async () => {
    const [{ id, proposal }] = (await plans()) as [Plan];
    await expect
      .poll(() => told, { timeout: 30_000 })
      .toContainEqual(
        expect.objectContaining({
          type: 'plan.approved',
          data: expect.objectContaining({ plan: id, incident, option: 'proposed', withdrawn: null }),
        }),
      );
    const { actions } = proposal.options.find(({ name }) => name === 'proposed')!;
    const { id: action } = actions.at(-1)!;
    expect(await asProgram(`plans/${id}/commands?kind=cisco-asa`)).toEqual([200, undefined]);
    expect(await asProgram(`plans/${id}/actions/${encodeURIComponent(action)}/done`, 'POST')).toEqual([
      200,
      undefined,
    ]);
    const [{ acts }] = (await plans()) as [Plan];
    expect(acts).toContainEqual(
      expect.objectContaining({ action, done: expect.objectContaining({ by: orchestrator }) }),
    );
  }, 60_000);

  it('is carried out with a connector when the lead presses the button, who sees it done and takes it back', async () => {
    const [{ proposal }] = (await plans()) as [Plan];
    const { actions } = proposal.options.find(({ name }) => name === 'proposed')!;
    const hosts = actions.flatMap(({ action }) => (action.kind === 'isolate-asset' ? action.asset : []));
    for (const [at, name] of hosts.entries())
      defender.machines.push({
        ...{ id: `m${at}`, computerDnsName: name, healthStatus: 'Active', lastSeen: '2026-03-11T01:00:00Z' },
      });
    const finish = () => {
      for (const one of defender.actions) one.status = 'Succeeded';
    };
    await openPlan(leads);
    await leads.getByRole('button', { name: /^Carry out all that connectors can do/ }).click();
    const confirm = leads.getByRole('button', { name: 'Carry out, knowing this' });
    const isolating = leads.getByText('Being done', { exact: true }).first();
    await confirm.or(isolating).first().waitFor();
    if ((await confirm.count()) > 0) await confirm.click();
    await isolating.waitFor();
    await expect.poll(() => defender.sent().length, { timeout: 20_000 }).toBe(hosts.length);
    finish();
    await expect
      .poll(() => leads.locator('.plan-order-done').count(), { timeout: 30_000 })
      .toBe(hosts.length);
    await leads.getByRole('button', { name: /^Take back all that connectors did/ }).click();
    await expect.poll(() => defender.sent().length, { timeout: 20_000 }).toBe(2 * hosts.length);
    finish();
    await expect
      .poll(() => leads.getByText('Taken back', { exact: true }).count(), { timeout: 30_000 })
      .toBe(hosts.length);
    const ledger = (await (await ask('/api/v1/ledger?limit=200')).json()) as LedgerPage;
    const of = (act: string) => ledger.items.filter((item) => item.act === act).map(({ who }) => who.name);
    expect(of('plan.carry-out')).toEqual(hosts.map(() => lead));
    expect(of('plan.take-back')).toEqual(hosts.map(() => lead));
    expect(of('plan.action-done')).toContain('defender');
  }, 120_000);
});

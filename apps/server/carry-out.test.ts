/**
 * The risk that approval is there for: something is carried out that no clinician stands by. Every route that could is tried, by everybody
 * who may use it, on plans that nobody approved, that were approved for another option or are withdrawn, and on another hospital's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Defender, secret, startDefender } from './actuators/testing.ts';
import { actionIds, type Carrying, startCarrying } from './test/carrying.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-carry-out-'));
let defender: Defender;
let carrying: Carrying;
let address: string;

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const asProgram =
  (token: string): Ask =>
  (path, init = {}) =>
    fetch(`${address}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const post = (ask: Ask, path: string, body: unknown) =>
  ask(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const codeOf = async (answer: Promise<Response>): Promise<string> => {
  const { code = 'done' } = (await (await answer).json()) as { code?: string };
  return code;
};

beforeAll(async () => {
  defender = await startDefender();
  for (const id of ['pc1', 'record'])
    defender.machines.push({
      id,
      computerDnsName: id,
      healthStatus: 'Active',
      lastSeen: '2026-03-11T01:00:00Z',
    });
  const { origin } = defender.system;
  process.env.CORDON_TEST_DEFENDER = secret;
  carrying = await startCarrying(
    dir,
    [
      {
        ...{ kind: 'microsoft-defender', name: 'edr', tenant: 't', client: 'c', api: origin, login: origin },
        secret: { env: 'CORDON_TEST_DEFENDER' },
      },
      { kind: 'firewall', name: 'core', zones: ['wards'] },
    ],
    async ({ app }) => {
      address = await app.listen({ host: '127.0.0.1', port: 0 });
      return address;
    },
  );
  await carrying.plan('never', 'north', null);
  await carrying.plan('other', 'north', 'everything');
  await carrying.plan('withdrawn', 'north', 'proposed');
  await carrying.plan('theirs', 'south', 'proposed');
  await carrying.clinician.ask('/api/v1/plans/withdrawn/approval', { method: 'DELETE' });
}, 120_000);
afterAll(async () => {
  await carrying.close();
  await defender.system.close();
  rmSync(dir, { recursive: true, force: true });
});

it('is done by no route for a plan that no clinician stands by, whoever asks', async () => {
  const { cordon, lead, holder, tokens } = carrying;
  const everybody: [string, Ask][] = [
    ['the lead', lead.ask],
    ['who holds the machine', holder],
    ['the firewall', asProgram(tokens.firewall)],
    ['another program', asProgram(tokens.elsewhere)],
  ];
  const some = [actionIds, ...actionIds.map((id) => [id])];
  const bodiesFor = (url: string): unknown[] => {
    if (url.endsWith('/report')) return [{ wanted: 'done', state: 'done' }];
    return url.includes('/orders')
      ? some.flatMap((actions) => [{ actions }, { actions, knowing: ['ed'] }])
      : [undefined];
  };
  const routes = cordon.routes.filter(
    ({ method, url }) => /\/(plans|orders)\b/.test(url) && method !== 'GET' && !url.endsWith('/approval'),
  );
  expect(routes.map(({ url }) => url)).toContain('/api/v1/plans/:id/orders');
  for (const [who, ask] of everybody)
    for (const plan of ['never', 'other', 'withdrawn', 'theirs'])
      for (const { method, url } of routes)
        for (const action of url.includes(':action') ? actionIds : ['']) {
          // Proposing is not carrying out.
          if (url.endsWith('/incidents/:id/plans')) continue;
          const path = url.replace(':id', plan).replace(':action', encodeURIComponent(action));
          for (const body of bodiesFor(url)) {
            const headers = body === undefined ? {} : { 'content-type': 'application/json' };
            const sent = body === undefined ? {} : { body: JSON.stringify(body) };
            const { status } = await ask(path, { method, headers, ...sent });
            expect(status, `${method} ${path} by ${who}: ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(
              400,
            );
          }
        }
  for (const token of [tokens.firewall, tokens.southern]) {
    const answer = await asProgram(token)('/api/v1/orders');
    if (answer.ok) expect(await answer.json()).toEqual({ items: [] });
    else expect(answer.status).toBe(403);
  }
  expect(await carrying.kept('plan_orders')).toEqual([]);
  expect(await carrying.kept('plan_acts')).toEqual([]);
  // Longer than it takes to look once.
  await pause(2_500);
  expect(defender.sent()).toEqual([]);
}, 60_000);

it('is ordered by no program and by no clinician: by somebody who may, who is told what it carries', async () => {
  const { lead, clinician, tokens } = carrying;
  await carrying.plan('agreed', 'north', 'proposed');
  const body = { actions: ['isolate-asset:record'], knowing: [] as string[] };
  for (const ask of [asProgram(tokens.firewall), asProgram(tokens.elsewhere), clinician.ask])
    expect(await codeOf(post(ask, 'plans/agreed/orders', body))).toBe('NOT_ALLOWED');
  expect(await codeOf(post(lead.ask, 'plans/agreed/orders', body))).toBe('CARRIES_SERVICES');
  expect(defender.sent()).toEqual([]);
  expect(await codeOf(post(lead.ask, 'plans/agreed/orders', { ...body, knowing: ['ed'] }))).toBe('done');
  await expect.poll(() => defender.sent(), { timeout: 10_000 }).toEqual(['isolate record']);
}, 30_000);

it('stays to be taken back when the approval is withdrawn', async () => {
  const { lead, clinician, tokens } = carrying;
  defender.actions.at(-1)!.status = 'Succeeded';
  await post(lead.ask, 'plans/agreed/orders', { actions: ['block-flow:files'] });
  const firewall = asProgram(tokens.firewall);
  expect(await (await firewall('/api/v1/orders')).json()).toMatchObject({ items: [{ wants: 'done' }] });
  await clinician.ask('/api/v1/plans/agreed/approval', { method: 'DELETE' });
  expect(await (await firewall('/api/v1/orders')).json()).toMatchObject({ items: [{ wants: 'undone' }] });
  expect(await codeOf(post(lead.ask, 'plans/agreed/orders', { actions: ['isolate-asset:pc1'] }))).toBe(
    'NOT_APPROVED',
  );
  const back = { actions: ['isolate-asset:record'] };
  expect(await codeOf(post(lead.ask, 'plans/agreed/orders/taken-back', back))).toBe('done');
  await expect
    .poll(() => defender.sent(), { timeout: 10_000 })
    .toEqual(['isolate record', 'unisolate record']);
}, 30_000);

/**
 * The risks: the wrong host is taken off the network, or one twice; a host that somebody else isolated is released; what failed looks
 * done; an answer that was lost, or a crash, leaves nobody knowing. Against a server that answers as Microsoft documents it.
 */
import { createHash } from 'node:crypto';
import type { Act, Actor } from '@cordon/access';
import { createOrders, type Plan, type PlanTables } from '@cordon/containment';
import { type Asset, createEstate } from '@cordon/estate';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../settings.ts';
import { ActuatorSettings, actuatorFor, actuatorOf, isPushed } from './list.ts';
import { createRunner, type Runner } from './run.ts';
import { type Defender, type SimulatedAction, secret, startDefender } from './testing.ts';

const lead: Actor = { kind: 'person', name: 'Lead', proven: 'passkey' };
const host = (id: string): Asset => ({
  ...{ id, hostname: id.toUpperCase(), addresses: [], kind: 'workstation', os: '', support_ends: null },
  ...{ zone: 'z', site: 's', system: null, location: '', notes: '' },
});
const estate = createEstate({
  organisations: [{ id: 'o', name: 'o', ods_code: 'Z9Z9Z', domains: [] }],
  sites: [{ id: 's', name: 's', organisation: 'o' }],
  zones: [{ id: 'z', name: 'z', kind: 'user', cidrs: [] }],
  assets: [host('pc1'), host('pc2')],
  ...{
    services: [],
    suppliers: [],
    systems: [],
    dependencies: [],
    flows: [],
    accounts: [],
    rights: [],
    trusts: [],
    wards: [],
  },
});
const actions = ['pc1', 'pc2'].map((asset) => ({
  ...{ id: `isolate-asset:${asset}`, action: { kind: 'isolate-asset', asset } },
  ...{ title: `Take ${asset} off`, harm: 0, needed_within: 0, breaks: [], roll_back: '' },
}));

let database: Database;
let defender: Defender;
let runner: Runner;
let clock: Date;
let acts: Act[];

const db = () => database.within('o').tables<PlanTables>();
function start() {
  const settings = ActuatorSettings.parse({
    ...{ kind: 'microsoft-defender', name: 'edr', tenant: 't', client: 'c', secret: { env: 'X' } },
    ...{ api: defender.system.origin, login: defender.system.origin },
  });
  if (!isPushed(settings)) throw new Error('it is pushed');
  const orders = () =>
    createOrders({
      ...{ db: db(), estate, actuators: [actuatorOf(settings)], now: () => clock },
      record: async (_, act) => void acts.push(act),
    });
  const run = createRunner({
    actuators: [{ name: 'edr', settings, actuator: actuatorFor(settings) }],
    ...{ orders, secret: () => secret, now: () => clock },
    log: createLogger('test', { level: 'silent' }),
  });
  return { orders, run };
}
const orders = () => start().orders();
const pass = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1_000);
};
const look = async (seconds = 60): Promise<string> => {
  pass(seconds);
  await runner.look();
  return standing();
};
const standing = async (): Promise<string> => {
  const [order] = (await orders().view('p')).orders;
  return order === undefined ? 'not begun' : `${order.wants} ${order.state}: ${order.said}`;
};
const carryOut = (...assets: string[]) =>
  orders().carryOut('p', { actions: assets.map((one) => `isolate-asset:${one}`), knowing: [] }, lead);
const takeBack = () => orders().takeBack('p', ['isolate-asset:pc1'], lead);
const knows = (...names: string[]) => {
  for (const [at, name] of names.entries())
    defender.machines.push({
      ...{ id: `m${at}`, computerDnsName: name, healthStatus: 'Active' },
      lastSeen: `2026-03-1${at}T01:00:00Z`,
    });
};
const before = (of: Partial<SimulatedAction>) =>
  defender.actions.push({
    ...{ id: 'before', type: 'Isolate', scope: 'Full', requestor: 'Analyst@hospital.example' },
    ...{ requestorComment: 'looks bad', status: 'Succeeded', machineId: 'm0', computerDnsName: 'pc1' },
    ...{ creationDateTimeUtc: '2026-03-11T01:00:00.1234567Z', ...of },
  });
const finish = (status = 'Succeeded') => {
  defender.actions.at(-1)!.status = status;
};

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'containment', projectPath('modules', 'containment', 'migrations'));
  await secureOrganisations(database, []);
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ['plan_orders', 'plan_acts', 'plan_approvals', 'plans', 'actuators'] as const)
    await db().deleteFrom(table).execute();
  const held = { assets: ['pc1'], accounts: [], suppliers: [] };
  const proposal = { held, options: [{ name: 'proposed', actions }] } as unknown as Plan['proposal'];
  await db()
    .insertInto('plans')
    .values({ id: 'p', incident: 'i', made: 'x', made_by: 'x', proposal: JSON.stringify(proposal) })
    .execute();
  await db()
    .insertInto('plan_approvals')
    .values({
      ...{ plan: 'p', option: 'proposed', because: 'x', approved: 'x', approved_by: 'Clinician' },
      ...{ withdrawn: null, withdrawn_by: null },
    })
    .execute();
  clock = new Date('2026-03-11T03:00:00Z');
  acts = [];
  defender = await startDefender();
  runner = start().run;
});
afterEach(async () => {
  runner.stop();
  await defender.system.close();
});

describe('Microsoft Defender, simulated', () => {
  it('takes a host off the network and lets it back, and says each time how far it is', async () => {
    knows('pc1.hospital.example');
    await carryOut('pc1');
    expect(await look()).toBe('done under-way: Defender was told');
    expect(await look()).toMatch(/waits for the host, which may be off or away, since 2026-03-11T03:00Z/);
    finish('InProgress');
    expect(await look()).toMatch(/the host is carrying it out/);
    finish();
    expect(await look()).toBe('done done: null');
    expect(defender.actions[0]).toMatchObject({
      scope: 'Full',
      requestorComment: expect.stringMatching(/^Cordon, plan p \(/),
    });
    await takeBack();
    await look();
    finish();
    expect(await look()).toBe('undone done: null');
    expect(defender.sent()).toEqual(['isolate m0', 'unisolate m0']);
    expect(acts.map(({ act, who }) => `${act} ${who.name}`)).toEqual([
      ...['plan.carry-out Lead', 'plan.action-done edr', 'plan.take-back Lead', 'plan.action-undone edr'],
    ]);
  });

  it.each([
    ['none of that name', ['other', 'pc10'], /knows no host called PC1/],
    [
      'two of that name',
      ['pc1.east.example', 'pc1.west.example'],
      /knows 2 hosts called PC1: pc1.east.example, last seen 2026-03-10/,
    ],
    ['two that are as alive as each other', ['pc1', 'pc1'], /knows 2 hosts/],
  ])('touches nothing where there is %s', async (_, names, why) => {
    knows(...names);
    await carryOut('pc1');
    expect(await look()).toMatch(why);
    expect(await standing()).toMatch(/^done failed/);
    expect(defender.sent()).toEqual([]);
    expect(acts.at(-1)).toMatchObject({ act: 'plan.action-failed' });
  });

  it('takes the one that is active where a host was set up again under its name', async () => {
    knows('pc1', 'pc1');
    defender.machines[0]!.healthStatus = 'Inactive';
    await carryOut('pc1');
    await look();
    expect(defender.sent()).toEqual(['isolate m1']);
  });

  it('sends nothing to a host that is isolated already, and does not release it by a plan', async () => {
    knows('pc1');
    before({});
    await carryOut('pc1');
    expect(await look()).toMatch(
      /^done done: it was isolated before, by Analyst@hospital.example at 2026-03-11T01:00Z/,
    );
    await takeBack();
    expect(await look()).toMatch(/^undone failed: it was isolated by Analyst.*not by this plan/);
    expect(defender.sent()).toEqual([]);
  });

  it('does not call done what somebody changed again before it looked', async () => {
    knows('pc1');
    await carryOut('pc1');
    await look();
    finish();
    before({ id: 'later', type: 'Unisolate', creationDateTimeUtc: '2026-03-11T04:00:00Z' });
    expect(await look()).toMatch(/^done failed: it was done, and changed again by Analyst.*Unisolate/);
  });

  it('isolates wholly what was isolated in part, and what was released since', async () => {
    knows('pc1');
    before({ scope: 'Selective' });
    before({ id: 'later', type: 'Unisolate', creationDateTimeUtc: '2026-03-11T02:00:00Z' });
    await carryOut('pc1');
    await look();
    expect(defender.sent()).toEqual(['isolate m0']);
  });

  it('waits while somebody else is at it, and looks again', async () => {
    knows('pc1');
    before({ type: 'Unisolate', status: 'InProgress' });
    await carryOut('pc1');
    expect(await look()).toMatch(/busy with what was begun by Analyst.*Unisolate/);
    finish();
    await look();
    expect(defender.sent()).toEqual(['isolate m0']);
  });

  it.each([
    ['Failed', /could not do it on the host/],
    ['TimeOut', /did not answer Defender in time/],
    ['Cancelled', /cancelled it/],
  ])('says so when it ends as %s, and tries anew when it is asked to', async (status, why) => {
    knows('pc1');
    await carryOut('pc1');
    await look();
    finish(status);
    expect(await look()).toMatch(why);
    await carryOut('pc1');
    await look();
    expect(defender.sent()).toEqual(['isolate m0', 'isolate m0']);
  });

  it('waits as long as it is asked to, and tries again after trouble', async () => {
    knows('pc1');
    defender.once('/api/machines', (reply) => reply.writeHead(429, { 'retry-after': '90' }).end());
    await carryOut('pc1');
    expect(await look(0)).toMatch(
      /^done under-way: localhost:\d+ asks to be left alone for a while \(429\); it is tried again/,
    );
    expect(await look(89)).toMatch(/429/);
    defender.once('/api/machineactions', (reply) => reply.writeHead(503).end());
    expect(await look(1)).toMatch(/problem of its own \(503\)/);
    await look();
    expect(defender.sent()).toEqual(['isolate m0']);
    // The page says that it works again.
    expect((await orders().view('p')).actuators).toMatchObject([{ error: null, silent: false }]);
  });

  it('says that it is not let in, and sends nothing', async () => {
    knows('pc1');
    defender.once('/token', (reply) => reply.writeHead(401).end());
    await carryOut('pc1');
    pass(60);
    await runner.look();
    expect(await standing()).toMatch(/^done failed: .*does not accept what this connector shows \(401\)/);
    expect((await orders().view('p')).actuators).toMatchObject([{ error: expect.stringMatching(/401/) }]);
    expect(defender.sent()).toEqual([]);
  });

  it('finds again what was begun when the answer was lost: a host is isolated once', async () => {
    knows('pc1');
    defender.losesAnswer = true;
    await carryOut('pc1');
    expect(await look()).toMatch(/^done under-way: the connection to localhost:\d+ failed.*tried again$/);
    expect(await look()).toMatch(/Defender waits for the host/);
    finish();
    expect(await look()).toBe('done done: null');
    expect(defender.sent()).toEqual(['isolate m0']);
  });

  it('finds again what was begun when it was killed before it could keep that', async () => {
    knows('pc1');
    await carryOut('pc1');
    const [due] = await orders().due(['edr']);
    await orders().begin(due!);
    const reference = createHash('sha256')
      .update(JSON.stringify(['p', due!.action, 'done', due!.asked]))
      .digest('hex')
      .slice(0, 16);
    before({ status: 'Pending', requestorComment: `Cordon, plan p (${reference})` });
    runner = start().run;
    expect(await look()).toMatch(/Defender waits for the host/);
    expect(defender.sent()).toEqual([]);
    finish();
    expect(await look()).toBe('done done: null');
  });

  it('does not begin what is withdrawn between its being ordered and its being sent', async () => {
    knows('pc1');
    await carryOut('pc1');
    await db().updateTable('plan_approvals').set({ withdrawn: 'now', withdrawn_by: 'Clinician' }).execute();
    expect(await look()).toBe('not begun');
    expect(defender.sent()).toEqual([]);
  });

  it('does not let one host that is away hold up the next', async () => {
    knows('pc1', 'pc2');
    await carryOut('pc1', 'pc2');
    await look();
    expect(defender.sent().sort()).toEqual(['isolate m0', 'isolate m1']);
  });
});

it('is named once in the settings, by its own hospital, with its secret elsewhere', () => {
  const named = (actuators: unknown) => Settings.safeParse({ actuators }).success;
  const edr = { kind: 'microsoft-defender', name: 'edr', tenant: 't', client: 'c' };
  expect(
    named([
      { ...edr, secret: { env: 'X' } },
      { kind: 'firewall', name: 'core', zones: ['z'] },
    ]),
  ).toBe(true);
  expect(named([{ ...edr, secret: 'hunter2' }])).toBe(false);
  expect(named([{ ...edr, secret: { env: 'X' }, api: 'http://elsewhere.example' }])).toBe(false);
});

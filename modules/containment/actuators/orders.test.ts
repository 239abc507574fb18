/**
 * The risks: something is sent that no clinician stands by, or for the wrong hospital or firewall; half an action passes for a whole one; what
 * was closed cannot be opened again; two processes, or a crash, make a lie of what is on the ledger.
 */
import type { Act, Actor } from '@cordon/access';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Action } from '../model.ts';
import { createPlans } from '../plans/plans.ts';
import { addPlan } from '../plans/store.ts';
import type { PlanTables } from '../plans/tables.ts';
import { asset, estateOf, flow } from '../testing.ts';
import { assign } from './assign.ts';
import type { Actuator } from './model.ts';
import { createOrders } from './orders.ts';

const lead: Actor = { kind: 'person', name: 'Lead', proven: 'passkey' };
const clinician: Actor = { kind: 'person', name: 'Clinician', proven: 'passkey' };
const program = (name: string): Actor => ({ kind: 'program', name, proven: null });

const estate = estateOf({
  zones: [
    { id: 'z0', name: 'Wards', kind: 'user', cidrs: ['10.0.0.0/24'] },
    { id: 'z1', name: 'Servers', kind: 'server', cidrs: ['10.0.1.0/24'] },
    { id: 'z2', name: 'Nowhere', kind: 'server', cidrs: [] },
  ],
  systems: [{ id: 'y0', name: 'Record', kind: '', supplier: null, organisation: 'o' }],
  dependencies: [{ from: 's0', to: 'y0', strength: 'stops' }],
  assets: [asset('pc', 'z0', null), asset('record', 'z1', 'y0', { addresses: ['10.0.1.9'] })],
  flows: [
    flow('open', 'z0', 'record', ['445']),
    flow('back', 'z1', 'z0', ['22']),
    flow('lost', 'z0', 'z2', ['22']),
  ],
});
const edr: Actuator = { name: 'edr', kind: 'x', acts: 'device', zones: null, every: 30 };
const firewall: Actuator = { name: 'core', kind: 'y', acts: 'connections', zones: ['z0'], every: 30 };
const other: Actuator = { name: 'edge', kind: 'y', acts: 'connections', zones: ['z1'], every: 30 };

const isolatePc: Action = { kind: 'isolate-asset', asset: 'pc' };
const isolateRecord: Action = { kind: 'isolate-asset', asset: 'record' };
const block: Action = { kind: 'block-flow', flow: 'open', ports: ['445'] };
const planned = (id: string, action: Action) => ({
  ...{ id, action, title: `Do ${id}`, harm: 0, needed_within: 0, breaks: [], roll_back: '' },
});
const proposed = [planned('pc', isolatePc), planned('record', isolateRecord), planned('block', block)];
const everything = [planned('only-everything', { kind: 'quarantine-zone', zone: 'z0' })];
const emptyOption = {
  ...{
    actions: [],
    services: [],
    attack_harm: 0,
    containment_harm: 0,
    assets_reached: 0,
    accounts_reached: 0,
  },
};
const held = { assets: ['pc'], accounts: [], suppliers: [] };

let database: Database;
let acts: Act[];
let clock: Date;
let actuators: Actuator[];

const at = (org: string) => {
  const shared = {
    db: database.within(org).tables<PlanTables>(),
    record: async (_trx: unknown, act: Act) => void acts.push(act),
    now: () => clock,
  };
  return {
    db: shared.db,
    orders: createOrders({ ...shared, estate, actuators }),
    plans: createPlans({
      ...shared,
      estate,
      containment: null,
      heldIn: () => held,
      flowsSeen: async () => ({ flows: [] }),
    }),
  };
};
const aPlan = async (id: string, approved: 'proposed' | 'everything' | null = 'proposed', org = 'o') => {
  const { db, plans } = at(org);
  await addPlan(db, {
    ...{ id, incident: 'i1', made: '2026-03-11T02:00:00Z', made_by: 'Lead' },
    proposal: {
      ...{
        held,
        unknown: [],
        taken: [],
        directories: [],
        horizon: 60,
        bound: 0,
        proved: true,
        confirmed: false,
      },
      options: [
        { name: 'nothing', ...emptyOption },
        { name: 'everything', ...emptyOption, actions: everything },
        { name: 'proposed', ...emptyOption, actions: proposed },
      ],
    },
  } as Parameters<typeof addPlan>[1]);
  if (approved !== null) await plans.approve(id, { option: approved, because: 'agreed' }, clinician);
  acts = [];
};
const states = async (plan: string): Promise<string[]> =>
  (await at('o').orders.view(plan)).orders.map(
    ({ action, actuator, wants, state }) => `${action} ${actuator} ${wants} ${state}`,
  );
const told = { wanted: 'done', state: 'done', said: null, applied: null } as const;

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'containment', projectPath('modules', 'containment', 'migrations'));
  await secureOrganisations(database, []);
});
afterAll(() => database.close());
beforeEach(async () => {
  acts = [];
  clock = new Date('2026-03-11T03:00:00Z');
  actuators = [edr, firewall];
  for (const org of ['o', 'p'])
    for (const table of ['plan_orders', 'plan_acts', 'plan_approvals', 'plans', 'actuators'] as const)
      await database.within(org).tables<PlanTables>().deleteFrom(table).execute();
});

test('an action is for connectors only when they can do the whole of it', () => {
  const who = (action: Action, all: Actuator[]) => {
    const { parts, by_hand } = assign(estate, action, all);
    return by_hand ?? parts.map(({ actuator }) => actuator).join(' ');
  };
  expect(who(isolatePc, [edr, firewall])).toBe('edr');
  expect(who(isolatePc, [firewall])).toMatch(/no connector isolates/);
  expect(who({ kind: 'isolate-asset', asset: 'gone' }, [edr])).toMatch(/does not know this host/);
  expect(who(block, [firewall, other])).toBe('core');
  expect(who(block, [other])).toBe('no connected firewall stands where Wards comes in');
  // Both ways of a quarantine, each where its packets come in; but not where an address is missing.
  expect(who({ kind: 'quarantine-zone', zone: 'z1' }, [firewall, other])).toBe('core edge');
  expect(who({ kind: 'quarantine-zone', zone: 'z1' }, [firewall])).toMatch(/Servers comes in/);
  expect(who({ kind: 'quarantine-zone', zone: 'z0' }, [firewall, other])).toMatch(/no address is known/);
  expect(who({ kind: 'disable-account', account: 'a' }, [edr, firewall])).toMatch(/no connector does/);
});

test('nothing is ordered of a plan that nobody approved, of another option, or whose approval was withdrawn', async () => {
  const { orders, plans } = at('o');
  const order = (plan: string, ...actions: string[]) => orders.carryOut(plan, { actions, knowing: [] }, lead);
  await aPlan('never', null);
  await expect(order('never', 'pc')).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  await aPlan('other', 'everything');
  await expect(order('other', 'pc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await aPlan('withdrawn');
  await plans.withdraw('withdrawn', clinician);
  await expect(order('withdrawn', 'pc')).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  // Another hospital's is none; and what the database is given behind all of this it refuses.
  await aPlan('theirs', 'proposed', 'p');
  await expect(order('theirs', 'pc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const row: PlanTables['plan_orders'] = {
    ...{ plan: 'never', action: 'pc', actuator: 'edr', turn: 0, target: '{}', wants: 'done', state: 'sent' },
    ...{
      asked: 'now',
      asked_by: 'x',
      changed: 'now',
      said: null,
      applied: null,
      memo: null,
      tries: 0,
      due: '',
    },
  };
  await expect(at('o').db.insertInto('plan_orders').values(row).execute()).rejects.toThrow(/foreign key/);
  expect(await orders.due(['edr'])).toEqual([]);
  expect((await orders.pull(program('core'))).items).toEqual([]);
});

test('who presses the button is told of each service that rests on what is switched off, once more', async () => {
  const { orders } = at('o');
  await aPlan('p1');
  const carryOut = (knowing: string[]) => orders.carryOut('p1', { actions: ['pc', 'record'], knowing }, lead);
  await expect(carryOut([])).rejects.toMatchObject({
    code: 'CARRIES_SERVICES',
    message: expect.stringMatching(/carries s0/),
  });
  expect(await states('p1')).toEqual([]);
  await carryOut(['s0']);
  expect(await states('p1')).toEqual(['pc edr done sent', 'record edr done sent']);
  expect(acts.map(({ act, who, details }) => `${act} ${who.name} ${details.action}`)).toEqual([
    'plan.carry-out Lead pc',
    'plan.carry-out Lead record',
  ]);
  // Pressed twice it is ordered once.
  await carryOut(['s0']);
  expect(acts).toHaveLength(2);
});

test('of what people have to do nothing is begun', async () => {
  actuators = [edr];
  await aPlan('p1');
  await expect(
    at('o').orders.carryOut('p1', { actions: ['pc', 'block'], knowing: [] }, lead),
  ).rejects.toMatchObject({ code: 'BY_HAND' });
  expect(await states('p1')).toEqual([]);
});

test('a host: sent, being done, done on the ledger under the connector’s name; taken back; done again', async () => {
  const { orders, plans } = at('o');
  await aPlan('p1');
  const go = () => orders.carryOut('p1', { actions: ['pc'], knowing: [] }, lead);
  await go();
  const step = async (progress: Parameters<typeof orders.progressed>[1]) => {
    const [due] = await orders.due(['edr']);
    const begun = await orders.begin(due!);
    expect(begun).toMatchObject({ mayBegin: true });
    await orders.progressed(begun!.order, progress);
  };
  await step({ state: 'under-way', said: 'the host is off', memo: 'm', wait: 10 });
  expect(await states('p1')).toEqual(['pc edr done under-way']);
  expect(await orders.due(['edr'])).toEqual([]);
  clock = new Date(clock.getTime() + 10_000);
  expect(await orders.due(['edr'])).toMatchObject([{ memo: 'm' }]);
  await step({ state: 'done', said: null });
  expect((await plans.get('p1')).acts).toMatchObject([{ action: 'pc', done: { by: 'edr' }, undone: null }]);
  await orders.takeBack('p1', ['pc'], lead);
  expect(await states('p1')).toEqual(['pc edr undone sent']);
  await expect(go()).rejects.toMatchObject({ code: 'BEING_TAKEN_BACK' });
  await step({ state: 'failed', said: 'no answer' });
  await orders.takeBack('p1', ['pc'], lead);
  await step({ state: 'done', said: null });
  expect((await plans.get('p1')).acts).toMatchObject([{ undone: { by: 'edr' } }]);
  await go();
  await step({ state: 'done', said: null });
  expect((await plans.get('p1')).acts).toMatchObject([{ undone: null }]);
  expect(acts.map(({ act, who }) => `${act} ${who.name}`)).toEqual([
    'plan.carry-out Lead',
    'plan.action-done edr',
    'plan.take-back Lead',
    'plan.action-failed edr',
    'plan.take-back Lead',
    'plan.action-undone edr',
    'plan.carry-out Lead',
    'plan.action-done edr',
  ]);
});

test('what was not begun when the approval is withdrawn never is; what was is only asked after; a host stays until somebody says', async () => {
  const { orders, plans } = at('o');
  await aPlan('p1');
  await orders.carryOut('p1', { actions: ['pc', 'record'], knowing: ['s0'] }, lead);
  const [pc, record] = await orders.due(['edr']);
  await orders.begin(pc!);
  await plans.withdraw('p1', clinician);
  expect(await states('p1')).toEqual(['pc edr done under-way']);
  expect(await orders.begin(record!)).toBeNull();
  // Killed before it heard: another looks, and may not begin.
  clock = new Date(clock.getTime() + 60_000);
  const [again] = await orders.due(['edr']);
  const looking = await orders.begin(again!);
  expect(looking).toMatchObject({ mayBegin: false });
  await orders.progressed(looking!.order, { state: 'absent' });
  expect(await states('p1')).toEqual([]);
});

test('one process alone has an order: another that read it as well begins nothing, and knows nothing of it', async () => {
  const { orders } = at('o');
  await aPlan('p1');
  await orders.carryOut('p1', { actions: ['pc'], knowing: [] }, lead);
  const [due] = await orders.due(['edr']);
  const first = await orders.begin(due!);
  expect(await orders.begin(due!)).toBeNull();
  // It took too long, and another went on.
  clock = new Date(clock.getTime() + 60_000);
  const [again] = await orders.due(['edr']);
  const second = await orders.begin(again!);
  await orders.progressed(first!.order, { state: 'failed', said: 'late' });
  expect(await states('p1')).toEqual(['pc edr done under-way']);
  await orders.progressed(second!.order, { state: 'done', said: null });
  expect(await states('p1')).toEqual(['pc edr done done']);
});

test('a word that comes late, of what somebody wants otherwise by now, changes nothing', async () => {
  const { orders } = at('o');
  await aPlan('p1');
  await orders.carryOut('p1', { actions: ['pc'], knowing: [] }, lead);
  const [due] = await orders.due(['edr']);
  const begun = await orders.begin(due!);
  clock = new Date(clock.getTime() + 1);
  await orders.takeBack('p1', ['pc'], lead);
  await orders.progressed(begun!.order, { state: 'done', said: null });
  expect(await states('p1')).toEqual(['pc edr undone sent']);
  expect(acts.map(({ act }) => act)).not.toContain('plan.action-done');
});

test('a firewall is given its own orders alone, in force until the approval is withdrawn, and counts once', async () => {
  actuators = [edr, firewall, other];
  const { orders, plans } = at('o');
  await aPlan('p1');
  expect((await orders.view('p1')).actuators.find(({ name }) => name === 'core')).toMatchObject({
    ...{ seen: null, silent: true },
  });
  await orders.carryOut('p1', { actions: ['block'], knowing: [] }, lead);
  expect((await orders.pull(program('edge'))).items).toEqual([]);
  const { items } = await orders.pull(program('core'));
  expect(items).toEqual([
    {
      ...{ plan: 'p1', action: 'block', wants: 'done', state: 'under-way' },
      blocks: [
        {
          ...{ name: 'cordon open', from: 'z0', sources: ['10.0.0.0/24'], destinations: ['10.0.1.9/32'] },
          services: [{ protocol: 'tcp', ports: [445, 445] }],
        },
      ],
    },
  ]);
  for (const who of [lead, { ...lead, name: 'core' }, program('nobody'), program('edr')])
    await expect(orders.pull(who)).rejects.toMatchObject({ code: 'NO_ACTUATOR' });
  await expect(orders.report('p1', 'block', told, program('edge'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await orders.report('p1', 'block', { ...told, applied: 'lines' }, program('core'));
  await orders.report('p1', 'block', told, program('core'));
  expect(acts.map(({ act }) => act)).toEqual(['plan.carry-out', 'plan.action-done']);
  await plans.withdraw('p1', clinician);
  expect((await orders.pull(program('core'))).items).toMatchObject([{ wants: 'undone', state: 'under-way' }]);
  await expect(orders.report('p1', 'block', told, program('core'))).rejects.toMatchObject({
    code: 'ORDER_CHANGED',
  });
  await orders.report('p1', 'block', { ...told, wanted: 'undone' }, program('core'));
  expect((await orders.pull(program('core'))).items).toEqual([]);
  expect((await plans.get('p1')).acts).toMatchObject([{ done: { by: 'core' }, undone: { by: 'core' } }]);
  expect((await orders.view('p1')).actuators.find(({ name }) => name === 'core')).toMatchObject({
    silent: false,
  });
});

test('an action of two firewalls is done with the second, and undone with the second', async () => {
  actuators = [firewall, other];
  const whole = { kind: 'quarantine-zone', zone: 'z1' } as const;
  expect(assign(estate, whole, actuators).parts).toHaveLength(2);
  everything.splice(0, 1, planned('both', whole));
  const { orders, plans } = at('o');
  await aPlan('p1', 'everything');
  await orders.carryOut('p1', { actions: ['both'], knowing: [] }, lead);
  for (const { name } of actuators) await orders.pull(program(name));
  await orders.report('p1', 'both', told, program('core'));
  expect((await plans.get('p1')).acts).toEqual([]);
  await orders.report('p1', 'both', told, program('edge'));
  expect((await plans.get('p1')).acts).toMatchObject([{ action: 'both', done: { by: 'core, edge' } }]);
  // People say that it is undone: then it is to be, on both.
  await plans.undone('p1', 'both', lead);
  expect(await states('p1')).toEqual(['both core undone sent', 'both edge undone sent']);
});

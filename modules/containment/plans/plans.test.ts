/** The risks: something is closed that nobody who answers for patients agreed to; a plan is approved that no longer fits; nobody knows who did what. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Act, Actor } from '@cordon/access';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Held } from '../blast.ts';
import { createContainment } from '../containment.ts';
import { account, asset, estateOf, flow } from '../testing.ts';
import type { ProposeOptions } from '../thread.ts';
import { createPlans, type Plans } from './plans.ts';
import type { PlanTables } from './tables.ts';

const lead: Actor = { kind: 'person', name: 'Lead', proven: 'passkey' };
const clinician: Actor = { kind: 'person', name: 'Clinician', proven: 'passkey' };
const estate = estateOf({
  systems: [{ id: 'y0', name: 'Record', kind: '', supplier: null, organisation: 'o' }],
  dependencies: [{ from: 's0', to: 'y0', strength: 'stops' }],
  assets: [asset('pc', 'z0', null), asset('record', 'z1', 'y0', { support_ends: null })],
  accounts: [account('nurse', 'pc')],
  flows: [flow('open', 'z0', 'z1', ['445'])],
});
const { propose: proposeHere, write } = createContainment({ estate });
const planning = {
  write,
  propose: async (held: Held, { patience: _, ...options }: ProposeOptions) => proposeHere(held, options),
};
const dir = mkdtempSync(join(tmpdir(), 'cordon-plans-'));
let database: Database;
let plans: Plans;
let held: Held;
let incidents: Set<string>;
let acts: Act[];

beforeAll(async () => {
  database = await openDatabase({ dir });
  await migrate(database, 'containment', projectPath('modules', 'containment', 'migrations'));
  await secureOrganisations(database, []);
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  held = { assets: ['pc'], accounts: [] };
  incidents = new Set(['i1']);
  acts = [];
  plans = createPlans({
    db: database.within('o').tables<PlanTables>(),
    estate,
    containment: planning,
    heldIn: (incident) => (incidents.has(incident) ? held : undefined),
    flowsSeen: async () => ({ flows: [] }),
    record: async (_trx, act) => void acts.push(act),
    now: () => new Date('2026-03-11T03:00:00Z'),
  });
});

const propose = () => plans.propose('i1', { hours: 24 }, lead);
const firstAction = (plan: Awaited<ReturnType<typeof propose>>): string =>
  plan.proposal.options[2]!.actions[0]!.id;
const yes = { option: 'proposed', because: 'ward agrees' } as const;

test('nothing of a plan counts as done before somebody approved it, nor once that is withdrawn', async () => {
  const plan = await propose();
  const action = firstAction(plan);
  await expect(plans.done(plan.id, action, lead)).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  await plans.approve(plan.id, yes, clinician);
  expect((await plans.done(plan.id, action, lead)).acts).toMatchObject([{ action, done: { by: 'Lead' } }]);
  await plans.withdraw(plan.id, clinician);
  await expect(plans.done(plan.id, action, lead)).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  // What was closed can be opened again all the same.
  expect((await plans.undone(plan.id, action, lead)).acts).toMatchObject([
    { action, undone: { by: 'Lead' } },
  ]);
  expect(acts.map(({ act }) => act)).toEqual([
    'plan.propose',
    'plan.approve',
    'plan.action-done',
    'plan.withdraw',
    'plan.action-undone',
  ]);
});

test('the database itself refuses what was done of a plan that nobody approved', async () => {
  const plan = await propose();
  const db = database.within('o').tables<PlanTables>();
  const act = {
    plan: plan.id,
    action: 'isolate-asset:pc',
    done: 'now',
    done_by: 'x',
    undone: null,
    undone_by: null,
  };
  await expect(db.insertInto('plan_acts').values(act).execute()).rejects.toThrow(/foreign key/);
});

test('only an action of the option that was approved can be done', async () => {
  const plan = await propose();
  await plans.approve(plan.id, yes, clinician);
  await expect(plans.done(plan.id, 'quarantine-zone:z0', lead)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a plan for less than the intruder holds by now is not approved, and says so', async () => {
  const plan = await propose();
  expect(plan.current).toBe(true);
  held = { assets: ['pc', 'record'], accounts: [] };
  expect((await plans.get(plan.id)).current).toBe(false);
  await expect(plans.approve(plan.id, yes, clinician)).rejects.toMatchObject({ code: 'STALE_PLAN' });
  // Nor is one of an incident that was merged into another.
  incidents.delete('i1');
  expect((await plans.get(plan.id)).current).toBe(false);
});

test('a plan is approved once, by one person, and keeps what it was approved as', async () => {
  const plan = await propose();
  await plans.approve(plan.id, yes, clinician);
  await expect(plans.approve(plan.id, { option: 'everything', because: 'more' }, lead)).rejects.toMatchObject(
    {
      code: 'DECIDED_BEFORE',
    },
  );
  expect((await plans.get(plan.id)).approval).toMatchObject({ option: 'proposed', by: 'Clinician' });
});

test('without anything held there is nothing to plan', async () => {
  held = { assets: [], accounts: [] };
  await expect(propose()).rejects.toMatchObject({ code: 'NOTHING_HELD' });
  await expect(plans.propose('i2', { hours: 24 }, lead)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what somebody knows besides is planned for too, and a name that nobody knows makes no plan', async () => {
  const { proposal, current } = await plans.propose('i1', { hours: 24, also: 'record' }, lead);
  expect(proposal.held).toEqual({ assets: ['pc', 'record'], accounts: [], suppliers: [] });
  expect(current).toBe(true);
  await expect(plans.propose('i1', { hours: 24, also: 'p0, stranger' }, lead)).rejects.toMatchObject({
    code: 'UNKNOWN_NAME',
  });
});

test('a supplier who was attacked is planned for without any incident, and nothing is kept', async () => {
  const proposal = await plans.whatIf({ from: 'P0', hours: 24 });
  expect(proposal.held.suppliers).toEqual(['p0']);
  expect(acts).toEqual([]);
  await expect(plans.whatIf({ from: ' , ', hours: 24 })).rejects.toMatchObject({ code: 'NOTHING_HELD' });
});

/** The risks: of two people who say something at once one is lost unseen; two boards send people two ways; nobody knows who said what. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Act, Actor } from '@cordon/access';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Board } from './model.ts';
import { createRecoveries, type Recoveries } from './recoveries.ts';
import type { RecoveryTables } from './store.ts';
import { at, hospital, takes } from './testing.ts';

const operator: Actor = { kind: 'person', name: 'Operator', proven: 'passkey' };
const clinician: Actor = { kind: 'person', name: 'Clinician', proven: 'passkey' };
const estate = hospital(
  ['storage', 'record'],
  [['ward', 1, 60]],
  [
    ['ward', 'record'],
    ['record', 'storage'],
  ],
);
const dir = mkdtempSync(join(tmpdir(), 'cordon-recovery-'));
let database: Database;
let recoveries: Recoveries;
let minute: number;
let acts: Act[];
let told: string[];

beforeAll(async () => {
  database = await openDatabase({ dir });
  await migrate(database, 'recovery', projectPath('modules', 'recovery', 'migrations'));
  await secureOrganisations(database, []);
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  const db = database.within('o').tables<RecoveryTables>();
  await db.deleteFrom('recovery_statements').execute();
  await db.deleteFrom('recoveries').execute();
  minute = 0;
  acts = [];
  told = [];
  recoveries = createRecoveries({
    db,
    estate,
    register: [takes('storage', 30)],
    openIncidents: () => [{ id: 'i1', title: 'Ransomware', assets: [] }],
    record: async (_trx, act) => void acts.push(act),
    changed: (id) => void told.push(id),
    now: () => at(minute),
  });
});

const begin = (lost: string[] = ['storage', 'record']) =>
  recoveries.begin({ title: 'After the outage', lost, note: '' }, operator);
const version = (board: Board, step: string) => board.steps.find(({ id }) => id === step)!.now.version;

test('from down to checked, each with who said it and when, on the ledger and told to other screens', async () => {
  const { recovery } = await begin();
  minute = 10;
  await recoveries.say(
    recovery.id,
    'storage',
    { state: 'restoring', note: 'from the tape', version: 1 },
    operator,
  );
  minute = 40;
  const since = at(35).toISOString();
  await recoveries.say(recovery.id, 'storage', { state: 'back', since, note: '', version: 2 }, operator);
  const board = await recoveries.check(
    recovery.id,
    'storage',
    { works: true, note: '', version: 3 },
    clinician,
  );
  const step = board.steps.find(({ id }) => id === 'storage')!;
  expect(step.now).toMatchObject({ state: 'verified', by: 'Clinician', version: 4 });
  expect(step.before.map(({ state, by, note }) => [state, by, note])).toEqual([
    ['back', 'Operator', ''],
    ['restoring', 'Operator', 'from the tape'],
    ['down', 'Operator', ''],
  ]);
  expect(step.down_minutes).toBe(35);
  expect(acts.map(({ act, who }) => `${act} ${who.name}`)).toEqual([
    'recovery.begin Operator',
    'recovery.state Operator',
    'recovery.state Operator',
    'recovery.check Clinician',
  ]);
  expect(told).toEqual(Array(4).fill(recovery.id));
});

test('of two who say something at once one is kept, and the other is told who was first', async () => {
  const { recovery } = await begin();
  const say = (state: 'restoring' | 'waiting', by: Actor) =>
    recoveries.say(recovery.id, 'storage', { state, note: '', version: 1 }, by);
  const both = await Promise.allSettled([say('restoring', operator), say('waiting', clinician)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = both.find((one) => one.status === 'rejected')!;
  expect(refused.reason).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  expect(refused.reason.message).toMatch(
    /^(Operator|Clinician) said at 00:00 UTC that it is (being restored|waiting)/,
  );
  expect(acts.filter(({ act }) => act === 'recovery.state')).toHaveLength(1);
  expect(version(await recoveries.board(recovery.id), 'storage')).toBe(2);
});

test('nobody can name a version that is yet to come, and so say something over what others will say', async () => {
  const { recovery } = await begin();
  const request = { state: 'back', note: '', version: 7 } as const;
  await expect(recoveries.say(recovery.id, 'storage', request, operator)).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
  });
});

test('one recovery is open at a time, also for two who begin at once; what else fell is added to it', async () => {
  const both = await Promise.allSettled([begin(['storage']), begin(['record'])]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(begin()).rejects.toMatchObject({ code: 'RECOVERY_OPEN' });
  const [open] = await recoveries.list();
  const board = await recoveries.add(open!.id, { lost: ['storage', 'record'], note: '' }, operator);
  expect(board.steps).toHaveLength(2);
  await expect(recoveries.add(open!.id, { lost: ['record'], note: '' }, operator)).rejects.toMatchObject({
    code: 'DOWN_BEFORE',
  });
  expect(await recoveries.list()).toMatchObject([{ steps: 2, back: 0, verified: 0 }]);
});

test('what fell again after it was back is down again from then on', async () => {
  const { recovery } = await begin();
  minute = 20;
  await recoveries.say(recovery.id, 'storage', { state: 'back', note: '', version: 1 }, operator);
  minute = 30;
  const again = await recoveries.add(recovery.id, { lost: ['storage'], note: 'failed' }, operator);
  expect(again.steps.find(({ id }) => id === 'storage')).toMatchObject({
    now: { state: 'down', version: 3, note: 'failed' },
    down_minutes: 0,
  });
});

test('only what is back can be checked; who finds it wrong says why, and it is down', async () => {
  const { recovery } = await begin();
  const check = (works: boolean, note: string, version: number) =>
    recoveries.check(recovery.id, 'record', { works, note, version }, clinician);
  await expect(check(true, '', 1)).rejects.toMatchObject({ code: 'NOT_BACK' });
  await recoveries.say(recovery.id, 'record', { state: 'back', note: '', version: 1 }, operator);
  await expect(check(false, '', 2)).rejects.toMatchObject({ code: 'WHAT_IS_WRONG' });
  const board = await check(false, 'no results after 14:00', 2);
  expect(board.next).toEqual(['storage']);
  expect(board.steps.find(({ id }) => id === 'record')!.now).toMatchObject({
    state: 'down',
    by: 'Clinician',
  });
});

test('times that cannot be are refused: yet to come, or before what was said last', async () => {
  const { recovery } = await begin();
  minute = 30;
  const say = (minutes: number) =>
    recoveries.say(
      recovery.id,
      'storage',
      { state: 'back', since: at(minutes).toISOString(), note: '', version: 1 },
      operator,
    );
  await expect(say(31)).rejects.toMatchObject({ code: 'IN_THE_FUTURE' });
  await expect(say(-1)).rejects.toMatchObject({ code: 'BEFORE_THE_LAST' });
  expect((await say(20)).steps.find(({ id }) => id === 'storage')!.down_minutes).toBe(20);
});

test('an ended recovery says nothing more and stands as it stood; names that nobody knows begin none', async () => {
  await expect(begin(['storage', 'nowhere'])).rejects.toMatchObject({ code: 'UNKNOWN_NAMES' });
  const { recovery } = await begin();
  minute = 90;
  await recoveries.end(recovery.id, { because: 'moved to the other site' }, operator);
  minute = 900;
  const board = await recoveries.board(recovery.id);
  expect(board.services[0]).toMatchObject({ minutes: 90, paper: 'passed' });
  const request = { state: 'back', note: '', version: 1 } as const;
  await expect(recoveries.say(recovery.id, 'storage', request, operator)).rejects.toMatchObject({
    code: 'RECOVERY_ENDED',
  });
  await begin();
});

test('the database itself keeps no state that is none, and no second word under one version', async () => {
  const { recovery } = await begin();
  const db = database.within('o').tables<RecoveryTables>();
  const row = {
    ...{ recovery: recovery.id, step: 'storage', since: 'x', said: 'x', said_by: 'x', note: '' },
  };
  await expect(
    db
      .insertInto('recovery_statements')
      .values({ ...row, version: 1, state: 'back' })
      .execute(),
  ).rejects.toThrow(/duplicate key/);
  await expect(
    db
      .insertInto('recovery_statements')
      .values({ ...row, version: 2, state: 'gone' as 'back' })
      .execute(),
  ).rejects.toThrow(/check constraint/);
});

/** Guards: a session that outlives its person, its time or its browser, and an act that needed somebody to be there. */
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { hour, minute } from './needs.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { PeopleTables } from './tables.ts';

const browser = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0';
let database: Database;
let clock: number;
let sessions: Sessions;
const now = (): Date => new Date(clock);
const tables = () => database.tables<PeopleTables>();

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  const person = { issuer: null, subject: null, created: '', created_by: '', state: 'active' as const };
  await tables()
    .insertInto('people')
    .values([
      { id: 'p1', name: 'Lead', account: 'lead', ...person },
      { id: 'p2', name: 'Analyst', account: 'analyst', ...person },
    ])
    .execute();
});
afterAll(() => database.close());
beforeEach(() => {
  clock = Date.UTC(2026, 2, 18, 8);
  const keys = { seal: () => '', unseal: () => '' };
  sessions = createSessions({ db: tables(), keys, own: 'sah', now, record: async () => {} });
});

const at = async (cookie: string, ms: number, userAgent = browser) => {
  clock += ms;
  return (await sessions.find(cookie, userAgent))?.person.id ?? null;
};

it('lasts while it is used, not an idle hour, and not beyond a shift however busy', async () => {
  const used = await sessions.start('p1', 'passkey', browser);
  const left = await sessions.start('p1', 'passkey', browser);
  for (let minutes = 50; minutes < 12 * 60; minutes += 50) expect(await at(used, 50 * minute)).toBe('p1');
  expect(await at(left, 0)).toBeNull();
  expect(await at(used, 50 * minute)).toBeNull();
  // Nor does it come back.
  clock -= 40 * minute;
  expect(await at(used, 0)).toBeNull();
});

it('is not kept alive by a page that asks by itself on a desk that was left', async () => {
  const cookie = await sessions.start('p1', 'passkey', browser);
  const id = cookie.split('.')[0]!;
  for (let minutes = 10; minutes < 60; minutes += 10) {
    clock += 10 * minute;
    expect(await sessions.find(cookie, browser, true)).not.toBeNull();
    expect(await sessions.isOver(id)).toBe(false);
  }
  clock += 10 * minute;
  expect(await sessions.isOver(id)).toBe(true);
  expect(await sessions.find(cookie, browser, true)).toBeNull();
});

it('is over after four hours where the glass was broken', async () => {
  const cookie = await sessions.start('p1', 'break-glass', browser);
  for (let n = 0; n < 4; n++) expect(await at(cookie, 50 * minute)).toBe('p1');
  expect(await at(cookie, 50 * minute)).toBeNull();
});

it('ends when another browser shows it, for the first one too', async () => {
  const cookie = await sessions.start('p1', 'passkey', browser);
  expect(await at(cookie, minute, 'curl/8')).toBeNull();
  expect(await at(cookie, 0)).toBeNull();
});

it('is nobody’s with one character of its secret changed, and the database does not hold that secret', async () => {
  const cookie = await sessions.start('p1', 'passkey', browser);
  const [id = '', secret = ''] = cookie.split('.');
  for (let place = 0; place < secret.length; place++) {
    const other = secret[place] === 'A' ? 'B' : 'A';
    const changed = `${id}.${secret.slice(0, place)}${other}${secret.slice(place + 1)}`;
    expect(await at(changed, 0)).toBeNull();
  }
  expect(await at(cookie, 0)).toBe('p1');
  const rows = await tables().selectFrom('sessions').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(secret);
});

it('ends at once for a person who is disabled or signed out everywhere, and for nobody else', async () => {
  const [first, second] = [
    await sessions.start('p1', 'passkey', browser),
    await sessions.start('p1', 'passkey', browser),
  ];
  const other = await sessions.start('p2', 'passkey', browser);
  for (const cookie of [first, second]) expect(await at(cookie, 0)).toBe('p1');
  await sessions.endAll('p1', 'a device was lost', first.split('.')[0]);
  expect([await at(first, 0), await at(second, 0), await at(other, 0)]).toEqual(['p1', null, 'p2']);
  await tables().updateTable('people').set({ state: 'disabled' }).where('id', '=', 'p1').execute();
  sessions.forget();
  expect([await at(first, 0), await at(other, 0)]).toEqual([null, 'p2']);
  await tables().updateTable('people').set({ state: 'active' }).where('id', '=', 'p1').execute();
});

it('counts as shown just now for five minutes from signing in or from showing it again', async () => {
  const cookie = await sessions.start('p1', 'passkey', browser);
  const shown = async (ms: number) => {
    clock += ms;
    return (await sessions.find(cookie, browser))?.steppedUpUntil !== null;
  };
  expect([await shown(4 * minute), await shown(2 * minute)]).toEqual([true, false]);
  await sessions.stepUp(cookie.split('.')[0]!);
  expect([await shown(4 * minute), await shown(hour / 2)]).toEqual([true, false]);
});

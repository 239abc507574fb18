/** Risks: two processes that both believe to hold a part, and a part that stays with one that died. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLeases } from './leases.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'server', projectPath('apps/server/migrations'));
});
afterAll(() => database.close());

it('are held by one at a time, until they are released or over', async () => {
  const [one, two] = ['one', 'two'].map((holder) => createLeases(database, { holder, ms: 60_000 }));
  expect([await one!.take('a'), await one!.take('a'), await two!.take('a')]).toEqual([true, true, false]);
  await two!.release('a');
  expect(await two!.take('a')).toBe(false);
  await one!.release('a');
  expect(await two!.take('a')).toBe(true);
  expect([await one!.take('ab'), await one!.count('a'), await one!.count('ab')]).toEqual([true, 2, 1]);

  const late = createLeases(database, { holder: 'late', ms: 1 });
  expect(await late.take('b')).toBe(true);
  await pause(20);
  expect([await late.count('b'), await one!.take('b'), await late.take('b')]).toEqual([0, true, false]);
});

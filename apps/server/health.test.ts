/** Guards: a Cordon that stands still and is called ready, and one that works and is taken out of service for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@cordon/platform/database';
import { type EventStore, openEvents } from '@cordon/platform/events';
import { type App, createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { healthRoutes } from './health.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-health-'));
const log = createLogger('test', { level: 'silent' });
const minute = 60_000;
let clock = performance.now();
let work = { waiting: 0, since: null as number | null };
let database: Database;
let events: EventStore;
let app: App;

beforeAll(async () => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  database = await openDatabase({ memory: true, cache: testCache });
  events = await openEvents({ dir: join(dir, 'events') });
  app = createHttp(log, { reach: 'console' });
  healthRoutes(app, {
    ...{ dir, database, events, log },
    waiting: () => work.waiting,
    waitingSince: () => work.since,
    openIncidents: () => 0,
    forwards: async () => [],
    lostSpans: () => 0,
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await app.close();
  await events.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const readyAfter = async (ms: number, now: typeof work): Promise<number> => {
  clock += ms;
  work = now;
  return (await app.inject({ url: '/ready', headers: { host: 'localhost' } })).statusCode;
};

it('is ready while idle, and when the first record after hours is just being worked on', async () => {
  expect(await readyAfter(0, { waiting: 0, since: null })).toBe(200);
  expect(await readyAfter(300 * minute, { waiting: 1, since: 7 })).toBe(200);
});

it('is ready while work moves, however much waits and however much comes', async () => {
  for (let n = 0; n < 10; n++)
    expect(await readyAfter(minute, { waiting: 100 + n, since: 1_000 + n })).toBe(200);
  // What an earlier process left counts as waiting since one moment, and gets less.
  for (let n = 0; n < 10; n++) expect(await readyAfter(minute, { waiting: 90 - n, since: 5 })).toBe(200);
});

it('is not ready when the same record waits for more than two minutes, and says nothing more to an outsider', async () => {
  expect(await readyAfter(minute, { waiting: 3, since: 9 })).toBe(200);
  expect(await readyAfter(minute, { waiting: 4, since: 9 })).toBe(200);
  expect(await readyAfter(2 * minute, { waiting: 5, since: 9 })).toBe(503);
  const answer = await app.inject({ url: '/ready', headers: { host: 'localhost' } });
  expect(answer.json()).toEqual({ status: 'not ready' });
  expect(await readyAfter(minute, { waiting: 4, since: 10 })).toBe(200);
});

/** Risks: what is held or in date is deleted; a deletion leaves no entry; a wrong clock deletes years. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, type LedgerTables, openLedger } from '@cordon/access';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { type EventStore, openEvents, type StoredEvent } from '@cordon/platform/events';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HoldRequest, leastDays, RetentionSettings } from './model.ts';
import { createRetention, type Retention, type RetentionNeeds } from './retention.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-retention-'));
const day = 86_400_000;
const by = { kind: 'cordon', name: 'cordon', proven: null } as const;
const legal = { kind: 'person', name: 'Legal', proven: 'passkey' } as const;
const incident = { from: '2026-02-10T08:00:00Z', to: '2026-02-11T09:00:00Z' };
let database: Database;
let ledger: Ledger;
let events: EventStore;
let clock = Date.now();
let findings = 3;

const event = (id: string, time: string, change: Partial<StoredEvent> = {}): StoredEvent => ({
  ...{ id, time, org: 'sah', source: 'windows|Security|4688', format: 'evtx', host: null, account: null },
  ...{ src: null, dst: null, file: 'f', record_id: id, raw: '{}' },
  ...change,
});

const open = (change: Partial<RetentionNeeds> = {}): Retention =>
  createRetention({
    db: database.tables(),
    events,
    ledger,
    settings: RetentionSettings.parse({ days: 300, types: [{ source: 'zeek|*', days: 200 }] }),
    incidentSpan: async (id) => (id === 'inc-1' ? incident : null),
    async forgetFindings() {
      const gone = findings;
      findings = 0;
      return gone;
    },
    now: () => new Date(clock),
    ...change,
  });

async function left(): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of events.scan({
    orgs: 'every',
    from: '1900-01-01T00:00:00Z',
    to: '2100-01-01T00:00:00Z',
  }))
    ids.push(...batch.events.map(({ id }) => id));
  return ids.sort();
}

/** A machine that runs on, an hour at a time, so that its clock is believed. */
async function runFor(retention: Retention, days: number): Promise<void> {
  const until = clock + days * day;
  while (clock < until) {
    clock = Math.min(until, clock + 13 * day);
    await retention.run({ by });
  }
}

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  await migrate(database, 'retention', projectPath('modules/retention/migrations'));
  ledger = openLedger({
    db: database.tables<LedgerTables>(),
    folder: join(dir, 'ledger'),
    org: 'sah',
    now: () => new Date(clock),
  });
  events = await openEvents({ dir: join(dir, 'events') });
  await events.append([
    event('before', '2026-02-01T00:00:00Z'),
    event('case', '2026-02-10T12:00:00Z'),
    event('flow', '2026-02-10T12:00:00Z', { source: 'zeek|conn' }),
    event('quiet', '2026-02-20T00:00:00Z', { source: 'zeek|conn' }),
    event('ward', '2026-03-05T00:00:00Z', { org: 'other' }),
    // Its clock was wrong by decades; that must not delete it.
    event('old', '1999-01-01T00:00:00Z'),
  ]);
});
afterAll(async () => {
  await events.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

it('refuses a period below six months, with the reason', () => {
  for (const wrong of [
    { days: leastDays - 1 },
    { findings_days: 30 },
    { types: [{ source: 'zeek|*', days: 90 }] },
  ]) {
    const { success, error } = RetentionSettings.safeParse(wrong);
    expect(success).toBe(false);
    expect(error?.issues[0]?.message).toContain('six months');
  }
  expect(RetentionSettings.parse({ days: leastDays }).days).toBe(leastDays);
});

it('refuses a hold that could cover nothing', () => {
  const hold = { name: 'Case', why: 'x' };
  const wrong = { ...hold, from: '2026-02-02T00:00:00Z', to: '2026-02-01T00:00:00Z' };
  expect(HoldRequest.safeParse(wrong).success).toBe(false);
  expect(HoldRequest.safeParse({ ...hold, from: 'soon' }).success).toBe(false);
  expect(HoldRequest.safeParse({ ...hold, incident: 'inc-1', to: '2026-02-01T00:00:00Z' }).success).toBe(
    false,
  );
});

it('does not believe a clock that jumped ahead, deletes nothing at first, and deletes later when it is behind', async () => {
  const retention = open();
  const start = clock;
  expect(await retention.run({ by })).toMatchObject({ outcome: 'noted', events_deleted: 0 });
  clock = start + 4_000 * day;
  await expect(retention.run({ by })).rejects.toMatchObject({ code: 'RETENTION_CLOCK' });
  clock = start - 4_000 * day;
  expect(await retention.run({ by })).toMatchObject({ outcome: 'done', events_deleted: 0 });
  // Back at the right time, a person has to say so, once.
  clock = start;
  await expect(retention.run({ by })).rejects.toMatchObject({ code: 'RETENTION_CLOCK' });
  expect(await retention.run({ by, clockIsRight: true })).toMatchObject({
    outcome: 'done',
    events_deleted: 0,
  });
  expect(await left()).toHaveLength(6);
});

it('deletes by type what is past its period and not held, and tells the ledger of each', async () => {
  const retention = open();
  const asked = { name: 'Case 7', why: 'Ransom demand', org: null, from: null, to: null };
  await expect(retention.hold(legal, { ...asked, incident: 'inc-9' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const hold = await retention.hold(legal, { ...asked, incident: 'inc-1' });
  await runFor(retention, 199);
  expect(await left()).toHaveLength(6);
  await runFor(retention, 2);
  expect(await left()).toEqual(['before', 'case', 'flow', 'old', 'ward']);
  await runFor(retention, 101);
  expect(await left()).toEqual(['case', 'flow']);
  expect(findings).toBe(0);
  const acts = (await ledger.page({ limit: 50 })).items.map(({ act, object }) => `${act} ${object}`);
  expect(acts).toEqual([
    'events.delete segment 1 revision 2',
    'events.delete segment 1 revision 1',
    `hold.add ${hold.id}`,
    'findings.delete findings',
  ]);
  expect(await retention.view()).toMatchObject({ events: 2, unexplained: [], holds: [{ id: hold.id }] });

  await retention.release(legal, hold.id, { why: 'Case closed' });
  await expect(retention.release(legal, hold.id, { why: 'again' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await runFor(retention, 1);
  expect(await left()).toEqual([]);
  expect((await retention.holds())[0]?.released).toMatchObject({ by: 'Legal', why: 'Case closed' });
  expect((await ledger.verify()).ok).toBe(true);
});

it('a hold that comes while deleting stops it, and covers all that is not deleted by then', async () => {
  for (const id of ['a', 'b', 'c']) {
    await events.append([event(id, '2026-02-10T12:00:00Z')]);
    await events.seal();
  }
  const start = clock;
  let holding: Promise<unknown> | null = null;
  const retention = open({
    ledger: {
      ...ledger,
      async record(act) {
        await ledger.record(act);
        holding ??= retention.hold(legal, {
          ...{ name: 'Late', why: 'x', org: null, incident: null },
          ...{ from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' },
        });
      },
    },
  });
  clock = start + 301 * day;
  const report = await retention.run({ by, clockIsRight: true });
  await holding;
  expect(report.outcome).toBe('stopped');
  expect(await left()).toEqual(['a', 'b', 'c']);
  expect(await retention.run({ by, clockIsRight: true })).toMatchObject({
    outcome: 'done',
    events_deleted: 0,
  });
  clock = start;
});

it('names what was deleted without an entry on the ledger', async () => {
  await events.append([event('evidence', '2026-04-01T00:00:00Z')]);
  await events.seal();
  await events.dispose({
    periods: [{ source: [{ wild: '*' }], before: '2100-01-01T00:00:00Z' }],
    holds: [{ orgs: 'every', from: null, to: '2026-03-01T00:00:00Z' }],
    about: async () => undefined,
  });
  const [newest] = events.segments().slice(-1);
  expect((await open().view()).unexplained).toEqual([`segment ${newest!.segment} revision 1`]);
});

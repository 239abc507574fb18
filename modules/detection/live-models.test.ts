/** Guards: a restart that forgets what was learnt, a transaction that failed and left memory ahead of the disk, stale content. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Estate, loadEstate } from '@cordon/estate';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createLiveModels,
  type LiveModels,
  type ModelTables,
  storedModels,
  storeModels,
} from './live-models.ts';
import type { Event } from './model.ts';
import { readLearnt } from './models/index.ts';
import { firstHoursOf } from './models/testing/ordinary.ts';
import { simulated } from './models/testing/simulated.ts';

describe('models that learn from what arrives', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-models-'));
  let estate: Estate;
  let database: Database;
  /** Six hours of the sample hospital after what its models had learnt: about 13,000 records. */
  const batches: Event[][] = [];
  const open = async (): Promise<LiveModels> =>
    createLiveModels({ estate, stored: await storedModels(db()), learnt: readLearnt(), thresholds: {} });
  const keep = async (models: LiveModels): Promise<void> => storeModels(db(), models.rest()!);
  const db = () => database.within('sah').tables<ModelTables>();
  const saved = async (): Promise<string | undefined> =>
    (await db().selectFrom('model_snapshot').select('state').executeTakeFirst())?.state;
  const take = async (models: LiveModels, events: readonly Event[]): Promise<void> => {
    models.take(events, events.at(-1)?.envelope().time ?? null);
    await db()
      .transaction()
      .execute(async (trx) => {
        const due = models.due();
        if (due) await storeModels(trx, due);
      });
  };

  beforeAll(async () => {
    estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
    database = await openDatabase({ dir, cache: testCache });
    await migrate(database, 'detection', projectPath('modules/detection/migrations'));
    await secureOrganisations(database, []);
    const start = readLearnt().from.until;
    for await (const { events } of simulated({ estate, scenario: 'ordinary-day', seed: 5, start, hours: 6 }))
      batches.push(events);
  });
  afterAll(async () => {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('begin with what was learnt elsewhere and say so, also after a restart', async () => {
    const models = await open();
    expect(models.standing().learntFrom).toMatchObject({ days: 5 });
    const before = models.standing().progress.signin.events;
    expect(before).toBeGreaterThan(2_000);
    await take(models, batches[0]!);
    expect(models.standing().progress.signin.events).toBeGreaterThan(before);
    // Too few events for a snapshot of their own: an orderly stop keeps them.
    expect(await saved()).toBeUndefined();
    await keep(models);
    const again = await open();
    expect(again.standing().learntFrom).toEqual(models.standing().learntFrom);
    expect(again.standing().newest).toBe(models.standing().newest);
    expect(again.standing().progress.signin).toEqual(models.standing().progress.signin);
  });

  it('are the same after an orderly restart: what comes next leads to the same memory and the same findings', async () => {
    const through = await open();
    const findings = batches.slice(1).flatMap((events) => through.take(events, null));
    const half = await open();
    const first = batches.slice(1, 3).flatMap((events) => half.take(events, null));
    await keep(half);
    const restarted = await open();
    const rest = batches.slice(3).flatMap((events) => restarted.take(events, null));
    expect([...first, ...rest]).toEqual(findings);
    await keep(through);
    const one = await saved();
    await keep(restarted);
    expect(await saved()).toBe(one);
  });

  it('lose no more than one snapshot’s worth of learning to a kill', async () => {
    const models = await open();
    const known = models.standing().progress.silence.events;
    for (const events of batches) await take(models, events);
    const killed = await open();
    expect(killed.standing().progress.silence.events).toBeGreaterThan(known);
    expect(
      models.standing().progress.silence.events - killed.standing().progress.silence.events,
    ).toBeLessThan(12_000);
  });

  it('read the store again after a transaction that failed, which had kept nothing', async () => {
    const models = await open();
    const before = await saved();
    const failing = db()
      .transaction()
      .execute(async (trx) => {
        for (const events of batches) models.take(events, null);
        await storeModels(trx, models.due()!);
        throw new Error('the disk is full');
      });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await saved()).toBe(before);
    const fromDisk = (await open()).standing().progress.silence.events;
    expect(fromDisk).toBeLessThan(models.standing().progress.silence.events);
  });

  it('learn anew from a snapshot that this version cannot read', async () => {
    await db().updateTable('model_snapshot').set({ state: '{"scorer":{"version":0}}' }).execute();
    expect((await open()).standing().learntFrom).toMatchObject({ days: 5 });
  });

  it('are not silenced by one record from years ahead', async () => {
    const models = await open();
    expect(models.take(batches[0]!, '2999-01-01T00:00:00Z')).toEqual([]);
    expect(models.standing().newest).toBeLessThan(Date.parse('2027-01-01T00:00:00Z'));
  });

  it('come with content that is what the code of today would learn (else: npx tsx bench/learn.ts)', async () => {
    expect(await firstHoursOf(estate)).toBe(readLearnt().first_hours);
  });
});

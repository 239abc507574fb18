/**
 * One hospital's compartment: its rules, its detection, its incidents, its ledger. It holds the database as that organisation has
 * it, so that nothing in here can name another's rows.
 */
import { join } from 'node:path';
import { type Ledger, type LedgerTables, openLedger } from '@cordon/access';
import { createContainment } from '@cordon/containment';
import {
  createDetectionThread,
  createModelViews,
  type Learnt,
  type ModelViews,
  openCorrelation,
  openRulebook,
  type Rulebook,
  storedModels,
  thresholdsNow,
} from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { createIncidents, loadThreads } from '@cordon/incidents';
import type { Database, OrganisationDatabase } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import type { KeyRing } from '@cordon/platform/keys';
import type { Stream } from '@cordon/platform/stream';
import type { Logger } from '@cordon/platform/telemetry';
import type { Changed } from './api.ts';
import type { Shares } from './doors/shares.ts';
import { holdLease } from './leases.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { readHere, readShared } from './reading.ts';

export interface HospitalNeeds {
  /** As this organisation has it. */
  database: OrganisationDatabase;
  /** Folder of its rules and its ledger. */
  dir: string;
  cacheDir: string;
  /** null until somebody describes it. */
  estate: Estate | null;
  /** What the models begin with. */
  learnt: Learnt | null;
  events: EventStore;
  stream: Stream;
  /** What its doors receive. */
  topic: string;
  /** Where state and stream are shared with other processes, and whether this one does its share of the reading. */
  shared: { database: Database; detects: boolean } | null;
  keys: KeyRing;
  tell(changed: Changed): void;
  now(): Date;
  log: Logger;
}

export interface Hospital {
  org: string;
  database: OrganisationDatabase;
  estate: Estate | null;
  ledger: Ledger;
  rulebook: Rulebook;
  pipeline: Pipeline;
  models: ModelViews;
  /** Where its doors put what they receive. */
  received: Shares;
  /** Since when what was received has waited, once that is longer than work takes; null while it keeps up. */
  behindSince(): Date | null;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

const byCordon = { kind: 'cordon', name: 'cordon', proven: null } as const;
const lookForRulesMs = 2_000;
/** A batch that has waited longer than this makes the page say that it does not know. Shares keep it to seconds under a flood. */
const behindMs = 20_000;

export async function openHospital(needs: HospitalNeeds): Promise<Hospital> {
  const { database, dir, cacheDir, estate, learnt, events, stream, topic, shared, keys, tell, now, log } =
    needs;
  const { org } = database;
  // One process writes for a hospital; another waits here, and reads the stores when it is its turn.
  const lease = shared && (await holdLease(shared.database, `write ${org}`, log));
  const rulebook = await openRulebook({ folder: join(dir, 'rules'), cacheDir });
  const containment = estate && createContainment({ estate });
  const ledger = openLedger({
    db: database.tables<LedgerTables>(),
    folder: join(dir, 'ledger'),
    keys,
    org,
    now,
  });
  const packs = () =>
    rulebook
      .current()
      .packs.map(({ name, version, sha256 }) =>
        [name, version, sha256].filter((fact) => fact !== null).join(' '),
      );
  const note = (act: string, object: string, details: { packs?: string[] }) =>
    ledger.record({ act, who: byCordon, object, details });
  await note('server.start', org, { packs: packs() });

  const detection = createDetectionThread(org);
  const pipeline = await createPipeline({
    database,
    events,
    detection,
    topic,
    book: rulebook.current,
    loadCorrelation: ({ correlations, ruleSet }) =>
      openCorrelation(database.tables(), correlations, ruleSet.rules),
    loadDetection: async () => ({
      estate,
      learnt,
      stored: await storedModels(database.tables()),
      thresholds: await thresholdsNow(database.tables()),
    }),
    loadIncidents: async () =>
      createIncidents({ estate, containment, threads: await loadThreads(database.tables()) }),
    tell,
  });
  const readingNeeds = { stream, topic, organisation: org, pipeline, log };
  const reading = shared
    ? await readShared({
        ...readingNeeds,
        database: shared.database,
        book: shared.detects ? rulebook.current : null,
      })
    : await readHere(readingNeeds);

  // Rules are files: whoever changes them, by the command line or by hand, need not start Cordon again.
  const watching = setInterval(() => {
    rulebook
      .refresh()
      .then(async (changed) => {
        if (!changed) return;
        tell({ what: 'rules', id: null });
        // Whoever changed a file did it outside Cordon: all that is known is what is there now.
        await note('rules.reload', 'rulebook', { packs: packs() });
      })
      .catch((error: unknown) => {
        log.warn({ err: error, org }, 'Changed rules could not be taken up.');
        tell({ what: 'rules', id: null });
      });
  }, lookForRulesMs);
  watching.unref();

  // What the pipeline has worked through is kept as events and findings; the bytes as received can go.
  const tidying = setInterval(() => {
    reading
      .trim()
      .catch((error: unknown) => log.warn({ err: error, org }, 'Old received logs could not be let go of.'));
    ledger
      .checkpoint()
      .catch((error: unknown) => log.error({ err: error, org }, 'The ledger could not be signed.'));
  }, 60_000);
  tidying.unref();

  return {
    org,
    database,
    estate,
    ledger,
    rulebook,
    pipeline,
    models: createModelViews({ db: database.tables(), standing: pipeline.standing }),
    received: reading.received,
    behindSince() {
      const since = reading.received.waitingSince();
      return since !== null && now().getTime() - since > behindMs ? new Date(since) : null;
    },
    caughtUp: reading.caughtUp,
    async close() {
      clearInterval(watching);
      clearInterval(tidying);
      await reading.stop();
      await pipeline.keepLearnt();
      await detection.close();
      await note('server.stop', org, {});
      await ledger.checkpoint();
      await lease?.release();
    },
  };
}

/**
 * One hospital's compartment: its rules, its detection, its incidents, its ledger. It holds the database as that organisation has
 * it, so that nothing in here can name another's rows.
 */
import { join } from 'node:path';
import type { Ledger } from '@cordon/access';
import {
  createDetectionThread,
  createModelViews,
  type FlowsSeen,
  type FlowTables,
  joinSeen,
  type Learnt,
  loadFlows,
  type ModelViews,
  openCorrelation,
  openRulebook,
  openSharedRulebook,
  type Rulebook,
  storedModels,
  thresholdsNow,
} from '@cordon/detection';
import type { Estate, EstateBook, Registers } from '@cordon/estate';
import { createIncidents, loadThreads } from '@cordon/incidents';
import type { Database, OrganisationDatabase } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import { createFields, type FieldKeys, type Fields, type KeyRing } from '@cordon/platform/keys';
import type { Stream } from '@cordon/platform/stream';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { openOwnLedger } from './alike.ts';
import { type Described, type LiveContainment, openDescribed } from './described.ts';
import { startDetect } from './detect.ts';
import type { Shares } from './doors/shares.ts';
import { followPipeline } from './follow.ts';
import type { Said } from './news.ts';
import { createPipeline, type PipelineView } from './pipeline.ts';
import { patientsOf } from './places.ts';
import { createSharing, type Reading, readHere, readShared } from './reading.ts';
import { sealedStream } from './sealed-stream.ts';

export interface HospitalNeeds {
  /** As this organisation has it. */
  database: OrganisationDatabase;
  /** Folder of its rules and its ledger. */
  dir: string;
  cacheDir: string;
  name: string;
  /** Its own description; null until somebody writes one. */
  estate: Estate | null;
  /** What people decided of it, as far as somebody has written that down. */
  registers: Registers;
  /** Folder of what others say of vulnerabilities. */
  feeds: string | null;
  /** What the models begin with. */
  learnt: Learnt | null;
  /** Who talked to whom before its first event. */
  seen: FlowsSeen | null;
  events: EventStore;
  stream: Stream;
  /** What its doors receive. */
  topic: string;
  /**
   * Where state and stream are shared with other processes: whether this is the one that writes what logs lead to, and whether it does
   * its share of the reading.
   */
  shared: { database: Database; writes: boolean; detects: boolean } | null;
  keys: KeyRing;
  tell(said: Said): void;
  now(): Date;
  log: Logger;
  tracer: Tracer;
}

export interface Hospital {
  org: string;
  database: OrganisationDatabase;
  /** As it is known now; null until somebody describes it or imports something. */
  readonly estate: Estate | null;
  readonly containment: LiveContainment | null;
  estateBook: EstateBook;
  /** What people decided of it, as far as somebody has written that down. */
  registers: Registers;
  /** Works by what was imported from now on, and tells whoever shows it. */
  estateChanged(): Promise<void>;
  ledger: Ledger;
  rulebook: Rulebook;
  pipeline: PipelineView;
  models: ModelViews;
  /** What says who a patient is, opened and looked for. */
  patients(): Fields;
  /** Where its doors put what they receive. */
  received: Shares;
  /** Who talked to whom in the last thirty days. */
  flowsSeen(): Promise<FlowsSeen>;
  /** Since when what was received has waited, once that is longer than work takes; null while it keeps up. */
  behindSince(): Date | null;
  caughtUp(): Promise<void>;
  /** Takes up what another process has changed. */
  heard(what: ReadonlySet<Said['what']>): Promise<void>;
  close(): Promise<void>;
}

/** What becomes of logs: worked through here, or by another process and shown here. */
interface Work {
  pipeline: PipelineView;
  reading: Reading;
  /** The estate is another now. */
  redescribed(): Promise<void>;
  heard(what: ReadonlySet<Said['what']>): Promise<void>;
  close(): Promise<void>;
}

const byCordon = { kind: 'cordon', name: 'cordon', proven: null } as const;
const lookForRulesMs = 2_000;
/** A batch that has waited longer than this makes the page say that it does not know. Shares keep it to seconds under a flood. */
const behindMs = 20_000;

export async function openHospital(needs: HospitalNeeds): Promise<Hospital> {
  const { database, dir, cacheDir, shared, keys, tell, now, log } = needs;
  const { org } = database;
  const patientKeys = () => keys.fieldKeys(patientsOf(org));
  /** Made here where they are missing, since other processes cannot. */
  const makeKeys = (): void => {
    patientKeys();
    keys.fieldKeys(org);
  };
  makeKeys();
  const rules = { folder: join(dir, 'rules'), cacheDir };
  const rulebook = shared
    ? await openSharedRulebook({ ...rules, db: database.tables(), follows: false })
    : await openRulebook(rules);
  const ledger = await openOwnLedger({ database, folder: join(dir, 'ledger'), shared, keys, now });
  const described = await openDescribed({ ...needs, folder: needs.estate, ledger });
  const packs = () =>
    rulebook
      .current()
      .packs.map(({ name, version, sha256 }) =>
        [name, version, sha256].filter((fact) => fact !== null).join(' '),
      );
  const note = (act: string, object: string, details: { packs?: string[] }) =>
    ledger.record({ act, who: byCordon, object, details });
  const writes = shared?.writes ?? true;
  if (writes) await note('server.start', org, { packs: packs() });
  const parts = {
    ...needs,
    stream: sealedStream(needs.stream, keys, org, log),
    rulebook,
    described,
    patientKeys,
  };
  const work = writes ? await write(parts) : await follow(parts);
  const { pipeline, reading } = work;

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
  const tidy = (): void => {
    makeKeys();
    reading
      .trim()
      .catch((error: unknown) => log.warn({ err: error, org }, 'Old received logs could not be let go of.'));
    ledger
      .checkpoint()
      .catch((error: unknown) => log.error({ err: error, org }, 'The ledger could not be signed.'));
  };
  const tidying = setInterval(writes ? tidy : makeKeys, 60_000);
  tidying.unref();

  return {
    org,
    database,
    get estate() {
      return described.estate();
    },
    get containment() {
      return described.containment();
    },
    estateBook: described.book,
    registers: needs.registers,
    async estateChanged() {
      await work.redescribed();
      tell({ what: 'estate', id: null });
    },
    ledger,
    rulebook,
    pipeline,
    models: createModelViews({ db: database.tables(), standing: pipeline.standing }),
    patients: () => createFields(patientKeys()),
    received: reading.received,
    async flowsSeen() {
      const live = await loadFlows(database.tables<FlowTables>());
      const zoneOf = (address: string) => described.estate()?.zoneOfAddress(address)?.id;
      return needs.seen === null ? live : joinSeen(needs.seen, live, zoneOf);
    },
    behindSince() {
      const since = reading.received.waitingSince();
      return since !== null && now().getTime() - since > behindMs ? new Date(since) : null;
    },
    caughtUp: reading.caughtUp,
    async heard(what) {
      if (what.has('rules') && shared) await rulebook.refresh();
      if (what.has('estate') && shared) {
        await described.book.refresh();
        await work.redescribed();
      }
      await work.heard(what);
    },
    async close() {
      clearInterval(watching);
      clearInterval(tidying);
      await work.close();
      await described.close();
      if (!writes) return;
      await note('server.stop', org, {});
      await ledger.checkpoint();
    },
  };
}

interface Parts extends HospitalNeeds {
  rulebook: Rulebook;
  described: Described;
  patientKeys(): FieldKeys;
}

async function write(parts: Parts): Promise<Work> {
  const { database, described, learnt, events, stream, topic, shared, rulebook, tell, log, tracer } = parts;
  const { patientKeys } = parts;
  const { org } = database;
  const detection = createDetectionThread(org, patientKeys);
  const pipeline = await createPipeline({
    database,
    events,
    detection,
    topic,
    book: rulebook.current,
    loadCorrelation: ({ correlations, ruleSet }) =>
      openCorrelation(database.tables(), correlations, ruleSet.rules),
    loadDetection: async () => ({
      estate: described.estate(),
      learnt,
      stored: await storedModels(database.tables()),
      thresholds: await thresholdsNow(database.tables()),
    }),
    loadIncidents: async () =>
      createIncidents({
        estate: described.estate(),
        containment: described.containment(),
        threads: await loadThreads(database.tables()),
      }),
    tell,
    tracer,
  });
  const readingNeeds = { stream, topic, organisation: org, pipeline, log };
  const reading = shared
    ? await readShared({
        ...readingNeeds,
        database: shared.database,
        patients: patientKeys,
        book: shared.detects ? rulebook.current : null,
        tracer,
      })
    : await readHere(readingNeeds);
  // Whoever wrote before may have ended before it told what it wrote.
  tell({ what: 'incident', id: null });
  tell({ what: 'situation', id: null });
  return {
    pipeline,
    reading,
    redescribed: pipeline.again,
    async heard(what) {
      if (what.has('thresholds')) pipeline.useThresholds(await thresholdsNow(database.tables()));
    },
    async close() {
      await reading.stop();
      await pipeline.keepLearnt();
      await detection.close();
    },
  };
}

async function follow(parts: Parts): Promise<Work> {
  const { database, described, stream, topic, shared, rulebook, patientKeys, tell, log, tracer } = parts;
  const pipeline = await followPipeline({
    ...{ database, estate: described.estate, containment: described.containment },
    useThresholds: () => tell({ what: 'thresholds', id: null }),
  });
  const detecting = shared?.detects
    ? await startDetect({
        ...{ database: shared.database, stream, topic, log, tracer },
        organisation: database.org,
        patients: patientKeys,
        book: rulebook.current,
      })
    : null;
  const sharing = createSharing(database, stream, topic, log);
  return {
    pipeline,
    reading: { ...sharing, trim: async () => undefined },
    redescribed: pipeline.again,
    async heard(what) {
      if (what.has('situation') || what.has('incident') || what.has('finding')) await pipeline.refresh();
    },
    async close() {
      await sharing.stop();
      await detecting?.stop();
    },
  };
}

/**
 * Models over what arrives for ever. They live where events are read, on a thread of their own; what they have learnt is written as
 * a whole now and then, in the pipeline's own transaction, and when Cordon is stopped in order.
 *
 * What `kill -9` loses: what was learnt since the last snapshot, and that something was already said, so a model may say
 * of the same subject again what it said in that time. Never a finding that was stored, and never an event. A snapshot takes the place of
 * the one before only when its transaction is complete.
 *
 * How often: five simulated days of the sample hospital make a snapshot of 2 MB, which takes 40 ms to make and 0.1 to
 * 0.4 s to store, so every 10,000 events (four hours of that hospital) is a small part of the work; a larger memory is written
 * less often, so that snapshots never cost more than 200 bytes an event, a fraction of what keeping the event costs. It is stored sealed,
 * which makes it a third longer (`live-worker.ts`).
 */
import type { Estate } from '@cordon/estate';
import type { Kysely } from 'kysely';
import type { Event, Finding } from './model.ts';
import {
  createModels,
  type FamilyName,
  familyNames,
  type Learnt,
  LearntFrom,
  type Progress,
  type Thresholds,
} from './models/index.ts';

export interface ModelTables {
  model_snapshot: { id: number; state: string; learnt: string | null };
}

/** As it is stored: both JSON. */
export interface ModelSnapshot {
  state: string;
  /** What the models had learnt before this hospital's first event. */
  learnt: string | null;
}

export async function storedModels(db: Kysely<ModelTables>): Promise<ModelSnapshot | null> {
  const row = await db.selectFrom('model_snapshot').select(['state', 'learnt']).executeTakeFirst();
  return row ?? null;
}

export async function storeModels(db: Kysely<ModelTables>, snapshot: ModelSnapshot): Promise<void> {
  await db
    .insertInto('model_snapshot')
    .values({ id: 1, ...snapshot })
    .onConflict((conflict) => conflict.constraint('model_snapshot_pkey').doUpdateSet(snapshot))
    .execute();
}

const leastEvents = 10_000;
const bytesPerEvent = 200;

/** How far the models are; small, and plain JSON. */
export interface ModelStanding {
  progress: Record<FamilyName, Progress>;
  /** Newest event time, in milliseconds; null before the first event. */
  newest: number | null;
  /** What the models had learnt before this hospital's first event. */
  learntFrom: LearntFrom | null;
}

/** Of models that have seen nothing. */
export const noStanding: ModelStanding = {
  progress: Object.fromEntries(
    familyNames.map((name) => [name, { since: null, days: 0, atLeast: 0, events: 0 }]),
  ) as ModelStanding['progress'],
  newest: null,
  learntFrom: null,
};

export interface LiveModels {
  /** What a batch leads to, once event time has reached `reached`. */
  take(events: readonly Event[], reached: string | null): Finding[];
  /** A snapshot, when enough was learnt since the last; null otherwise. */
  due(): ModelSnapshot | null;
  /** A snapshot, when anything was learnt since the last: for an orderly stop. */
  rest(): ModelSnapshot | null;
  useThresholds(thresholds: Thresholds): void;
  standing(): ModelStanding;
}

export interface LiveModelsNeeds {
  estate: Estate | null;
  stored: ModelSnapshot | null;
  /** What the models begin with where nothing is stored yet; null, and they begin with nothing. */
  learnt: Learnt | null;
  thresholds: Thresholds;
}

/** `openPatients`: see `FamilyNeeds`. */
export function createLiveModels(
  { estate, stored, learnt, thresholds }: LiveModelsNeeds,
  openPatients?: (text: string) => string,
): LiveModels {
  const models = createModels({ estate, thresholds, ...(openPatients && { openPatients }) });
  let learntFrom: LearntFrom | null = null;
  let size = 0;
  if (stored && models.restore(JSON.parse(stored.state))) {
    learntFrom = stored.learnt === null ? null : LearntFrom.parse(JSON.parse(stored.learnt));
    size = stored.state.length;
  } else if (learnt && models.restore(learnt.state)) {
    learntFrom = learnt.from;
  }
  let unsaved = 0;

  function snapshot(): ModelSnapshot {
    const state = JSON.stringify(models.snapshot());
    unsaved = 0;
    size = state.length;
    return { state, learnt: learntFrom && JSON.stringify(learntFrom) };
  }

  return {
    take(events, reached) {
      unsaved += events.length;
      const found = models.add(events);
      if (reached !== null) found.push(...models.advance(reached));
      return found;
    },
    due: () => (unsaved >= Math.max(leastEvents, size / bytesPerEvent) ? snapshot() : null),
    rest: () => (unsaved > 0 ? snapshot() : null),
    useThresholds: models.useThresholds,
    standing: () => ({
      progress: Object.fromEntries(familyNames.map((name) => [name, models.progress(name)])) as Record<
        FamilyName,
        Progress
      >,
      newest: models.newest(),
      learntFrom,
    }),
  };
}

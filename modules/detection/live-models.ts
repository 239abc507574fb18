/**
 * Models over what arrives for ever. What they have learnt is written as a whole now and then, in the pipeline's own transaction,
 * and when Cordon is stopped in order.
 *
 * What `kill -9` loses: what was learnt since the last snapshot, and that something was already said, so a model may say
 * of the same subject again what it said in that time. Never a finding that was stored, and never an event. A snapshot takes the place of
 * the one before only when its transaction is complete.
 *
 * How often: five simulated days of the sample hospital make a snapshot of 2 MB, which takes 40 ms to make and 0.1 to
 * 0.4 s to store, so every 10,000 events (four hours of that hospital) is a small part of the work; a larger memory is written
 * less often, so that snapshots never cost more than 200 bytes an event, a fraction of what keeping the event costs.
 */
import type { Estate } from '@cordon/estate';
import type { Kysely } from 'kysely';
import { type FeedbackTables, thresholdsNow } from './feedback.ts';
import type { Event, Finding } from './model.ts';
import {
  createModels,
  type FamilyName,
  type Learnt,
  LearntFrom,
  type ModelId,
  type Progress,
  type Thresholds,
} from './models/index.ts';

export interface ModelTables {
  model_snapshot: { id: number; state: string; learnt: string | null };
}

type Db = Kysely<ModelTables & FeedbackTables>;

const leastEvents = 10_000;
const bytesPerEvent = 200;

export interface LiveModels {
  /** What a batch leads to, once event time has reached `reached`. */
  take(events: readonly Event[], reached: string | null): Finding[];
  /** Writes a snapshot when enough was learnt since the last; in the caller's transaction. */
  save(db: Kysely<ModelTables>): Promise<void>;
  /** Writes a snapshot of anything learnt since the last: for an orderly stop. */
  keep(db: Kysely<ModelTables>): Promise<void>;
  useThresholds(thresholds: Thresholds): void;
  thresholdOf(model: ModelId): number;
  progress(family: FamilyName): Progress;
  /** Newest event time, in milliseconds; null before the first event. */
  newest(): number | null;
  /** What the models had learnt before this hospital's first event. */
  learntFrom: LearntFrom | null;
}

/** `learnt`: what the models begin with where nothing is stored yet; null, and they begin with nothing. */
export async function openModels(
  db: Db,
  { estate, learnt }: { estate: Estate | null; learnt: Learnt | null },
): Promise<LiveModels> {
  const models = createModels({ estate, thresholds: await thresholdsNow(db) });
  const stored = await db.selectFrom('model_snapshot').selectAll().executeTakeFirst();
  let learntFrom: LearntFrom | null = null;
  let size = 0;
  if (stored && models.restore(JSON.parse(stored.state))) {
    learntFrom = stored.learnt === null ? null : LearntFrom.parse(JSON.parse(stored.learnt));
    size = stored.state.length;
  } else if (learnt && models.restore(learnt.state)) {
    learntFrom = learnt.from;
  }
  let unsaved = 0;

  async function write(to: Kysely<ModelTables>): Promise<void> {
    const state = JSON.stringify(models.snapshot());
    const row = { state, learnt: learntFrom && JSON.stringify(learntFrom) };
    await to
      .insertInto('model_snapshot')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    unsaved = 0;
    size = state.length;
  }

  return {
    take(events, reached) {
      unsaved += events.length;
      const found = models.add(events);
      if (reached !== null) found.push(...models.advance(reached));
      return found;
    },
    async save(trx) {
      if (unsaved >= Math.max(leastEvents, size / bytesPerEvent)) await write(trx);
    },
    async keep(to) {
      if (unsaved > 0) await write(to);
    },
    useThresholds: models.useThresholds,
    thresholdOf: models.thresholdOf,
    progress: models.progress,
    newest: models.newest,
    learntFrom,
  };
}

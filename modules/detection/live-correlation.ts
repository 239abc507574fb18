/**
 * Correlations over what arrives for ever. Their state must be as durable as the place in the stream, or a restart would
 * forget the first half of an attack: every step is written in the pipeline's own transaction, a snapshot replaces the steps
 * now and then, and opening reads the one and takes the others again.
 */
import {
  type CorrelationHit,
  type Correlator,
  createCorrelator,
  type SigmaCorrelation,
  type SigmaRule,
} from '@cordon/sigma';
import type { Kysely } from 'kysely';
import { findingOf } from './correlate.ts';
import type { Finding } from './model.ts';

export interface CorrelationTables {
  correlation_snapshot: { id: number; state: string };
  correlation_journal: {
    step: import('kysely').ColumnType<string, never, never>;
    hits: string;
    reached: string | null;
  };
}

type Db = Kysely<CorrelationTables>;

/** Steps between snapshots: few enough that opening takes them again in a moment. */
const stepsPerSnapshot = 256;

export interface LiveCorrelation {
  readonly correlator: Correlator;
  /** What a batch leads to, once event time has reached `reached`. */
  take(hits: readonly CorrelationHit[], reached: string | null): Finding[];
  /** Keeps the step just taken; in the caller's transaction. */
  save(db: Db, hits: readonly CorrelationHit[], reached: string | null): Promise<void>;
  /** The same with other rules: what is under way goes on for every correlation that is still there, unchanged. */
  withRules(correlations: readonly SigmaCorrelation[], rules: readonly SigmaRule[]): LiveCorrelation;
}

export async function openCorrelation(
  db: Db,
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): Promise<LiveCorrelation> {
  const correlator = createCorrelator(correlations, rules);
  const snapshot = await db.selectFrom('correlation_snapshot').selectAll().executeTakeFirst();
  if (snapshot !== undefined) correlator.restore(JSON.parse(snapshot.state));
  const steps = await db.selectFrom('correlation_journal').selectAll().orderBy('step').execute();
  const live = goOn(correlator, steps.length);
  for (const { hits, reached } of steps) live.take(JSON.parse(hits) as CorrelationHit[], reached);
  return live;
}

function goOn(correlator: Correlator, steps: number): LiveCorrelation {
  let unsaved = steps;
  return {
    correlator,
    take(hits, reached) {
      const found = hits.flatMap((hit) => correlator.add(hit));
      const time = reached === null ? Number.NaN : Date.parse(reached);
      if (!Number.isNaN(time)) found.push(...correlator.advance(time));
      return found.map(findingOf);
    },
    async save(trx, hits, reached) {
      if (++unsaved < stepsPerSnapshot) {
        await trx
          .insertInto('correlation_journal')
          .values({ hits: JSON.stringify(hits), reached })
          .execute();
        return;
      }
      unsaved = 0;
      const state = JSON.stringify(correlator.snapshot());
      await trx
        .insertInto('correlation_snapshot')
        .values({ id: 1, state })
        .onConflict((conflict) => conflict.constraint('correlation_snapshot_pkey').doUpdateSet({ state }))
        .execute();
      await trx.deleteFrom('correlation_journal').execute();
    },
    withRules(correlations, rules) {
      const next = createCorrelator(correlations, rules);
      next.restore(correlator.snapshot());
      // The steps in the journal were of the rules before: the next one is kept as a snapshot.
      return goOn(next, stepsPerSnapshot);
    },
  };
}

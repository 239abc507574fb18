/**
 * Correlations over what arrives for ever. Their state must be as durable as the place in the stream, or a restart would
 * forget the first half of an attack: every step is written in the pipeline's own transaction, a snapshot replaces the steps
 * now and then, and opening reads the one and takes the others again.
 */
import { createHash } from 'node:crypto';
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
  correlation_snapshot: { id: number; of_rules: string; state: string };
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
}

export async function openCorrelation(
  db: Db,
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): Promise<LiveCorrelation> {
  const correlator = createCorrelator(correlations, rules);
  const ofRules = createHash('sha256').update(JSON.stringify(correlations)).digest('hex');

  function take(hits: readonly CorrelationHit[], reached: string | null): Finding[] {
    const found = hits.flatMap((hit) => correlator.add(hit));
    const time = reached === null ? Number.NaN : Date.parse(reached);
    if (!Number.isNaN(time)) found.push(...correlator.advance(time));
    return found.map(findingOf);
  }

  const snapshot = await db.selectFrom('correlation_snapshot').selectAll().executeTakeFirst();
  if (snapshot?.of_rules === ofRules) correlator.restore(JSON.parse(snapshot.state));
  const steps = await db.selectFrom('correlation_journal').selectAll().orderBy('step').execute();
  for (const { hits, reached } of steps) take(JSON.parse(hits) as CorrelationHit[], reached);
  let unsaved = steps.length;

  return {
    correlator,
    take,
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
        .values({ id: 1, of_rules: ofRules, state })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ of_rules: ofRules, state }))
        .execute();
      await trx.deleteFrom('correlation_journal').execute();
    },
  };
}

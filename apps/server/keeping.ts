/** Retention at work: every hour what is past its period goes, unless it is held. */
import type { Ledger } from '@cordon/access';
import { type DetectionTables, forgetFindings, type RulebookTables } from '@cordon/detection';
import { type IncidentTables, raisedThreads, spanOf } from '@cordon/incidents';
import type { Database } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import { ending, type Logger, type Tracer } from '@cordon/platform/telemetry';
import { createRetention, type Retention, type RetentionSettings } from '@cordon/retention';
import type { Kysely } from 'kysely';

export interface KeepingNeeds {
  database: Database;
  events: EventStore;
  ledger: Ledger;
  settings: RetentionSettings;
  now(): Date;
}

/** Retention over the stores of this Cordon; the command line uses it on a Cordon that is stopped. */
export const openRetention = ({ database, events, ledger, settings, now }: KeepingNeeds): Retention =>
  createRetention({
    db: database.tables(),
    events,
    ledger,
    settings,
    incidentSpan: (id) => spanOf(database.tables<IncidentTables>(), id),
    async forgetFindings(trx, before, holds) {
      const kept = await raisedThreads(trx as unknown as Kysely<IncidentTables>);
      const db = trx as unknown as Kysely<DetectionTables & RulebookTables>;
      return forgetFindings(db, { before, holds, kept });
    },
    now,
  });

const hourMs = 3_600_000;
/** After a start there is other work. */
const firstAfterMs = 60_000;

/** Runs it on the hour until `stop`, which lets the segment in hand be finished. */
export function keepRunning(retention: Retention, log: Logger, tracer: Tracer): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout;
  const by = { kind: 'cordon', name: 'cordon', proven: null } as const;
  const runLater = (ms: number): void => {
    timer = setTimeout(() => {
      ending(tracer.start('retention', {}), () => retention.run({ by }))
        .then((report) => {
          if (report.events_deleted > 0 || report.findings_deleted > 0)
            log.info(report, 'What is past its period was deleted.');
        })
        .catch((error: unknown) =>
          log.error(
            { err: error },
            'What is past its period could not be deleted; it is tried again in an hour.',
          ),
        )
        .finally(() => runLater(hourMs));
    }, ms);
    timer.unref();
  };
  runLater(firstAfterMs);
  return {
    async stop() {
      clearTimeout(timer);
      await retention.stop();
      clearTimeout(timer);
    },
  };
}

/**
 * Deleting what is past its period and not held, with an entry on the ledger for each deletion. A new hold stops what is running
 * and counts from the moment that adding it is done.
 */
import { randomUUID } from 'node:crypto';
import type { Act, Actor, Ledger, LedgerTables } from '@cordon/access';
import type { Deletion, Disposal, EventStore } from '@cordon/platform/events';
import { httpFault, notFound } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import {
  type Hold,
  type HoldRelease,
  type HoldRequest,
  leastDays,
  type RetentionReport,
  type RetentionSettings,
  type RetentionView,
} from './model.ts';
import { beginningOf, believedDays, judgeClock, periodsAt, type Span, stretchOf } from './plan.ts';
import { loadHolds, loadLastRun, type RetentionTables, saveHold, saveLastRun, saveRelease } from './store.ts';

export interface RetentionNeeds {
  db: Kysely<RetentionTables>;
  events: EventStore;
  ledger: Pick<Ledger, 'record' | 'recordIn' | 'page'>;
  settings: RetentionSettings;
  /** Null when there is no such incident any more. */
  incidentSpan(id: string): Promise<Span | null>;
  /** Deletes findings stored before a moment that no incident and no hold keeps; says how many. In the caller's transaction. */
  forgetFindings(db: Kysely<unknown>, before: string, holds: Disposal['holds']): Promise<number>;
  now(): Date;
}

export interface Retention {
  /** Every hour, or when somebody asks. @throws RETENTION_CLOCK */
  run(asked: { by: Actor; clockIsRight?: boolean }): Promise<RetentionReport>;
  view(): Promise<RetentionView>;
  holds(): Promise<Hold[]>;
  /** Nothing that it covers is deleted once this has resolved. @throws NOT_FOUND for an incident that is not there */
  hold(by: Actor, request: HoldRequest): Promise<Hold>;
  /** @throws NOT_FOUND */
  release(by: Actor, id: string, request: HoldRelease): Promise<Hold>;
  /** Lets the segment in hand be finished, then ends a run that is under way. */
  stop(): Promise<void>;
}

const objectOf = ({ segment, revision }: Deletion): string => `segment ${segment} revision ${revision}`;

const stoppedBy = Symbol('a hold came, or Cordon stops');

export function createRetention(needs: RetentionNeeds): Retention {
  const { db, events, ledger, settings, now } = needs;
  /** What must not be under way at once: a run, and changes of holds. */
  let lane: Promise<unknown> = Promise.resolve();
  let running: AbortController | null = null;

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const result = lane.then(work);
    lane = result.catch(() => undefined);
    return result;
  }

  /** In one transaction: the change and its entry on the ledger. */
  const recorded = <T>(act: (result: T) => Act | null, work: (trx: Kysely<RetentionTables>) => Promise<T>) =>
    db.transaction().execute(async (trx) => {
      const result = await work(trx);
      const told = act(result);
      if (told) await ledger.recordIn(trx as unknown as Kysely<LedgerTables>, told);
      return result;
    });

  const inForce = async (): Promise<Hold[]> =>
    (await loadHolds(db)).filter(({ released }) => released === null);

  async function stretches(): Promise<Disposal['holds']> {
    return Promise.all(
      (await inForce()).map(async (hold) =>
        stretchOf(hold, hold.incident === null ? null : await needs.incidentSpan(hold.incident)),
      ),
    );
  }

  async function runNow(by: Actor, clockIsRight: boolean): Promise<RetentionReport> {
    const at = now();
    const report: RetentionReport = {
      outcome: 'done',
      segments_deleted: 0,
      segments_rewritten: 0,
      events_deleted: 0,
      findings_deleted: 0,
    };
    const lastRun = await loadLastRun(db);
    const clock = judgeClock(at, lastRun);
    if (clock === 'ahead' && !clockIsRight)
      throw httpFault(
        409,
        'RETENTION_CLOCK',
        `The clock says ${at.toISOString()}, more than ${believedDays} days after the last run (${lastRun}). Nothing was deleted.`,
        'If the clock is right, say so once: cordon retention run --clock-is-right. Otherwise set it.',
      );
    if (clock === 'first') {
      await saveLastRun(db, at.toISOString());
      return { ...report, outcome: 'noted' };
    }
    const stopping = new AbortController();
    running = stopping;
    try {
      const holds = await stretches();
      const deletions = await events.dispose({
        periods: periodsAt(at, settings),
        holds,
        signal: stopping.signal,
        async about(deletion) {
          const { deleted, kept, before, after } = deletion;
          const act = { act: 'events.delete', who: by, object: objectOf(deletion) };
          await ledger.record({ ...act, details: { deleted, kept, before, after } });
          // Counted here, so that a run that is stopped says what it did; told, and then not done, is told again.
          report.events_deleted += deleted;
          if (after === null) report.segments_deleted += 1;
          else report.segments_rewritten += 1;
        },
      });
      stopping.signal.throwIfAborted();
      report.events_deleted = deletions.reduce((sum, { deleted }) => sum + deleted, 0);
      const before = beginningOf(at, settings.findings_days);
      report.findings_deleted = await recorded(
        (deleted) =>
          deleted === 0
            ? null
            : { act: 'findings.delete', who: by, object: 'findings', details: { deleted, before } },
        (trx) => needs.forgetFindings(trx as unknown as Kysely<unknown>, before, holds),
      );
    } catch (error) {
      if (error !== stoppedBy) throw error;
      return { ...report, outcome: 'stopped' };
    } finally {
      running = null;
    }
    await saveLastRun(db, at.toISOString());
    return report;
  }

  /** Deletions that the store knows of and the ledger does not. */
  async function unexplained(): Promise<string[]> {
    const deletions = events.deletions();
    const told = new Map<string, unknown>();
    for (let before: string | undefined, left = deletions.length; left > 0; ) {
      const page = await ledger.page({ act: 'events.delete', before, limit: 500 });
      for (const { object, details } of page.items) if (!told.has(object)) told.set(object, details.after);
      if (page.next === null) break;
      before = page.next;
    }
    return deletions.filter((one) => told.get(objectOf(one)) !== one.after).map(objectOf);
  }

  return {
    run: ({ by, clockIsRight = false }) => alone(() => runNow(by, clockIsRight)),
    async view() {
      const segments = events.segments();
      const times = segments.map(({ min_time }) => min_time).filter((time) => time !== null);
      return {
        settings,
        least_days: leastDays,
        last_run: await loadLastRun(db),
        events: segments.reduce((sum, { rows }) => sum + rows, 0),
        bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
        oldest: times.length === 0 ? null : new Date(Math.min(...times) / 1000).toISOString(),
        holds: await inForce(),
        unexplained: await unexplained(),
      };
    },
    holds: () => loadHolds(db),
    async hold(who, request) {
      if (request.incident !== null && (await needs.incidentSpan(request.incident)) === null)
        throw notFound('incident');
      running?.abort(stoppedBy);
      return alone(() => {
        const hold: Hold = {
          ...request,
          by: who.name,
          id: randomUUID(),
          since: now().toISOString(),
          released: null,
        };
        const { id, name, why, org, from, to, incident } = hold;
        const act = {
          act: 'hold.add',
          who,
          object: id,
          details: { name, why, org, from, to, incident },
        };
        return recorded(
          () => act,
          async (trx) => {
            await saveHold(trx, hold);
            return hold;
          },
        );
      });
    },
    release: (who, id, { why }) =>
      alone(async () => {
        const at = now().toISOString();
        await recorded(
          () => ({ act: 'hold.release', who, object: id, details: { why } }),
          async (trx) => {
            if (!(await saveRelease(trx, id, at, { by: who.name, why }))) throw notFound('hold');
          },
        );
        return (await loadHolds(db)).find((hold) => hold.id === id)!;
      }),
    async stop() {
      running?.abort(stoppedBy);
      await alone(async () => undefined);
    },
  };
}

/**
 * Whether Cordon is well, for whoever starts and watches it. `/health` and `/ready` ask nobody to sign in and say yes or no, which
 * helps no outsider; why not stands in the log, and the figures at `/metrics`, which need a sign-in or a token for it.
 */
import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Forwards, LedgerTables } from '@cordon/access';
import { countByLevel, type DetectionTables, type SourceTables, sourceCounts } from '@cordon/detection';
import type { Database } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import type { App } from '@cordon/platform/http';
import { createMetrics, type Sample } from '@cordon/platform/metrics';
import { release } from '@cordon/platform/root';
import type { Logger } from '@cordon/platform/telemetry';
import type { RetentionTables } from '@cordon/retention';
import { sql } from 'kysely';
import { z } from 'zod';

export interface HealthNeeds {
  dir: string;
  database: Database;
  events: EventStore;
  /** Received and not yet worked through, in records. */
  waiting(): number;
  /** Since when the oldest of it has waited, ms since 1970; null when nothing waits. */
  waitingSince(): number | null;
  openIncidents(): number;
  /** How it stands with where ledgers are sent on to. */
  forwards(): Promise<Forwards['items']>;
  /** Parts of traces that no collector took. */
  lostSpans(): number;
  log: Logger;
}

/** Below this a store may soon refuse what comes. */
const leastFreeBytes = 512 * 1024 * 1024;
/** Milliseconds. A store that takes longer helps nobody; and what waits must move within this time. */
const longestAnswer = 5_000;
const longestStandstill = 120_000;
/** Milliseconds that an answer is good for, however many ask. */
const freshFor = 1_000;

const Answer = z.object({ status: z.enum(['ok', 'not ready']) });

export function healthRoutes(app: App, needs: HealthNeeds): void {
  const { dir, database, events, waiting, waitingSince, log } = needs;
  const metrics = createMetrics();
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  app.addHook('onClose', async () => loop.disable());

  app.addHook('onResponse', async (request, reply) => {
    // The route as it was declared: what was asked for is somebody's data.
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    metrics.observe(
      'cordon_http_request_seconds',
      'Requests answered, and the time it took.',
      labels,
      reply.elapsedTime / 1000,
    );
  });

  let seen: { waiting: number; since: number | null; at: number } = { waiting: 0, since: null, at: 0 };
  /** Nothing was worked through since the first of the looks that saw the same record waiting. */
  function stands(): boolean {
    const [now, since] = [waiting(), waitingSince()];
    const moved = since === null || since !== seen.since || now < seen.waiting;
    seen = { waiting: now, since, at: moved ? performance.now() : seen.at };
    return performance.now() - seen.at > longestStandstill;
  }

  const freeBytes = async (): Promise<{ free: number; size: number }> => {
    const disk = await statfs(dir);
    return { free: disk.bavail * disk.bsize, size: disk.blocks * disk.bsize };
  };

  /** What is wrong, in words for the log; empty when nothing is. */
  async function problems(): Promise<string[]> {
    const found = await Promise.all([
      databaseAnswers(database).then((answers) => (answers ? null : 'the database does not answer')),
      within(events.query({ orgs: [], limit: 1 })).then(
        () => null,
        () => 'the event store does not answer',
      ),
      freeBytes().then(
        ({ free }) => (free < leastFreeBytes ? `the disk has ${Math.round(free / 1e6)} MB left` : null),
        () => 'the data folder cannot be looked at',
      ),
    ]);
    if (stands())
      found.push(`${waiting()} received records wait, and none was worked through for two minutes`);
    return found.filter((problem) => problem !== null);
  }

  let last: { at: number; answer: Promise<string[]> } | null = null;
  let told = '';
  async function current(): Promise<string[]> {
    if (last === null || performance.now() - last.at > freshFor)
      last = { at: performance.now(), answer: problems() };
    const found = await last.answer;
    const now = found.join('; ');
    if (now !== told) {
      told = now;
      if (now === '') log.info('Ready again.');
      else log.error({ problems: found }, 'Not ready.');
    }
    return found;
  }

  app.get('/health', { schema: { response: { 200: Answer } } }, async () => ({ status: 'ok' as const }));

  app.get('/ready', { schema: { response: { 200: Answer, 503: Answer } } }, async (_request, reply) =>
    (await current()).length === 0
      ? reply.send({ status: 'ok' })
      : reply.status(503).send({ status: 'not ready' }),
  );

  app.get('/metrics', { config: { action: 'metrics.read', deployment: true } }, async (_request, reply) => {
    const ready = (await current()).length === 0;
    return reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(metrics.text([...(await stores()), ...ofProcess(ready)]));
  });

  async function stores(): Promise<Sample[]> {
    const db = database.tables<DetectionTables & SourceTables & LedgerTables & RetentionTables>();
    const [levels, sources, head, run, held, disk, forwards] = await Promise.all([
      countByLevel(db),
      sourceCounts(db),
      db.selectFrom('ledger_head').select(sql<string>`sum(seq)`.as('seq')).executeTakeFirst(),
      db.selectFrom('retention_run').select('ran_at').executeTakeFirst(),
      db
        .selectFrom('holds')
        .select(sql<string>`count(*)`.as('count'))
        .where('released', 'is', null)
        .executeTakeFirst(),
      freeBytes(),
      needs.forwards(),
    ]);
    const places = byPlace(forwards);
    const segments = events.segments();
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
    return [
      gauge('cordon_received_waiting', 'Batches received and not yet worked through.', waiting()),
      counter(
        'cordon_events_total',
        'Events read from what was received.',
        sum(sources.map(({ events: n }) => n)),
      ),
      counter(
        'cordon_unreadable_total',
        'Records and inputs that no reader could read.',
        sum(sources.map(({ unreadable }) => unreadable)),
      ),
      gauge('cordon_sources', 'Log sources that have ever sent.', sources.length),
      gauge('cordon_sealed_events', 'Events in sealed segments.', sum(segments.map(({ rows }) => rows))),
      gauge('cordon_sealed_bytes', 'Bytes of sealed segments.', sum(segments.map(({ bytes }) => bytes))),
      ...Object.entries(levels).map(([level, count]) =>
        gauge('cordon_findings', 'Findings that are kept, by level.', count, { level }),
      ),
      gauge('cordon_incidents_open', 'Incidents that are open.', needs.openIncidents()),
      counter('cordon_ledger_entries_total', 'Entries on the ledger.', Number(head?.seq ?? 0)),
      ...places.map(({ place, waiting: held }) =>
        gauge('cordon_ledger_forward_waiting', 'Entries that a place elsewhere has not taken yet.', held, {
          place,
        }),
      ),
      ...places.map(({ place, failing }) =>
        gauge(
          'cordon_ledger_forward_failing',
          'Whether the last try to send to it failed: 1 or 0.',
          failing,
          {
            place,
          },
        ),
      ),
      counter('cordon_spans_lost_total', 'Parts of traces that no collector took.', needs.lostSpans()),
      gauge('cordon_holds', 'Legal holds in force.', Number(held?.count ?? 0)),
      gauge(
        'cordon_retention_last_run_seconds',
        'When old events were last deleted, seconds since 1970; 0: never.',
        Date.parse(run?.ran_at ?? '1970-01-01') / 1000,
      ),
      gauge('cordon_disk_free_bytes', 'Room left on the disk of the data folder.', disk.free),
      gauge('cordon_disk_size_bytes', 'Size of the disk of the data folder.', disk.size),
    ];
  }

  function ofProcess(ready: boolean): Sample[] {
    const { user, system } = process.cpuUsage();
    const delay = loop.percentile(99) / 1e9;
    loop.reset();
    return [
      gauge('cordon_ready', 'Whether everything is well: 1 or 0.', ready ? 1 : 0),
      gauge('cordon_release', 'The release that runs.', 1, { release, node: process.version }),
      counter('process_cpu_seconds_total', 'Processor time used.', (user + system) / 1e6),
      gauge('process_resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
      gauge(
        'process_start_time_seconds',
        'When it started, seconds since 1970.',
        Date.now() / 1000 - process.uptime(),
      ),
      gauge(
        'nodejs_eventloop_delay_p99_seconds',
        'How long work waited for its turn, 99 of 100 times at most, since last asked.',
        Number.isNaN(delay) ? 0 : delay,
      ),
    ];
  }
}

/** Of all ledgers together. */
function byPlace(forwards: Forwards['items']): { place: string; waiting: number; failing: number }[] {
  return [...new Set(forwards.map(({ place }) => place))].map((place) => {
    const there = forwards.filter((one) => one.place === place);
    return {
      place,
      waiting: there.reduce((sum, { waiting }) => sum + waiting, 0),
      failing: there.some(({ error }) => error !== null) ? 1 : 0,
    };
  });
}

const gauge = (name: string, help: string, value: number, labels: Record<string, string> = {}): Sample => ({
  ...{ type: 'gauge', name, help, value, labels },
});
const counter = (name: string, help: string, value: number): Sample => ({
  ...{ type: 'counter', name, help, value, labels: {} },
});

/** Whether the database answers in time. */
export const databaseAnswers = (database: Database): Promise<boolean> =>
  within(sql`select 1`.execute(database.tables())).then(
    () => true,
    () => false,
  );

/** Rejects when it takes too long; the work itself is left to end. */
function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), longestAnswer);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * Runs a connector again and again, in one process at a time: what it yields is made durable, then its cursor moves, so that a crash in
 * between asks for the same again and loses nothing. A run is bounded; what fails is tried again, later each time.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@cordon/platform/database';
import { type Logger, noTracer, type Tracer } from '@cordon/platform/telemetry';
import { type DoorNeeds, receive } from '../doors/received.ts';
import { createLeases } from '../leases.ts';
import type { Secret } from '../stores-settings.ts';
import { createAsk } from './ask.ts';
import { AskError, type Connector } from './connector.ts';
import { announceConnector, type ConnectorTables, connectorState, moveCursor, noteRun } from './store.ts';

/** A run ends at the first of these; then the next one begins at once. */
const most = { ms: 60_000, pages: 200, bytes: 128 * 1024 * 1024 };
/** Seconds. */
const longestWait = 3_600;
const leaseMs = 30_000;

export interface RunNeeds<Settings> {
  connector: Connector<Settings>;
  settings: Settings & { kind: string; source: string; every: number };
  organisation: string;
  needs: DoorNeeds;
  database: Database;
  secret(which: Secret): string;
  now(): Date;
  log: Logger;
  tracer?: Tracer;
}

export interface Running {
  /** Runs once if it is due and no other process does, as it does by itself; milliseconds until it is due again. */
  look(): Promise<number>;
  close(): Promise<void>;
}

type Outcome = { error: string; wait: number } | { error: null; behind: boolean };

export async function startConnector<Settings>(options: RunNeeds<Settings>): Promise<Running> {
  const { connector, settings, organisation, needs, database, secret, now, log, tracer = noTracer } = options;
  const { source, kind, every } = settings;
  const db = database.within(organisation).tables<ConnectorTables>();
  const leases = createLeases(database, { holder: randomUUID(), ms: leaseMs });
  const lease = `connector ${organisation} ${source}`;
  const { origins, about } = connector.asks(settings);
  const stopping = new AbortController();
  await announceConnector(db, { source, kind, every, about }, now());

  async function run(from: string | null): Promise<Outcome | null> {
    const outOfTime = AbortSignal.timeout(most.ms);
    const signal = AbortSignal.any([stopping.signal, outOfTime]);
    let cursor = from;
    let pages = 0;
    let bytes = 0;
    try {
      const ask = createAsk({ origins, signal });
      for await (const page of connector.pull({ settings, cursor, ask, secret, now })) {
        while (needs.isFull()) await pause(500, undefined, { signal });
        if (page.body.length > 0) await receive(needs, source, page.body);
        // Another process was quicker: what this one knows is old.
        if (!(await moveCursor(db, source, cursor, page.cursor))) return null;
        cursor = page.cursor;
        pages += 1;
        bytes += page.body.length;
        if (pages >= most.pages || bytes >= most.bytes || signal.aborted)
          return { error: null, behind: true };
      }
      return { error: null, behind: false };
    } catch (error) {
      if (signal.aborted && (pages > 0 || !(error instanceof AskError))) return { error: null, behind: true };
      if (error instanceof AskError) return { error: error.message, wait: error.wait };
      log.error({ err: error, source, kind }, 'A connector failed; it is tried again.');
      return { error: 'Cordon could not go on; the log of the server says why', wait: 0 };
    }
  }

  async function note(outcome: Outcome, failures: number, began: string): Promise<void> {
    const failed = outcome.error === null ? 0 : failures + 1;
    const wait =
      outcome.error === null
        ? outcome.behind
          ? 1
          : every
        : Math.min(longestWait, Math.max(every * 2 ** Math.min(failed - 1, 12), outcome.wait));
    const ended = now();
    if (outcome.error !== null && failed === 1)
      log.warn({ source, kind }, `A connector failed: ${outcome.error}. It is tried again.`);
    await noteRun(db, source, {
      last_run: began,
      next_run: new Date(ended.getTime() + wait * 1_000).toISOString(),
      failures: failed,
      error: outcome.error,
      ...(outcome.error === null && { last_success: ended.toISOString(), behind: outcome.behind }),
    });
  }

  async function look(): Promise<number> {
    if (!(await leases.take(lease))) return leaseMs / 3;
    const holding = setInterval(() => leases.take(lease).catch(() => {}), leaseMs / 3);
    try {
      const state = await connectorState(db, source);
      const due = Date.parse(state.next_run) - now().getTime();
      if (due > 0) return due;
      const began = now().toISOString();
      const pull = tracer.start('pull', { 'cordon.source': source, 'cordon.connector': kind });
      const outcome = await pull.within(() => run(state.cursor));
      pull.end(outcome?.error ? 'PULL' : undefined);
      if (outcome && !stopping.signal.aborted) await note(outcome, state.failures, began);
      const { next_run } = await connectorState(db, source);
      return Math.max(0, Date.parse(next_run) - now().getTime());
    } finally {
      clearInterval(holding);
      await leases.release(lease);
    }
  }

  return {
    look,
    async close() {
      stopping.abort();
    },
  };
}

/** Looks whenever it is due, until it is closed. */
export function keepPulling({ look, close }: Running, log: Logger): { close(): Promise<void> } {
  const stopping = new AbortController();
  const going = (async () => {
    while (!stopping.signal.aborted) {
      const wait = await look().catch((error: unknown) => {
        log.error({ err: error }, 'A connector could not run; it is tried again.');
        return 10_000;
      });
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    async close() {
      stopping.abort();
      await close();
      await going;
    },
  };
}

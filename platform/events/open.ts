/** Wiring of the event store: what is appended goes to the log, what is asked is answered from segments and tail. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LogOptions, openLog } from '../log/index.ts';
import {
  type Compiled,
  compileCounts,
  compileQuery,
  encodeAfter,
  type Sources,
  type TimeRange,
  timeRange,
} from './compile.ts';
import { startEngine } from './engine.ts';
import { readManifests, verifyManifests } from './manifest.ts';
import type { EventScope, EventStore, SealedSegment, StoredEvent } from './port.ts';
import { toLine } from './record.ts';
import { sealRows } from './seal.ts';
import { createTail, type Sealed } from './tail.ts';
import { isoFromMicros } from './time.ts';

export interface EventStoreOptions {
  /** Folder of this store alone, made if absent. */
  dir: string;
  /** Seal by itself when this many events are not sealed yet. Default 50 000. */
  sealRows?: number;
  /** Megabytes that DuckDB may use. Default 384. */
  memoryMb?: number;
  /** Told of damage found, and of sealing in the background that failed (it is tried again). */
  onProblem?: (problem: { message: string; error?: unknown }) => void;
  log?: Pick<LogOptions, 'io' | 'segmentBytes' | 'waitingBytes'>;
}

/** Seal when this much waits unsealed, however few events it is. */
const tailBytes = 64 * 1024 * 1024;

/** A list of things that happen one after the other. */
function createLane(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Opens the store. Throws what `openLog` throws, LOCKED among it. */
export async function openEvents(options: EventStoreOptions): Promise<EventStore> {
  const dir = join(options.dir, 'sealed');
  const scratch = join(options.dir, 'scratch');
  const log = await openLog({
    ...options.log,
    dir: join(options.dir, 'log'),
    onLoss: (loss) => options.onProblem?.({ message: lossMessage(loss) }),
  });
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true, mode: 0o700 });
    return await createStore(options, log, dir, scratch);
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function createStore(
  options: EventStoreOptions,
  log: Awaited<ReturnType<typeof openLog>>,
  dir: string,
  scratch: string,
): Promise<EventStore> {
  const manifests = readManifests(dir);
  for (const { segment, problem } of manifests.problems) {
    options.onProblem?.({ message: `Sealed segment ${segment} is damaged: ${problem}.` });
  }
  const { sealRows: sealAt = 50_000, memoryMb = 384, onProblem } = options;
  const engine = await startEngine({ dir: options.dir, memoryMb });
  const sealedEnd = (): number => manifests.entries.at(-1)?.next_seq ?? 0;
  const tail = await createTail(engine, log, scratch, sealedEnd());
  const sealed = (): Sealed[] =>
    manifests.entries
      .filter((entry) => entry.rows > 0 && !manifests.unreadable.has(entry.segment))
      .map((entry) => ({ path: join(dir, entry.file), entry }));

  /** Loading and sealing; asking. Two lanes, so that a long search does not hold up what comes in. */
  const writing = createLane();
  const reading = createLane();
  let closing: Promise<void> | null = null;
  let scheduled = false;
  let unsealedBytes = 0;

  /** Seals in steps, so that a backlog of any length goes through memory in bounded pieces. */
  async function sealUpTo(end: number, least: number): Promise<SealedSegment | null> {
    let newest: SealedSegment | null = null;
    while (sealedEnd() < end && end - sealedEnd() >= least) {
      await tail.load(end, sealed(), { next: sealedEnd() + sealAt, bytes: tailBytes });
      const upTo = tail.loaded();
      if (upTo <= sealedEnd()) break;
      newest = await sealRows({ engine, dir, manifests, from: sealedEnd(), upTo });
      unsealedBytes = 0;
      // In the readers' lane: a search that was promised these rows in the tail has had them by then.
      await reading(() => tail.forget(upTo));
      await log.dropBefore(upTo);
    }
    return newest;
  }

  const overdue = (): boolean => log.end() - sealedEnd() >= sealAt || unsealedBytes >= tailBytes;

  /** Makes everything before `end` visible to searches. */
  async function catchUp(end: number): Promise<void> {
    if (overdue()) await sealUpTo(log.end(), 1);
    await tail.load(end, sealed());
  }

  function keepUp(): void {
    if (scheduled || closing || !overdue()) return;
    scheduled = true;
    writing(() => sealUpTo(log.end(), 1))
      .catch((error: unknown) =>
        onProblem?.({ message: 'Sealing events failed; it will be tried again.', error }),
      )
      .finally(() => {
        scheduled = false;
      });
  }

  function newestTime(): number | null {
    const times = manifests.entries.map((entry) => entry.max_time).filter((time) => time !== null);
    const hot = tail.newest();
    if (hot !== null) times.push(hot);
    return times.length > 0 ? Math.max(...times) : null;
  }

  function sources({ from, to }: TimeRange): Sources {
    const covering = sealed().filter(({ entry }) => entry.min_time! < to && entry.max_time! >= from);
    return { segments: covering.map(({ path }) => path), hotFrom: sealedEnd() };
  }

  async function ask<T extends Compiled>(
    scope: EventScope,
    compile: (range: TimeRange, from: Sources) => T,
  ): Promise<{ compiled: T; rows: Record<string, unknown>[] }> {
    const end = log.end();
    if (tail.loaded() < end) await writing(() => catchUp(end));
    return reading(async () => {
      // Compiled only now: a sealing that went before in this lane has moved rows from the tail to a segment.
      const range = timeRange(scope, newestTime());
      const compiled = compile(range, sources(range));
      return { compiled, rows: await engine.read(compiled.sql, compiled.params, scope.timeoutMs ?? 10_000) };
    });
  }

  keepUp();
  return {
    async append(events) {
      const received = Date.now() * 1000;
      const lines = events.map((event) => toLine(event, received));
      await log.append(lines);
      unsealedBytes += lines.reduce((sum, line) => sum + line.length, 0);
      keepUp();
    },
    async query(query) {
      const { compiled, rows } = await ask(query, (range, from) => compileQuery(query, range, from));
      const page = rows.slice(0, compiled.limit);
      const last = page.at(-1) as { t: number; id: string } | undefined;
      const next = last && rows.length > compiled.limit ? encodeAfter(last) : null;
      return { rows: page.map(({ t: _, ...event }) => event as unknown as StoredEvent), next };
    },
    async counts(query) {
      const { rows } = await ask(query, (range, from) => compileCounts(query, range, from));
      return (rows as { bucket: number | null; value: string | null; count: number }[]).map((row) => ({
        time: row.bucket === null ? null : isoFromMicros(row.bucket),
        value: row.value,
        count: row.count,
      }));
    },
    seal: () => writing(() => sealUpTo(log.end(), 1)),
    segments: () => [...manifests.entries],
    verify: () => verifyManifests(dir, manifests.entries),
    close() {
      closing ??= (async () => {
        await writing(async () => undefined);
        await reading(() => engine.close());
        await log.close();
        rmSync(scratch, { recursive: true, force: true });
      })();
      return closing;
    },
  };
}

type Loss = Parameters<NonNullable<LogOptions['onLoss']>>[0];

const lossMessage = (loss: Loss): string =>
  loss.what === 'torn-end'
    ? `The event log ended in the middle of a record, as after a power cut: ${loss.bytes} bytes that were never acknowledged are kept in ${loss.keptIn}.`
    : `${loss.to - loss.from} events of the log can no longer be read (numbers ${loss.from} to ${loss.to - 1} in ${loss.file}).`;

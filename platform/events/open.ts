/** Wiring of the event store: what is appended goes to the log, what is asked is answered from segments and tail. */
import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogOptions, linkOrCopy, openLog } from '../log/index.ts';
import {
  compileCounts,
  compileDue,
  compilePage,
  compileRows,
  compileScan,
  compileWidths,
  type Sources,
} from './compile.ts';
import {
  besides,
  type Compiled,
  decodeAfter,
  encodeAfter,
  latestDue,
  pageLimit,
  type TimeRange,
  timeRange,
} from './condition.ts';
import { disposeOf, inOrder } from './dispose.ts';
import { startEngine } from './engine.ts';
import { readManifests, verifyManifests } from './manifest.ts';
import type { Due } from './messages.ts';
import type {
  Deletion,
  Disposal,
  EventQuery,
  EventScan,
  EventStore,
  ScanBatch,
  SealedSegment,
  StoredEvent,
} from './port.ts';
import { toLine } from './record.ts';
import { sealRows } from './seal.ts';
import { cutIntoSlices, stepsBack, type Width } from './slices.ts';
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

/** Milliseconds. A search is for somebody who waits; counts for a scan, in the background, may take their time. */
const longestSearch = 10_000;
const longestCount = 120_000;

const within = (afterMs = longestSearch): Due => ({ at: Date.now() + afterMs, afterMs });

/** Rows of a scan that are sorted at once, and of the newest that a search looks at first. */
const rowsPerSlice = 50_000;
const mostSlices = 16;
const rowsFirst = 200_000;

/** Segments that are asked at once what of them is to be deleted. */
const filesAtOnce = 100;

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
  const disposing = createLane();
  /** Scans under way, and files that were replaced while they may still read them. */
  let scans = 0;
  let replaced: string[] = [];

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

  /** What cannot be removed now is at the next start. */
  async function removeReplaced(): Promise<void> {
    if (scans > 0) return;
    const paths = replaced;
    replaced = [];
    await Promise.all(paths.map((path) => rm(path, { force: true }).catch(() => undefined)));
  }

  async function replaceEntry(entry: SealedSegment): Promise<void> {
    const at = manifests.entries.findIndex(({ segment }) => segment === entry.segment);
    const old = manifests.entries[at]!;
    await reading(async () => {
      manifests.entries[at] = entry;
    });
    replaced.push(join(dir, old.file));
    await removeReplaced();
  }

  /** Seals what is unsealed and due: only sealed events are deleted. */
  async function sealDue(disposal: Disposal): Promise<void> {
    const latest = latestDue(disposal);
    if (latest === null) return;
    await catchUp(log.end());
    const [row] = (await engine.write(
      `select min(received)::double as oldest from hot where seq >= ${sealedEnd()}`,
    )) as {
      oldest: number | null;
    }[];
    if (row!.oldest !== null && row!.oldest < latest) await sealUpTo(log.end(), 1);
  }

  async function dispose(disposal: Disposal): Promise<Deletion[]> {
    const { signal } = disposal;
    signal?.throwIfAborted();
    await writing(() => sealDue(disposal));
    const found = new Map<string, number>();
    const segments = sealed();
    for (let at = 0; at < segments.length; at += filesAtOnce) {
      signal?.throwIfAborted();
      const { sql, params } = compileDue(
        disposal,
        segments.slice(at, at + filesAtOnce).map(({ path }) => path),
      );
      const rows = await reading(() => engine.read(sql, params, within(longestCount)));
      for (const { path, rows: count } of rows as { path: string; rows: number }[]) found.set(path, count);
    }
    const due = segments.flatMap(({ path, entry }) => {
      const rows = found.get(path);
      return rows === undefined ? [] : [{ entry, rows }];
    });
    const done: Deletion[] = [];
    for (const one of inOrder(due)) {
      signal?.throwIfAborted();
      const deletion = await writing(() =>
        disposeOf(one, { engine, dir, manifests, disposal, replace: replaceEntry }, (message) =>
          onProblem?.({ message }),
        ),
      );
      if (deletion) done.push(deletion);
    }
    return done;
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

  /** Everything appended so far can be found from now on. */
  async function upToDate(): Promise<void> {
    const end = log.end();
    if (tail.loaded() < end) await writing(() => catchUp(end));
  }

  /** A question over a stretch of time. `sources` only when it is asked: a sealing before it in the lane has moved rows. */
  const ask = (
    range: TimeRange,
    due: Due,
    compile: (range: TimeRange, from: Sources) => Compiled,
  ): Promise<Record<string, unknown>[]> => {
    const { sql, params } = compile(range, sources(range));
    return engine.read(sql, params, due);
  };

  /** Goes back in time until the page is full, then fetches the records of what it found. */
  async function page(query: EventQuery, limit: number): Promise<{ found: Found[]; rows: StoredEvent[] }> {
    const due = within(query.timeoutMs);
    const range = timeRange(query, newestTime());
    if (query.after !== undefined) range.to = Math.min(range.to, decodeAfter(query.after).t + 1);
    const covering = sealed().map(({ entry }) => entry);
    const found: Found[] = [];
    for (const step of stepsBack(range, covering, rowsFirst)) {
      const most = limit + 1 - found.length;
      if (most > 0)
        found.push(
          ...((await ask(step, due, (at, from) => compilePage(query, at, from, most))) as unknown as Found[]),
        );
    }
    const shown = found.slice(0, limit);
    if (shown.length === 0) return { found, rows: [] };
    const span = { from: shown.at(-1)!.t, to: shown[0]!.t + 1 };
    const rows = await ask(span, due, (_, from) => compileRows(shown, from));
    return { found, rows: rows as unknown as StoredEvent[] };
  }

  /** Slice after slice, each seen as it is when its turn comes. */
  async function* scan({ signal, ...asked }: EventScan): AsyncGenerator<ScanBatch> {
    signal?.throwIfAborted();
    await upToDate();
    const range = timeRange(asked, newestTime());
    const slices = await cutIntoSlices(
      range,
      rowsPerSlice,
      async (part, width) =>
        (await reading(() =>
          ask(part, within(longestCount), (at, from) => compileWidths(asked, at, from, width)),
        )) as unknown as Width[],
    );
    const total = slices.reduce((sum, { rows }) => sum + rows, 0);
    let before = 0;
    for (let at = 0, several = 1; at < slices.length; ) {
      signal?.throwIfAborted();
      const group = slices.slice(at, at + several);
      const span = { from: group[0]!.from, to: group.at(-1)!.to };
      let found = 0;
      scans += 1;
      const running = await reading(() => {
        const { sql, params } = compileScan(asked, span, sources(span));
        return engine.scan(sql, params);
      }).catch((error: unknown) => {
        scans -= 1;
        throw error;
      });
      const stop = (): void => void running.close().catch(() => undefined);
      signal?.addEventListener('abort', stop);
      try {
        while (running.rows.length > 0) {
          const events = eventsOf(running.rows);
          found += events.length;
          // The next rows are on their way while these are worked on.
          const next = running.more();
          next.catch(() => undefined);
          yield { events, share: before / total };
          signal?.throwIfAborted();
          await next;
        }
        signal?.throwIfAborted();
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', stop);
        await running.close();
        scans -= 1;
        await removeReplaced();
      }
      at += group.length;
      before += group.reduce((sum, { rows }) => sum + rows, 0);
      // Where little of what is looked at is asked for, looking at more of it at once costs little memory and saves time.
      several = found * 8 < rowsPerSlice ? Math.min(several * 2, mostSlices) : 1;
      yield { events: [], share: before / total };
    }
  }

  async function appendLines(lines: readonly (string | Uint8Array)[]): Promise<void> {
    await log.append(lines);
    unsealedBytes += lines.reduce((sum, line) => sum + line.length, 0);
    keepUp();
  }

  keepUp();
  return {
    async append(events) {
      const received = Date.now() * 1000;
      await appendLines(events.map((event) => toLine(event, received)));
    },
    appendLines,
    async query(query) {
      const limit = pageLimit(query);
      await upToDate();
      const { found, rows } = await reading(() => page(query, limit));
      return { rows, next: found.length > limit ? encodeAfter(found[limit - 1]!) : null };
    },
    async counts(query) {
      await upToDate();
      const rows = await reading(() =>
        ask(timeRange(query, newestTime()), within(query.timeoutMs), (range, from) =>
          compileCounts(query, range, from),
        ),
      );
      return (rows as { bucket: number | null; value: string | null; count: number }[]).map((row) => ({
        time: row.bucket === null ? null : isoFromMicros(row.bucket),
        value: row.value,
        count: row.count,
      }));
    },
    scan,
    seal: () => writing(() => sealUpTo(log.end(), 1)),
    segments: () => [...manifests.entries],
    dispose: (disposal) => disposing(() => dispose(disposal)),
    deletions: () =>
      [...manifests.remains.values()].map(({ disposed_at: _at, now: _now, ...deletion }) => deletion),
    verify: () => verifyManifests(dir, manifests.entries),
    snapshot: (to) =>
      writing(async () => {
        await log.snapshot(join(to, 'log'));
        await mkdir(join(to, 'sealed'), { mode: 0o700 });
        for (const name of await readdir(dir))
          if (/\.(json|parquet)$/.test(name)) await linkOrCopy(join(dir, name), join(to, 'sealed', name));
      }),
    close() {
      closing ??= (async () => {
        await disposing(async () => undefined);
        await writing(async () => undefined);
        await reading(() => engine.close());
        await log.close();
        rmSync(scratch, { recursive: true, force: true });
      })();
      return closing;
    },
  };
}

/** When and which: enough to page by, and to fetch the rest. */
interface Found {
  t: number;
  id: string;
}

/** The rows of a scan as events: a JSON list of what is beside the record, and the record. */
function eventsOf(rows: readonly Record<string, unknown>[]): StoredEvent[] {
  const [lists, records] = (rows[0] as { columns: [string[], string[]] }).columns;
  return lists.map((list, at) => {
    const values = JSON.parse(list) as (string | null)[];
    const event: Record<string, string | null> = {};
    besides.forEach((column, i) => {
      event[column] = values[i]!;
    });
    event.raw = records[at]!;
    return event as unknown as StoredEvent;
  });
}

type Loss = Parameters<NonNullable<LogOptions['onLoss']>>[0];

const lossMessage = (loss: Loss): string =>
  loss.what === 'torn-end'
    ? `The event log ended in the middle of a record, as after a power cut: ${loss.bytes} bytes that were never acknowledged are kept in ${loss.keptIn}.`
    : `${loss.to - loss.from} events of the log can no longer be read (numbers ${loss.from} to ${loss.to - 1} in ${loss.file}).`;

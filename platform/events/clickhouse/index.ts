/** The event store on ClickHouse (24 or newer): for more events than one machine can keep or search. */
import { fault } from '../../fault/index.ts';
import { decodeAfter, encodeAfter, latestDue, pageLimit, type TimeRange, timeRange } from '../condition.ts';
import type { EventScan, EventScope, EventStore, ScanBatch, SealedSegment, StoredEvent } from '../port.ts';
import { toLine } from '../record.ts';
import { cutIntoSlices, type Width } from '../slices.ts';
import { isoFromMicros } from '../time.ts';
import { type Chain, openChain, type Summary, type Tables } from './chain.ts';
import {
  compileCounts,
  compileDue,
  compilePage,
  compileRows,
  compileScan,
  compileSummary,
  compileWidths,
  fields,
} from './compile.ts';
import { type ClickhouseOptions, connectClickhouse, type Engine } from './engine.ts';
import { createTables } from './tables.ts';

export type { ClickhouseOptions } from './engine.ts';

/** Milliseconds. A search is for somebody who waits; counts for a scan, in the background, may take their time. */
const longestSearch = 10_000;
const longestCount = 120_000;
/** Rows of a scan that are sorted at once. */
const rowsPerSlice = 50_000;
/** Rows that are sent at once, and ids that are asked for. */
const rowsTogether = 50_000;
const idsTogether = 10_000;

interface Waiting {
  lines: readonly (string | Uint8Array)[];
  resolve(): void;
  reject(error: unknown): void;
}

/** What a line says of itself; the rest goes to ClickHouse as it is. */
interface Head {
  id: string;
  t: number;
  received: number;
}

/** How often a process that only reads asks what the one that writes has sealed, ms. */
const rereadEvery = 30_000;

/** Throws EVENTS_UNREACHABLE, EVENTS_DENIED. One process at a time may write to a database; others open it with `writes: false`. */
export async function openClickhouse(options: ClickhouseOptions): Promise<EventStore> {
  const { sealRows: sealAt = 50_000, onProblem, writes = true } = options;
  const engine = connectClickhouse(options);
  try {
    const tables = await createTables(engine, options.database ?? 'cordon');
    const chain = await openChain(engine, tables, tables.events);
    const store = await createStore(engine, tables, chain, sealAt, onProblem);
    if (!writes) return readerOf(store, chain);
    await chain.finishDeletions();
    return store;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What another process writes, as it is there. */
function readerOf(store: EventStore, chain: Chain): EventStore {
  // What cannot be asked now is asked again; searches say what is wrong meanwhile.
  const rereading = setInterval(() => chain.reread().catch(() => undefined), rereadEvery);
  rereading.unref();
  const refuse = () =>
    Promise.reject(
      fault(
        'EVENTS_ELSEWHERE',
        'Another process of this Cordon keeps events and deletes them. Nothing was changed.',
        'It does so by itself; docs/operate.md says which one.',
      ),
    );
  return {
    ...store,
    append: refuse,
    appendLines: refuse,
    seal: refuse,
    dispose: refuse,
    close() {
      clearInterval(rereading);
      return store.close();
    },
  };
}

async function createStore(
  engine: Engine,
  tables: Tables,
  chain: Chain,
  sealAt: number,
  onProblem: ClickhouseOptions['onProblem'],
): Promise<EventStore> {
  const { events } = tables;
  const lastSealed = (): SealedSegment | undefined => chain.entries().at(-1);
  /** The segment that events go to now; sealing ends it. */
  let segment = (lastSealed()?.segment ?? 0) + 1;
  const [open] = await engine.read<Summary>(compileSummary(events, segment, null), longestCount);
  let unsealed = open!.rows;
  let nextSeq = unsealed > 0 ? open!.next : (lastSealed()?.next_seq ?? 0);

  /** One thing that changes the store at a time. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const waiting: Waiting[] = [];
  let closing: Promise<void> | null = null;

  async function knownOf(heads: readonly Head[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let at = 0; at < heads.length; at += idsTogether) {
      const some = heads.slice(at, at + idsTogether);
      // One id has one time, so what is known lies between the same bounds; of events without a time that is not so.
      const timed = some.every(({ t, received }) => t !== received);
      const times = some.map(({ t }) => t);
      const range = timed ? `t between ${Math.min(...times)} and ${Math.max(...times)} and ` : '';
      const ids = some.map(({ id }) => id);
      const question = {
        sql: `select id from ${events} where ${range}id in {p1:Array(String)}`,
        params: [ids],
      };
      for (const { id } of await engine.read<{ id: string }>(question, longestCount)) known.add(id);
    }
    return known;
  }

  /** Keeps those that are new. */
  async function keep(lines: readonly string[]): Promise<void> {
    const fresh = new Map<string, Head & { line: string }>();
    for (const line of lines) {
      const { id, t, received } = JSON.parse(line) as Head;
      if (!fresh.has(id)) fresh.set(id, { id, t, received, line });
    }
    for (const id of await knownOf([...fresh.values()])) fresh.delete(id);
    if (fresh.size === 0) return;
    const first = nextSeq;
    // Not used again should the answer be lost and the rows be there.
    nextSeq += fresh.size;
    await engine.insert(
      events,
      [...fresh.values()].map(({ line }, i) => `{"segment":${segment},"seq":${first + i},${line.slice(1)}`),
    );
    unsealed += fresh.size;
    if (unsealed >= sealAt) await sealNow().catch(sealingFailed);
  }

  const sealingFailed = (error: unknown): void =>
    onProblem?.({ message: 'Sealing events failed; it will be tried again.', error });

  async function sealNow(): Promise<SealedSegment | null> {
    const [summary] = await engine.read<Summary>(compileSummary(events, segment, null), longestCount);
    if (summary!.rows === 0) return null;
    const entry = await chain.add(segment, summary!);
    segment += 1;
    unsealed = 0;
    return entry;
  }

  /** What waits together is sent together: ClickHouse likes few large inserts. */
  async function sendWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    const together: Waiting[] = [];
    let rows = 0;
    while (waiting.length > 0 && (rows === 0 || rows + waiting[0]!.lines.length <= rowsTogether)) {
      rows += waiting[0]!.lines.length;
      together.push(waiting.shift()!);
    }
    try {
      await keep(
        together.flatMap(({ lines }) =>
          lines.map((line) => (typeof line === 'string' ? line : Buffer.from(line).toString())),
        ),
      );
      for (const one of together) one.resolve();
    } catch (error) {
      for (const one of together) one.reject(error);
    }
  }

  function appendLines(lines: readonly (string | Uint8Array)[]): Promise<void> {
    if (closing)
      return Promise.reject(
        fault('EVENTS_STOPPED', 'The event store is closed. Nothing was kept.', 'Start Cordon again.'),
      );
    if (lines.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      waiting.push({ lines, resolve, reject });
      inTurn(sendWaiting);
    });
  }

  async function rangeOf(scope: EventScope): Promise<TimeRange> {
    if (scope.to !== undefined) return timeRange(scope, null);
    const [row] = await engine.read<{ rows: number; newest: number }>(
      { sql: `select count() as rows, max(t) as newest from ${events}`, params: [] },
      longestCount,
    );
    return timeRange(scope, row!.rows > 0 ? row!.newest : null);
  }

  async function* scan({ signal, ...asked }: EventScan): AsyncGenerator<ScanBatch> {
    signal?.throwIfAborted();
    const range = await rangeOf(asked);
    const slices = await cutIntoSlices(range, rowsPerSlice, (part, width) =>
      engine.read<Width>(compileWidths(asked, part, events, width), longestCount),
    );
    const total = slices.reduce((sum, { rows }) => sum + rows, 0);
    const left = new AbortController();
    const ended = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    let before = 0;
    try {
      for (const slice of slices) {
        signal?.throwIfAborted();
        for await (const lists of engine.stream(compileScan(asked, slice, events), ended)) {
          yield { events: lists.map(asEvent), share: before / total };
          signal?.throwIfAborted();
        }
        before += slice.rows;
        yield { events: [], share: before / total };
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      left.abort();
    }
  }

  return {
    async append(given) {
      const received = Date.now() * 1000;
      await appendLines(given.map((event) => toLine(event, received)));
    },
    appendLines,
    async query(query) {
      const limit = pageLimit(query);
      const timeout = query.timeoutMs ?? longestSearch;
      const range = await rangeOf(query);
      if (query.after !== undefined) range.to = Math.min(range.to, decodeAfter(query.after).t + 1);
      const found = await engine.read<{ t: number; id: string }>(
        compilePage(query, range, events, limit + 1),
        timeout,
      );
      const shown = found.slice(0, limit);
      const rows =
        shown.length === 0 ? [] : await engine.read<StoredEvent>(compileRows(shown, events), timeout);
      return { rows, next: found.length > limit ? encodeAfter(shown.at(-1)!) : null };
    },
    async counts(query) {
      const compiled = compileCounts(query, await rangeOf(query), events);
      const rows = await engine.read<{ bucket: number | null; value: string | null; count: number }>(
        compiled,
        query.timeoutMs ?? longestSearch,
      );
      return rows.map(({ bucket, value, count }) => ({
        time: bucket === null ? null : isoFromMicros(bucket),
        value,
        count,
      }));
    },
    scan,
    seal: () => inTurn(sealNow),
    segments: () => chain.entries(),
    dispose: (disposal) =>
      inTurn(async () => {
        disposal.signal?.throwIfAborted();
        const latest = latestDue(disposal);
        const compiled = compileDue(disposal, events, Number.MAX_SAFE_INTEGER);
        if (latest === null) return [];
        const due = await engine.read<{ segment: number; rows: number }>(compiled, longestCount);
        // Only sealed events are deleted.
        if (due.some((one) => one.segment === segment)) await sealNow();
        const done = [];
        for (const { segment: from, rows } of due) {
          disposal.signal?.throwIfAborted();
          const deletion = await chain.dispose(from, rows, disposal);
          if (deletion) done.push(deletion);
          else
            onProblem?.({
              message: `Nothing is deleted from sealed segment ${from}: its events were changed after sealing.`,
            });
        }
        return done;
      }),
    deletions: () => chain.deletions(),
    verify: () => inTurn(() => chain.verify()),
    close() {
      closing ??= last.then(() => engine.close());
      return closing;
    },
  };
}

function asEvent(values: readonly unknown[]): StoredEvent {
  const event: Record<string, unknown> = {};
  fields.forEach((field, i) => {
    event[field] = values[i];
  });
  return event as unknown as StoredEvent;
}

/** The hot tail: events that are in the log and not sealed yet, as a table in DuckDB's memory. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log/index.ts';
import { quoted } from './compile.ts';
import type { Engine } from './engine.ts';
import type { SealedSegment } from './port.ts';
import { lineColumns, numbered, readLines } from './record.ts';

export interface Sealed {
  path: string;
  entry: SealedSegment;
}

export interface Tail {
  /** Loads what the log has up to `end` (exclusive); stops early once the table holds about `most`. */
  load(end: number, sealed: readonly Sealed[], most?: { next: number; bytes: number }): Promise<void>;
  /** Forgets rows before `seq`, which are sealed now. */
  forget(seq: number): Promise<void>;
  /** One more than the newest sequence number loaded. */
  loaded(): number;
  /** Newest event time loaded, microseconds. */
  newest(): number | null;
}

/** Enough rows for DuckDB to be quick, few enough that the file in between stays small. */
const step = { records: 20_000, bytes: 8 * 1024 * 1024 };

export async function createTail(engine: Engine, log: Log, dir: string, from: number): Promise<Tail> {
  const types = Object.entries(lineColumns).map(([name, type]) => `${name} ${type}`);
  for (const table of ['hot', 'fresh'])
    await engine.write(`create table ${table} (seq BIGINT, ${types.join(', ')})`);
  let next = from;
  let newest: number | null = null;
  let files = 0;
  let bytes = 0;

  async function loadStep(records: number, sealed: readonly Sealed[]): Promise<void> {
    const batch = await log.readBatch(next, { ...step, records: Math.min(step.records, records) });
    if (batch.records.length > 0) {
      const path = join(dir, `tail-${files++}.ndjson`);
      const parts = batch.records.flatMap(({ seq, data }) => numbered(seq, data));
      await writeFile(path, Buffer.concat(parts), { mode: 0o600 });
      bytes += parts.reduce((sum, part) => sum + part.length, 0);
      try {
        await engine.write(`insert into fresh ${readLines(quoted(path))}`);
      } finally {
        await rm(path, { force: true });
      }
      await takeFresh(sealed);
    }
    next = batch.next;
  }

  /** Moves the fresh rows over, without those whose id is already known. */
  async function takeFresh(sealed: readonly Sealed[]): Promise<void> {
    const [about] = (await engine.write(
      `select min(t)::double as low, max(t)::double as high, bool_or(t = received) as untimed from fresh`,
    )) as { low: number; high: number; untimed: boolean }[];
    // One id has one time, so only segments that cover the same time can hold it; untimed events have no such bound.
    const overlapping = sealed.filter(
      ({ entry }) =>
        (about!.untimed && entry.untimed > 0) ||
        (entry.min_time !== null && entry.min_time <= about!.high && entry.max_time! >= about!.low),
    );
    const known = ['select id from hot'];
    if (overlapping.length > 0) {
      const paths = overlapping.map(({ path }) => quoted(path)).join(', ');
      const range = about!.untimed ? '' : ` where t between ${about!.low} and ${about!.high}`;
      known.push(`select id from read_parquet([${paths}])${range}`);
    }
    await engine.write(`insert into hot select * from fresh where id not in (${known.join(' union all ')})
      qualify row_number() over (partition by id order by seq) = 1`);
    await engine.write('truncate fresh');
    newest = Math.max(newest ?? Number.NEGATIVE_INFINITY, about!.high);
  }

  return {
    loaded: () => next,
    newest: () => newest,
    async load(end, sealed, most = { next: end, bytes: Number.POSITIVE_INFINITY }) {
      const until = Math.min(end, most.next);
      // An interrupted step may have left rows behind.
      if (next < until) await engine.write('truncate fresh');
      while (next < until && bytes < most.bytes) await loadStep(until - next, sealed);
    },
    async forget(seq) {
      await engine.write(`delete from hot where seq < ${seq}`);
      if (seq >= next) bytes = 0;
    },
  };
}

/**
 * The list of sealed segments in ClickHouse: one row for each manifest, never changed, each with the hash of the one before; and
 * one for each deletion, which says what it left. The same as the files of the embedded store, in two tables.
 */
import { fault } from '../../fault/index.ts';
import { gone, noPrevious, type Remains, sha256 } from '../manifest.ts';
import type { Deletion, Disposal, SealedSegment, Verification } from '../port.ts';
import { compileDelete, compileSummary } from './compile.ts';
import type { Engine } from './engine.ts';

type Which = Pick<Disposal, 'periods' | 'holds'>;

/** Kept with what it leaves, so that a deletion cut short can be finished. */
interface Left extends Remains {
  which: Which;
}

export interface Tables {
  events: string;
  segments: string;
  remains: string;
}

export interface Summary {
  rows: number;
  low: number;
  high: number;
  untimed: number;
  bytes: number;
  first: number;
  next: number;
  sha256: string;
}

export interface Chain {
  /** Oldest first, with what is left of each. */
  entries(): SealedSegment[];
  deletions(): Deletion[];
  /** Takes in what another process has added since. */
  reread(): Promise<void>;
  /** Finishes deletions that were told of and cut short. */
  finishDeletions(): Promise<void>;
  add(segment: number, summary: Summary): Promise<SealedSegment>;
  /** Deletes what is due of a segment, after `about`; null when it was changed since it was sealed. */
  dispose(segment: number, rows: number, disposal: Disposal): Promise<Deletion | null>;
  verify(): Promise<Verification>;
}

const longMs = 120_000;
const nothing = { file: gone, sha256: '', bytes: 0, rows: 0, min_time: null, max_time: null, untimed: 0 };

export async function openChain(engine: Engine, tables: Tables, name: string): Promise<Chain> {
  interface Kept {
    segment: number;
    text: string;
  }
  const textsOf = (table: string): Promise<Kept[]> =>
    engine.read<Kept>(
      { sql: `select segment, text from ${table} order by ${order(table)}`, params: [] },
      longMs,
    );
  const order = (table: string): string => (table === tables.remains ? 'segment, revision' : 'segment');

  let entries: SealedSegment[] = [];
  let head = noPrevious;
  let remains = new Map<number, Left>();

  async function reread(): Promise<void> {
    const sealed = await textsOf(tables.segments);
    const left = await textsOf(tables.remains);
    remains = new Map(left.map(({ segment, text }) => [segment, JSON.parse(text) as Left]));
    entries = sealed.map(({ segment, text }) => ({
      ...(JSON.parse(text) as SealedSegment),
      ...remains.get(segment)?.now,
    }));
    const last = sealed.at(-1);
    head = last ? sha256(last.text) : noPrevious;
  }
  await reread();

  const summaryOf = async (segment: number, without: Which | null = null): Promise<Summary> =>
    (await engine.read<Summary>(compileSummary(tables.events, segment, without), longMs))[0]!;

  const contentOf = ({ rows, low, high, untimed, bytes, sha256: hash }: Summary) =>
    rows === 0 ? nothing : { file: name, sha256: hash, bytes, rows, min_time: low, max_time: high, untimed };

  const remove = (segment: number, which: Which): Promise<void> =>
    engine.run(compileDelete(which, tables.events, segment));

  return {
    entries: () => [...entries],
    reread,
    async finishDeletions() {
      for (const { segment, which, now } of remains.values())
        if ((await summaryOf(segment)).rows !== now.rows) await remove(segment, which);
    },
    deletions: () =>
      [...remains.values()]
        .sort((a, b) => a.segment - b.segment)
        .map(({ disposed_at: _at, now: _now, which: _which, ...deletion }) => deletion),
    async add(segment, summary) {
      const entry: SealedSegment = {
        segment,
        ...contentOf(summary),
        first_seq: summary.first,
        next_seq: summary.next,
        sealed_at: new Date().toISOString(),
        previous: head,
      };
      const text = JSON.stringify(entry);
      await engine.insert(tables.segments, [JSON.stringify({ segment, text })]);
      head = sha256(text);
      entries.push(entry);
      return entry;
    },
    async dispose(segment, rows, disposal) {
      const at = entries.findIndex((one) => one.segment === segment);
      const entry = entries[at]!;
      if ((await summaryOf(segment)).sha256 !== entry.sha256) return null;
      const which = { periods: disposal.periods, holds: disposal.holds };
      const kept = await summaryOf(segment, which);
      if (kept.rows !== entry.rows - rows)
        throw fault(
          'EVENTS_FAILED',
          `${kept.rows} of ${entry.rows} events of segment ${segment} were to stay, not ${entry.rows - rows}. Nothing of it was deleted.`,
          'Try again; if it persists, report this.',
        );
      const now = contentOf(kept);
      const deletion: Deletion = {
        segment,
        revision: (remains.get(segment)?.revision ?? 0) + 1,
        deleted: rows,
        kept: kept.rows,
        before: entry.sha256,
        after: kept.rows === 0 ? null : kept.sha256,
      };
      await disposal.about(deletion);
      disposal.signal?.throwIfAborted();
      const left: Left = { ...deletion, disposed_at: new Date().toISOString(), now, which };
      await engine.insert(tables.remains, [
        JSON.stringify({ segment, revision: deletion.revision, text: JSON.stringify(left) }),
      ]);
      remains.set(segment, left);
      entries[at] = { ...entry, ...now };
      await remove(segment, which);
      return deletion;
    },
    async verify() {
      const problems: Verification['problems'] = [];
      let previous = noPrevious;
      let rows = 0;
      const kept = await textsOf(tables.segments);
      const lefts = new Map(
        (await textsOf(tables.remains)).map(({ segment, text }) => [segment, JSON.parse(text) as Left]),
      );
      for (const [at, { segment, text }] of kept.entries()) {
        const entry = JSON.parse(text) as SealedSegment;
        const now = { ...entry, ...lefts.get(segment)?.now };
        const there = await summaryOf(segment);
        const problem =
          entry.previous !== previous || segment !== at + 1
            ? 'it does not follow the segment before it: one was changed or taken out'
            : there.rows !== now.rows || (there.rows > 0 && there.sha256 !== now.sha256)
              ? 'its events were changed after sealing'
              : null;
        if (problem) problems.push({ segment, problem });
        previous = sha256(text);
        rows += there.rows;
      }
      if (kept.length < entries.length)
        problems.push({ segment: kept.length + 1, problem: 'its manifest was taken out' });
      return { ok: problems.length === 0, segments: kept.length, rows, head: previous, problems };
    },
  };
}

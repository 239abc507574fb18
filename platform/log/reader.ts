/** Reading batches of records from a set of segments, from any sequence number. */
import { fault, systemCode } from '../fault/index.ts';
import type { LogIo } from './io.ts';
import type { Gap, LogBatch, LogRecord } from './port.ts';
import type { Segment } from './recover.ts';
import { type Place, readStretch, segmentHeader } from './segment.ts';

export interface Reader {
  batch(from: number, end: number, limits?: { records?: number; bytes?: number }): Promise<LogBatch>;
  /** Remembers that record `seq` starts at `position` of the segment that holds it. */
  mark(seq: number, position: number): void;
}

/** Positions remembered: enough for every reader that follows the log, few enough to forget about. */
const marksKept = 4096;

/** Its file was removed from outside: reading on would pass over records in silence. */
const stuck = (segment: Segment, seq: number): Error =>
  fault(
    'LOG_MISSING',
    `Record ${seq} of the log cannot be read: ${segment.path} is missing.`,
    'Restore the file from a copy, then restart Cordon.',
  );

export function createReader(io: LogIo, segments: readonly Segment[], onGap: (gap: Gap) => void): Reader {
  /** Sequence number to byte position, oldest first. */
  const marks = new Map<number, number>();

  function mark(seq: number, position: number): void {
    marks.delete(seq);
    marks.set(seq, position);
    if (marks.size > marksKept) for (const oldest of marks.keys()) return void marks.delete(oldest);
  }

  const holding = (seq: number): Segment | undefined => segments.findLast((one) => one.base <= seq);

  function startOf(segment: Segment, seq: number): Place {
    const exact = marks.get(seq);
    if (exact !== undefined && seq > segment.base) return { position: exact, index: seq - segment.base };
    let best: Place = { position: segmentHeader, index: 0 };
    for (const [marked, position] of marks) {
      const index = marked - segment.base;
      if (marked <= seq && index > best.index) best = { position, index };
    }
    return best;
  }

  /** Reads within one segment; `null` when it was dropped meanwhile. */
  async function within(
    segment: Segment,
    from: number,
    limits: { records: number; bytes: number },
  ): Promise<LogBatch | null> {
    const file = await io.open(segment.path, 'read').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (!file) return null;
    try {
      // Both are read before any waiting: the segment may grow meanwhile.
      const { length, count, base } = segment;
      const records: LogRecord[] = [];
      const lost: Gap[] = [];
      const addGap = (a: number, b: number): void => {
        if (b <= from) return;
        const gap = { from: Math.max(a, from), to: b, file: segment.path };
        lost.push(gap);
        onGap(gap);
      };
      const stretch = await readStretch((at, n) => file.read(at, n), startOf(segment, from), length, {
        ...limits,
        from: from - base,
      });
      for (const gap of stretch.gaps) addGap(base + gap.from, base + gap.to);
      for (const { index, data } of stretch.frames) records.push({ seq: base + index, data });
      let place = stretch.next;
      // Records that the next segment's number says were here, and that no frame was found for.
      if (stretch.done && place.index < count) {
        addGap(base + place.index, base + count);
        place = { position: length, index: count };
      }
      const next = base + place.index;
      if (!stretch.done) mark(next, place.position);
      return { records, next, lost };
    } finally {
      await file.close();
    }
  }

  return {
    mark,
    async batch(from, end, { records = 1_000, bytes = 4 * 1024 * 1024 } = {}) {
      for (let at = Math.max(from, segments[0]?.base ?? 0); at < end; ) {
        const segment = holding(at);
        if (!segment) break;
        const part = await within(segment, at, { records: Math.min(records, end - at), bytes });
        if (part && (part.records.length > 0 || part.lost.length > 0)) return part;
        const next = part ? part.next : (segments[0]?.base ?? end);
        if (next <= at) throw stuck(segment, at);
        at = next;
      }
      return { records: [], next: Math.max(from, Math.min(end, segments[0]?.base ?? 0)), lost: [] };
    },
  };
}

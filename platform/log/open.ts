/** Opening, appending with group commit, reading and letting go. */
import { mkdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, fault, isFault, systemCode } from '../fault/index.ts';
import { takeLock } from '../lock/index.ts';
import { copyLog } from './copy.ts';
import { frameHeader, longestRecord, recordLength, writeFrame } from './frame.ts';
import { type LogIo, nodeIo } from './io.ts';
import type { Gap, Log, LogBatch } from './port.ts';
import { createReader } from './reader.ts';
import { createSegment, type Recovered, recover, type Segment } from './recover.ts';

export interface LogOptions {
  /** Folder of this log alone, made if absent. */
  dir: string;
  /** A segment is closed and a new one begun when it has grown to this. Default 64 MB. */
  segmentBytes?: number;
  /** Appends are refused with LOG_BUSY while this much waits to be written. Default 64 MB. */
  waitingBytes?: number;
  /** Told of damage found when opening and while reading. */
  onLoss?: (loss: { what: 'torn-end'; bytes: number; keptIn: string } | ({ what: 'damaged' } & Gap)) => void;
  /** The file system, replaced in tests. */
  io?: LogIo;
}

interface Waiting {
  batch: readonly (string | Uint8Array)[];
  bytes: number;
  resolve(range: { first: number; last: number }): void;
  reject(error: Fault): void;
}

/** The most that is written and synced in one go. */
const groupBytes = 8 * 1024 * 1024;

export async function openLog(options: LogOptions): Promise<Log> {
  const { dir, io = nodeIo } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(dir, 'lock'), `The log in ${dir}`);
  try {
    const found = await recover(io, dir, (path) => statSync(path).size);
    if (found.torn) options.onLoss?.({ what: 'torn-end', ...found.torn });
    return createLog(options, io, found, () => lock.release());
  } catch (error) {
    lock.release();
    throw isFault(error) ? error : logFault(error, dir);
  }
}

function createLog(options: LogOptions, io: LogIo, found: Recovered, closed: () => void): Log {
  const { dir, segmentBytes = 64 * 1024 * 1024, waitingBytes = 64 * 1024 * 1024 } = options;
  const { segments } = found;
  let { file } = found;
  const reader = createReader(io, segments, (gap) => options.onLoss?.({ what: 'damaged', ...gap }));
  const active = (): Segment => segments.at(-1) as Segment;
  const end = (): number => active().base + active().count;

  let queue: Waiting[] = [];
  let queued = 0;
  /** Set when the newest segment could not be put back into a known state: nothing can be promised any more. */
  let broken: Fault | null = null;
  let closing: Promise<void> | null = null;
  let worker: Promise<void> = Promise.resolve();
  let writing = false;
  const sleepers = new Set<() => void>();

  /** Everything that changes files runs here, one after the other. */
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const result = worker.then(work);
    worker = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };

  async function rotate(): Promise<void> {
    const fresh = await createSegment(io, dir, end());
    const full = file;
    file = fresh.file;
    segments.push(fresh.segment);
    await full.close();
  }

  /** Writes and syncs one group. On failure the segment is cut back to what was durable before. */
  async function writeGroup(group: Waiting[], bytes: number): Promise<void> {
    if (active().length >= segmentBytes) await rotate();
    const segment = active();
    const buffer = Buffer.allocUnsafe(bytes);
    let at = 0;
    let index = segment.count;
    for (const one of group) for (const record of one.batch) at = writeFrame(buffer, at, index++, record);
    try {
      await file.write(buffer.subarray(0, at), segment.length);
      await file.sync();
    } catch (error) {
      await undo(segment, error);
      throw error;
    }
    segment.length += at;
    segment.count = index;
    reader.mark(index + segment.base, segment.length);
  }

  async function undo(segment: Segment, cause: unknown): Promise<void> {
    try {
      await file.truncate(segment.length);
      await file.sync();
    } catch {
      broken = logFault(cause, dir, 'LOG_FAILED');
    }
  }

  async function flushGroup(): Promise<void> {
    const group = takeGroup();
    const bytes = group.reduce((sum, one) => sum + one.bytes, 0);
    // A rotation does not change where the group starts: the new segment begins at the old end.
    let first = end();
    try {
      if (broken) throw broken;
      await writeGroup(group, bytes);
      for (const { batch, resolve } of group) {
        resolve({ first, last: first + batch.length - 1 });
        first += batch.length;
      }
      wake();
    } catch (error) {
      const failure = isFault(error) ? error : logFault(error, dir);
      for (const one of group) one.reject(failure);
    } finally {
      queued -= bytes;
    }
  }

  /** One group per turn, so that letting go of old segments is not kept waiting by a stream of appends. */
  async function flush(): Promise<void> {
    if (queue.length > 0) await flushGroup();
    writing = queue.length > 0;
    if (writing) void exclusive(flush);
  }

  function takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < queue.length && (count === 0 || bytes + queue[count]!.bytes <= groupBytes))
      bytes += queue[count++]!.bytes;
    const group = queue.slice(0, count);
    queue = queue.slice(count);
    return group;
  }

  function wake(): void {
    for (const sleeper of sleepers) sleeper();
  }

  function accept(batch: readonly (string | Uint8Array)[]): number {
    if (closing) throw closedFault(dir);
    if (broken) throw broken;
    let bytes = 0;
    for (const record of batch) {
      const length = recordLength(record);
      if (length > longestRecord) {
        throw fault(
          'LOG_RECORD',
          `A record of ${length} bytes is longer than the log takes (${longestRecord}). Nothing of its batch was kept.`,
          'Split the record.',
        );
      }
      bytes += frameHeader + length;
    }
    if (queued > 0 && queued + bytes > waitingBytes) {
      throw fault(
        'LOG_BUSY',
        'More is arriving than the disk takes. Nothing of this batch was kept.',
        'Send it again in a moment.',
      );
    }
    return bytes;
  }

  return {
    async append(batch) {
      const bytes = accept(batch);
      if (batch.length === 0) return { first: end(), last: end() - 1 };
      queued += bytes;
      return new Promise((resolve, reject) => {
        queue.push({ batch, bytes, resolve, reject });
        if (writing) return;
        writing = true;
        void exclusive(flush);
      });
    },
    readBatch: (from, limits) => reader.batch(from, end(), limits),
    async *read(from, { limit = Number.POSITIVE_INFINITY } = {}) {
      const until = Math.min(end(), from + limit);
      for (let at = from; at < until; ) {
        const part: LogBatch = await reader.batch(at, until, {});
        yield* part.records;
        at = part.next;
      }
    },
    first: () => segments[0]!.base,
    end,
    size: () => segments.reduce((sum, one) => sum + one.length, 0),
    wait(seq, signal) {
      if (end() > seq || closing || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = (): void => {
          if (end() <= seq && !closing && !signal?.aborted) return;
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper);
          resolve();
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper);
      });
    },
    dropBefore: (seq) =>
      exclusive(async () => {
        if (closing) return;
        if (seq >= end() && active().count > 0) await rotate();
        while (segments.length > 1 && segments[1]!.base <= seq) {
          const gone = segments.shift()!;
          await rm(gone.path, { force: true });
        }
        await io.syncFolder(dir);
      }),
    snapshot: (to) =>
      exclusive(async () => {
        if (closing) throw closedFault(dir);
        await copyLog(segments, to);
      }),
    close() {
      closing ??= exclusive(async () => {
        while (queue.length > 0) await flushGroup();
        await file.close();
        closed();
      });
      wake();
      return closing;
    },
  };
}

const closedFault = (dir: string): Fault =>
  fault('LOG_CLOSED', `The log in ${dir} is closed. Nothing of this batch was kept.`, 'Open it again.');

function logFault(error: unknown, dir: string, code?: string): Fault {
  const reason = systemCode(error) || String(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    return fault(
      code ?? 'LOG_FULL',
      `There is no room left on the disk of ${dir}. Nothing of this batch was kept; everything before it is safe.`,
      'Free some disk space, then send it again.',
      { cause: error },
    );
  }
  return fault(
    code ?? 'LOG_FAILED',
    `The log in ${dir} could not be written (${reason}). Nothing of this batch was kept; everything before it is safe.`,
    'Check the disk, then restart Cordon.',
    { cause: error },
  );
}

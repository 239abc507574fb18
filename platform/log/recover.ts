/** What opening a log finds on disk, and how a torn end is cut off without throwing a byte away. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fault } from '../fault/index.ts';
import type { LogIo, SegmentFile } from './io.ts';
import {
  baseOf,
  isSegmentHeader,
  type Place,
  readStretch,
  segmentHeader,
  segmentName,
  writeSegmentHeader,
} from './segment.ts';

export interface Segment {
  base: number;
  path: string;
  /** Bytes up to the end of the last record that is known to be on the disk. */
  length: number;
  /** Records in it, readable or not. */
  count: number;
}

export interface Recovered {
  /** Oldest first; the last one takes new records. */
  segments: Segment[];
  file: SegmentFile;
  /** Bytes after the last whole record, kept in a file of their own. Null when the log ended cleanly. */
  torn: { bytes: number; keptIn: string } | null;
}

export async function createSegment(
  io: LogIo,
  dir: string,
  base: number,
): Promise<{ segment: Segment; file: SegmentFile }> {
  const path = join(dir, segmentName(base));
  const file = await io.open(path, 'create');
  try {
    await file.write(writeSegmentHeader(base), 0);
    await file.sync();
    await io.syncFolder(dir);
  } catch (error) {
    await file.close();
    rmSync(path, { force: true });
    throw error;
  }
  return { segment: { base, path, length: segmentHeader, count: 0 }, file };
}

export async function recover(io: LogIo, dir: string, sizeOf: (path: string) => number): Promise<Recovered> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const bases = readdirSync(dir)
    .map(baseOf)
    .filter((base) => base !== null)
    .sort((a, b) => a - b);
  const segments: Segment[] = bases.map((base, i) => {
    const path = join(dir, segmentName(base));
    return { base, path, length: sizeOf(path), count: (bases[i + 1] ?? base) - base };
  });
  const last = segments.at(-1);
  if (!last) {
    const { segment, file } = await createSegment(io, dir, 0);
    return { segments: [segment], file, torn: null };
  }
  const file = await io.open(last.path, 'write');
  try {
    const torn = await trim(io, dir, last, file);
    return { segments, file, torn };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Finds the last whole record of the newest segment and cuts off what comes after it. */
async function trim(io: LogIo, dir: string, segment: Segment, file: SegmentFile): Promise<Recovered['torn']> {
  const size = segment.length;
  const header = await file.read(0, Math.min(size, segmentHeader));
  if (!isSegmentHeader(header, segment.base)) {
    // A new segment takes records only once its header is on the disk, so a short one has never held any.
    if (size > segmentHeader) {
      throw fault(
        'LOG_FOREIGN',
        `${segment.path} does not start like a log segment. Nothing was changed.`,
        'Restore the file from a copy, or move it away to start without it.',
      );
    }
    await file.truncate(0);
    await file.write(writeSegmentHeader(segment.base), 0);
    await file.sync();
    segment.length = segmentHeader;
    return null;
  }
  let place: Place = { position: segmentHeader, index: 0 };
  let validEnd = segmentHeader;
  for (let done = false; !done; ) {
    const stretch = await readStretch((at, n) => file.read(at, n), place, size, {
      records: 10_000,
      bytes: 4 << 20,
      from: 0,
    });
    ({ next: place, validEnd, done } = stretch);
  }
  segment.count = place.index;
  segment.length = validEnd;
  return validEnd < size ? cut(io, dir, segment, file, size) : null;
}

/** The cut-off bytes are kept: they were never acknowledged, but a person may want to see them. */
async function cut(
  io: LogIo,
  dir: string,
  segment: Segment,
  file: SegmentFile,
  size: number,
): Promise<Recovered['torn']> {
  const keptIn = join(dir, `torn-${segment.base + segment.count}-${Date.now()}-${process.pid}`);
  const tail = await file.read(segment.length, size - segment.length);
  const copy = await io.open(keptIn, 'create');
  try {
    await copy.write(tail, 0);
    await copy.sync();
  } finally {
    await copy.close();
  }
  await file.truncate(segment.length);
  await file.sync();
  await io.syncFolder(dir);
  return { bytes: tail.length, keptIn };
}

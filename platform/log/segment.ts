/** Reading one segment file: a 16-byte header (magic, first sequence number), then frames. */
import { type Frame, frameHeader, readFrame } from './frame.ts';

const magic = 'cordlog1';
export const segmentHeader = 16;

export const segmentName = (base: number): string => `${String(base).padStart(16, '0')}.seg`;

/** The first sequence number of the segment in a file of this name; null for any other file. */
export function baseOf(name: string): number | null {
  const match = /^(\d{16})\.seg$/.exec(name);
  return match ? Number(match[1]) : null;
}

export function writeSegmentHeader(base: number): Buffer {
  const header = Buffer.alloc(segmentHeader);
  header.write(magic, 'latin1');
  header.writeBigUInt64LE(BigInt(base), 8);
  return header;
}

export const isSegmentHeader = (bytes: Buffer, base: number): boolean =>
  bytes.length >= segmentHeader && bytes.subarray(0, segmentHeader).equals(writeSegmentHeader(base));

/** Reads up to `length` bytes at `position`; fewer only at the end of the file. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

export interface Place {
  /** Byte position of a frame, and the index it should have. */
  position: number;
  index: number;
}

export interface Stretch {
  frames: Frame[];
  /** Indices that should have been there and could not be read, as half-open ranges. */
  gaps: { from: number; to: number }[];
  next: Place;
  /** Where the last valid frame ends. */
  validEnd: number;
  /** True when the end of the segment was reached. */
  done: boolean;
}

const chunkBytes = 1024 * 1024;
/** The most records a segment may hold is bounded by its index field. */
const highestIndex = 0xffff_ffff;

export interface Limits {
  records: number;
  bytes: number;
  /** Frames with a lower index are read past: neither returned nor counted. */
  from: number;
}

/** Reads frames from `start` until a limit or `end` (a byte position) is reached, stepping over damage. */
export async function readStretch(
  readAt: ReadAt,
  start: Place,
  end: number,
  limits: Limits,
): Promise<Stretch> {
  const out: Stretch = { frames: [], gaps: [], next: start, validEnd: start.position, done: false };
  let { position, index } = start;
  let bytes = 0;
  let wanted = chunkBytes;
  while (position < end) {
    const asked = Math.min(wanted, end - position);
    const chunk = await readAt(position, asked);
    wanted = chunkBytes;
    let at = 0;
    while (at < chunk.length) {
      const frame = readFrame(chunk, at, end - position - at, index, highestIndex);
      if (frame === 'short') {
        // Read again from here, with room for the whole frame if its length is already known.
        if (chunk.length - at >= frameHeader)
          wanted = Math.max(chunkBytes, frameHeader + chunk.readUInt32LE(at + 4));
        break;
      }
      if (frame === null) {
        at++;
        continue;
      }
      if (frame.index > index) out.gaps.push({ from: index, to: frame.index });
      at += frame.size;
      index = frame.index + 1;
      out.validEnd = position + at;
      if (frame.index < limits.from) continue;
      out.frames.push(frame);
      bytes += frame.size;
      if (out.frames.length >= limits.records || bytes >= limits.bytes) {
        out.next = { position: out.validEnd, index };
        out.done = out.validEnd >= end;
        return out;
      }
    }
    position += at;
    // The file is shorter than it was said to be.
    if (at === 0 && chunk.length < asked) break;
  }
  out.next = { position: end, index };
  out.done = true;
  return out;
}

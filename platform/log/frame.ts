/**
 * One record on disk, all numbers little-endian:
 *
 *     u32 CRC-32 of everything that follows · u32 payload length · u32 index in the segment · payload
 *
 * The index makes a record valid in one place only, so what an earlier write left behind is never taken for data,
 * and reading can find its way again after a damaged stretch.
 */
import { crc32 } from 'node:zlib';

export const frameHeader = 12;
/** Larger records are refused: they would have to be held whole in memory by every reader. */
export const longestRecord = 32 * 1024 * 1024;

export interface Frame {
  index: number;
  data: Buffer;
  /** Bytes from the start of this frame to the start of the next. */
  size: number;
}

/** Writes one record at `at` and returns where the next one goes. `target` must have room. */
export function writeFrame(target: Buffer, at: number, index: number, record: string | Uint8Array): number {
  const start = at + frameHeader;
  const length =
    typeof record === 'string' ? target.write(record, start, 'utf8') : copy(target, start, record);
  target.writeUInt32LE(length, at + 4);
  target.writeUInt32LE(index, at + 8);
  target.writeUInt32LE(crc32(target.subarray(at + 4, start + length)), at);
  return start + length;
}

function copy(target: Buffer, at: number, bytes: Uint8Array): number {
  target.set(bytes, at);
  return bytes.length;
}

export const recordLength = (record: string | Uint8Array): number =>
  typeof record === 'string' ? Buffer.byteLength(record, 'utf8') : record.length;

/**
 * The frame at `at`; `'short'` when `bytes` ends before it does, and null when there is no valid frame there.
 * `room` is how many bytes the segment has from `at` on: a length that points past it is damage, not patience.
 */
export function readFrame(
  bytes: Buffer,
  at: number,
  room: number,
  from: number,
  to: number,
): Frame | 'short' | null {
  if (room < frameHeader) return null;
  if (bytes.length - at < frameHeader) return 'short';
  const length = bytes.readUInt32LE(at + 4);
  const index = bytes.readUInt32LE(at + 8);
  const size = frameHeader + length;
  if (index < from || index > to || length > longestRecord || size > room) return null;
  if (bytes.length - at < size) return 'short';
  if (crc32(bytes.subarray(at + 4, at + size)) !== bytes.readUInt32LE(at)) return null;
  return { index, data: bytes.subarray(at + frameHeader, at + size), size };
}

/**
 * One chunk: 64 KiB that stand alone. Records are walked one after another; where the walk breaks, the next
 * plausible record is looked for, and what lies between is named as lost.
 * Source of the format: libevtx format notes, "Chunk".
 */
import { crc32 } from 'node:zlib';
import { createBodyReader } from './body.ts';
import { Damage } from './damage.ts';
import type { EvtxLoss, EvtxRecord } from './model.ts';
import { type ChunkData, LazyRecord } from './record.ts';
import { createTemplateCache, type TemplateCache } from './template.ts';
import { asBytes, type Bytes } from './text.ts';
import { u32, u64 } from './values.ts';

export const CHUNK_SIZE = 0x10000;
const HEADER_SIZE = 0x200;
/** Header of 24 bytes, at least one token, copy of the size. */
const SMALLEST_RECORD = 32;
const NO_SLOTS = new Int32Array(0);
const RECORD_MAGIC = Buffer.from([0x2a, 0x2a, 0, 0]);

export interface ChunkOptions {
  /** Shared between the chunks of one file, so that each template is compiled once. */
  readonly cache?: TemplateCache;
  /** Whether to compare checksums (default true). A wrong one is reported; the records are read anyway. */
  readonly checksums?: boolean;
}

export interface ChunkResult {
  readonly records: EvtxRecord[];
  readonly losses: EvtxLoss[];
}

/**
 * Reads one chunk.
 * @param chunk 65,536 bytes (fewer: the end of a truncated file). Not copied: records read from it later.
 * @param index 0-based number of the chunk, for naming losses.
 * @param fileOffset where the chunk starts in its file, in bytes.
 */
export function readEvtxChunk(
  chunk: Uint8Array,
  index: number,
  fileOffset: number,
  options: ChunkOptions = {},
): ChunkResult {
  const bytes = asBytes(chunk);
  const data: ChunkData = { bytes, slots: NO_SLOTS, fileOffset };
  const body = createBodyReader(bytes, options.cache ?? createTemplateCache());
  const records: EvtxRecord[] = [];
  const losses: EvtxLoss[] = [];

  function lose(loss: Omit<EvtxLoss, 'chunk' | 'offset'>, at: number) {
    losses.push({ chunk: index, offset: fileOffset + at, ...loss });
  }

  if (isZero(bytes, 0, bytes.length)) return { records, losses };
  const header = readHeader(bytes);
  if (header === undefined) {
    if (bytes.indexOf(RECORD_MAGIC, 0) < 0) {
      lose(
        { reason: 'chunk-unreadable', detail: 'neither a chunk header nor a record in it', recordsLost: 0 },
        0,
      );
      return { records, losses };
    }
    lose(
      {
        reason: 'chunk-header',
        detail: 'chunk header is missing; records were searched for',
        recordsLost: 0,
      },
      0,
    );
  } else if (bytes.length < CHUNK_SIZE) {
    const detail = `file ends ${CHUNK_SIZE - bytes.length} bytes before the chunk does`;
    lose({ reason: 'chunk-truncated', detail, recordsLost: 0 }, 0);
  } else if (options.checksums !== false) {
    const wrong = wrongChecksums(bytes, header.end);
    if (wrong) lose({ reason: 'chunk-checksum', detail: wrong, recordsLost: 0 }, 0);
  }

  const end = Math.min(header?.end ?? CHUNK_SIZE, bytes.length);
  let lastId = header ? header.firstId - 1 : Number.NaN;
  let pos = HEADER_SIZE;

  while (pos + SMALLEST_RECORD <= end) {
    const size = u32(bytes, pos + 4);
    const broken = describeBreak(bytes, pos, size, end);
    if (broken === undefined) {
      readRecord(pos, size);
      lastId = Number(u64(bytes, pos + 8));
      pos += size;
      continue;
    }
    if (isZero(bytes, pos, end)) break;
    const next = findRecord(bytes, pos + 4, end);
    const stop = next < 0 ? end : next;
    // A record whose number follows on is there, only its size is wrong: it can reach to the next one at most.
    if (isMagic(bytes, pos) && stop - pos >= SMALLEST_RECORD && Number(u64(bytes, pos + 8)) === lastId + 1) {
      lose({ reason: 'record-header', detail: `${broken}; it was read up to the next`, recordsLost: 0 }, pos);
      readRecord(pos, stop - pos);
      lastId++;
      pos = stop;
      continue;
    }
    // Ids count up by one; an estimate beyond what fits in the gap is not believed.
    const nextId = next < 0 ? (header?.lastId ?? Number.NaN) + 1 : Number(u64(bytes, next + 8));
    const missing = nextId - lastId - 1;
    const recordsLost = missing >= 0 && missing <= (stop - pos) / SMALLEST_RECORD ? missing : 1;
    lose({ reason: 'record-header', detail: broken, recordsLost }, pos);
    lastId = nextId - 1;
    pos = stop;
    if (next < 0) break;
  }

  if (header && header.lastId > lastId && header.lastId - lastId < CHUNK_SIZE / SMALLEST_RECORD) {
    const detail = `chunk says its last record is ${header.lastId}, records end at ${lastId}`;
    lose({ reason: 'records-missing', detail, recordsLost: header.lastId - lastId }, pos);
  }
  data.slots = body.takeSlots();
  return { records, losses };

  function readRecord(at: number, size: number) {
    try {
      const layout = body.read(at + 24, at + size - 4);
      records.push(new LazyRecord(data, at, body.first, body.count, layout));
      for (const { reason, detail } of body.damages)
        lose({ reason, detail, recordsLost: 0, recordId: u64(bytes, at + 8) }, at);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      const detail = `${error.message} (at byte ${fileOffset + error.at})`;
      lose({ reason: 'record-body', detail, recordsLost: 1, recordId: u64(bytes, at + 8) }, at);
    }
  }
}

interface ChunkHeader {
  readonly firstId: number;
  readonly lastId: number;
  /** Where the records end. */
  readonly end: number;
}

/** Undefined when this is no chunk header. Ids and end are only as good as what is stored. */
function readHeader(bytes: Bytes): ChunkHeader | undefined {
  if (bytes.length < HEADER_SIZE || bytes.latin1Slice(0, 8) !== 'ElfChnk\0') return undefined;
  const end = u32(bytes, 48);
  return {
    firstId: Number(u64(bytes, 24)),
    lastId: Number(u64(bytes, 32)),
    end: end >= HEADER_SIZE && end <= CHUNK_SIZE ? end : CHUNK_SIZE,
  };
}

/** What is wrong with the two checksums; an absent one (zero) is not wrong. */
function wrongChecksums(bytes: Bytes, end: number): string | undefined {
  const stated = u32(bytes, 124);
  if (stated !== 0 && crc32(bytes.subarray(128, HEADER_SIZE), crc32(bytes.subarray(0, 120))) !== stated) {
    return 'checksum of the chunk header is wrong; its records were read';
  }
  const records = u32(bytes, 52);
  if (records !== 0 && crc32(bytes.subarray(HEADER_SIZE, end)) !== records) {
    return 'checksum of the records is wrong: they were changed or damaged after writing; they were read';
  }
  return undefined;
}

/** Why the walk cannot go on at `pos`, or undefined when there is a record. */
function describeBreak(bytes: Bytes, pos: number, size: number, end: number): string | undefined {
  if (!isMagic(bytes, pos)) return 'no record where one should start';
  if (size < SMALLEST_RECORD) return `record states a size of ${size} bytes`;
  if (pos + size > end) return `record of ${size} bytes is longer than its chunk`;
  return undefined;
}

const isMagic = (bytes: Bytes, at: number): boolean => u32(bytes, at) === 0x2a2a;

/** The next offset at which a whole record stands: signature, size, and the copy of the size at its end. */
function findRecord(bytes: Bytes, from: number, end: number): number {
  for (let at = bytes.indexOf(RECORD_MAGIC, from); at >= 0 && at + SMALLEST_RECORD <= end; ) {
    const size = u32(bytes, at + 4);
    if (size >= SMALLEST_RECORD && at + size <= end && u32(bytes, at + size - 4) === size) return at;
    at = bytes.indexOf(RECORD_MAGIC, at + 1);
  }
  return -1;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

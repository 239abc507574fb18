/**
 * A file: one header block, then chunks. The header's own counts are wrong in live and repaired files, so
 * chunks are read to the end of the file whatever the header says.
 */
import { crc32 } from 'node:zlib';
import { CHUNK_SIZE, type ChunkOptions, type ChunkResult, readEvtxChunk } from './chunk.ts';
import type { EvtxLoss, EvtxRecord } from './model.ts';
import { createTemplateCache, type TemplateCache } from './template.ts';
import { asBytes, type Bytes } from './text.ts';
import { u16, u32 } from './values.ts';

const HEADER_BLOCK = 0x1000;
const FLAG_NO_CRC = 4;
/** A wider gap in record ids is a corrupted number or another log, not a count of lost records. */
const MAX_GAP = 1_000_000;

export interface EvtxOptions {
  /** Called for each loss as it is met. */
  readonly onLoss?: (loss: EvtxLoss) => void;
  /** Whether to compare checksums (default true; never where the file says it has none). */
  readonly checksums?: boolean;
  /** Shared between files: templates that many logs have in common are then compiled once. */
  readonly cache?: TemplateCache;
}

/** Whether bytes look like EVTX: the file signature, or a bare chunk carved out of one. */
export function isEvtx(head: Uint8Array): boolean {
  const start = asBytes(head.subarray(0, 8)).latin1Slice(0, Math.min(8, head.length));
  return start === 'ElfFile\0' || start === 'ElfChnk\0';
}

export interface EvtxContents {
  /** All records, in file order. Can be walked once or again; each walk reads the file anew. */
  readonly records: Iterable<EvtxRecord>;
  /** What was lost, complete once `records` has been walked; emptied when a walk begins. */
  readonly losses: readonly EvtxLoss[];
}

/** Reads a whole file in memory. Records are views on `bytes`: do not change it while they are in use. */
export function readEvtxBuffer(bytes: Uint8Array, options: EvtxOptions = {}): EvtxContents {
  const losses: EvtxLoss[] = [];
  const records: Iterable<EvtxRecord> = {
    // Written out, because a generator that delegates to an array costs as much per record as reading one.
    [Symbol.iterator](): Iterator<EvtxRecord> {
      losses.length = 0;
      const head = asBytes(bytes.subarray(0, HEADER_BLOCK));
      const reader = createFileReader(head, options, (loss) => losses.push(loss));
      let at = reader.start;
      let chunk: EvtxRecord[] = [];
      let next = 0;
      return {
        next() {
          while (next === chunk.length) {
            if (at >= bytes.length) {
              reader.end();
              return { done: true, value: undefined };
            }
            chunk = reader.chunk(bytes.subarray(at, at + CHUNK_SIZE));
            next = 0;
            at += CHUNK_SIZE;
          }
          return { done: false, value: chunk[next++]! };
        },
      };
    },
  };
  return { records, losses };
}

/**
 * Reads a file as its bytes arrive, in pieces of any size, and gives the records of one chunk at a time.
 * Holds one chunk; errors of `source` are passed on, errors in the file are losses.
 */
export async function* readEvtxStream(
  source: AsyncIterable<Uint8Array>,
  options: EvtxOptions = {},
): AsyncGenerator<EvtxRecord[], void, undefined> {
  let reader: FileReader | undefined;
  // Records keep a view on their chunk, so each chunk gets memory of its own.
  let block = new Uint8Array(HEADER_BLOCK);
  let filled = 0;
  for await (const piece of source) {
    for (let taken = 0; taken < piece.length; ) {
      const part = piece.subarray(taken, taken + block.length - filled);
      block.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < block.length) continue;
      if (reader) {
        const records = reader.chunk(block);
        filled = 0;
        block = new Uint8Array(CHUNK_SIZE);
        if (records.length > 0) yield records;
      } else {
        reader = createFileReader(asBytes(block), options);
        const rest = block.subarray(reader.start);
        filled = rest.length;
        block = new Uint8Array(CHUNK_SIZE);
        block.set(rest);
      }
    }
  }
  const rest = block.subarray(0, filled);
  if (reader === undefined) createFileReader(asBytes(rest), options);
  else {
    const records = filled > 0 ? reader.chunk(rest) : [];
    if (records.length > 0) yield records;
    reader.end();
  }
}

interface FileReader {
  /** Offset of the first chunk. */
  readonly start: number;
  chunk(bytes: Uint8Array): EvtxRecord[];
  /** To be called after the last chunk. */
  end(): void;
}

/** Judges the header block, and then takes the chunks one by one. */
function createFileReader(header: Bytes, options: EvtxOptions, also?: (loss: EvtxLoss) => void): FileReader {
  const cache = options.cache ?? createTemplateCache();
  const report = (loss: EvtxLoss) => {
    also?.(loss);
    options.onLoss?.(loss);
  };
  const loseHeader = (reason: 'file-header' | 'not-evtx', detail: string) =>
    report({ chunk: -1, offset: 0, reason, detail, recordsLost: 0 });

  let start = HEADER_BLOCK;
  let checksums = options.checksums !== false;
  const magic = header.latin1Slice(0, Math.min(8, header.length));
  if (magic === 'ElfChnk\0') {
    start = 0;
    loseHeader('file-header', 'file header is missing: the file starts with a chunk');
  } else if (magic !== 'ElfFile\0') {
    loseHeader('not-evtx', 'file does not start with the EVTX signature; chunks were searched for');
  } else if (header.length < 128) {
    loseHeader('file-header', 'file ends inside its header');
  } else {
    const major = u16(header, 38);
    if (major !== 3)
      loseHeader('file-header', `format version ${major}.${u16(header, 36)} is not known; read as 3.x`);
    if (u32(header, 120) & FLAG_NO_CRC) checksums = false;
    const stated = u32(header, 124);
    if (checksums && stated !== 0 && crc32(header.subarray(0, 120)) !== stated) {
      loseHeader('file-header', 'checksum of the file header is wrong');
    }
  }

  const chunkOptions: ChunkOptions = { cache, checksums };
  const continuity = watchContinuity(report);
  let index = 0;
  return {
    start,
    chunk(bytes) {
      cache.tidy();
      const offset = start + index * CHUNK_SIZE;
      const result: ChunkResult = readEvtxChunk(bytes, index, offset, chunkOptions);
      continuity.chunk(index, offset, result);
      index++;
      return result.records;
    },
    end: continuity.end,
  };
}

/**
 * Record ids count up by one from chunk to chunk (a full log that wrapped around steps back once). A step
 * forward by more is a gap: chunks that were overwritten, cut out, or never written back. It also says how
 * many records unreadable chunks held; at the end of a file those were usually never used.
 */
function watchContinuity(report: (loss: EvtxLoss) => void) {
  let lastId = Number.NaN;
  let unreadable: EvtxLoss | undefined;
  let run = 0;

  function flush(recordsLost: number) {
    if (unreadable === undefined) return;
    const detail = run === 1 ? unreadable.detail : `${run} chunks: ${unreadable.detail}`;
    report({ ...unreadable, detail, recordsLost });
    unreadable = undefined;
    run = 0;
  }

  return {
    chunk(index: number, offset: number, { records, losses }: ChunkResult) {
      if (losses.length === 1 && losses[0]!.reason === 'chunk-unreadable') {
        unreadable ??= losses[0]!;
        run++;
        return;
      }
      if (records.length > 0) {
        const gap = Number(records[0]!.recordId) - lastId - 1;
        const believable = gap > 0 && gap <= MAX_GAP;
        if (unreadable) flush(believable ? gap : 0);
        else if (believable) {
          const detail = `records ${lastId + 1} to ${lastId + gap} are not in the file`;
          report({ chunk: index, offset, reason: 'records-missing', detail, recordsLost: gap });
        }
        lastId = Number(records.at(-1)!.recordId);
      }
      for (const loss of losses) {
        report(loss);
        if (loss.recordsLost > 0 && loss.offset > (records.at(-1)?.offset ?? 0)) lastId += loss.recordsLost;
      }
    },
    end() {
      flush(0);
    },
  };
}

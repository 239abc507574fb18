/**
 * What reading gives besides events: one report per input (and per member of an archive), naming the
 * format found and everything that was lost. Nothing here throws: damage is counted, and reading goes on.
 */
import type { Event, Format } from '../model.ts';
import type { Mapping } from './mappings/mapping.ts';

export interface Loss {
  /** The input as in its report: `logs.zip!inner.json`. */
  readonly file: string;
  /** Where in it: `line 12`, `offset 4096`, `member x`, or `whole input`. */
  readonly where: string;
  /** What was lost and why, in words. */
  readonly what: string;
  /** How many records (or members) are lost; 1 when the number cannot be known. */
  count: number;
}

export interface InputReport {
  readonly file: string;
  /** The format that gave the most events; `unknown` is content that no reader knows. */
  format: Format | 'unknown' | 'empty';
  events: number;
  /** Bytes of this input after decompression. */
  bytes: number;
  readonly losses: Loss[];
  /** For unknown content that is recognisably something else, e.g. `a packet capture`. */
  looksLike?: string;
}

/** Bounds on archives. Passing one is a named loss, and what was read until then is kept. */
export interface Limits {
  /** Containers inside containers. */
  readonly depth: number;
  /** Members of all archives within one input. */
  readonly members: number;
  /** Bytes out for each byte in, counted only once `ratioFloor` bytes have come out. */
  readonly ratio: number;
  readonly ratioFloor: number;
  /** Bytes out of all archives within one input. */
  readonly expanded: number;
  /** A line or a JSON value longer than this is dropped. */
  readonly record: number;
  /** Largest window a zstd frame may ask for, bytes: it is allocated before a byte is decoded. */
  readonly zstdWindow: number;
  /** Largest archive held in memory when it can be read only as a stream (zip on stdin or in an archive). */
  readonly memory: number;
}

const MiB = 1 << 20;

export const defaultLimits: Limits = {
  depth: 4,
  members: 20_000,
  // Real logs compress 5 to 60 times, repetitive ones 200 times; deflate's own ceiling is 1,032.
  ratio: 500,
  ratioFloor: 64 * MiB,
  expanded: 64 * 1024 * MiB,
  record: 16 * MiB,
  zstdWindow: 128 * MiB,
  memory: 64 * MiB,
};

/** Bytes that can be read at any offset, which zip needs: its directory is at the end. */
export interface RandomAccess {
  readonly size: number;
  /** Fewer bytes than asked only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Puts a stream where it can be read at any offset. Throws when it is larger than it takes. */
export type Spool = (bytes: AsyncIterable<Uint8Array>) => Promise<RandomAccess & { close(): Promise<void> }>;

export interface ReadOptions {
  /** The same bytes at any offset, when the input is a file. */
  readonly random?: RandomAccess | undefined;
  /** Where to put a zip that arrives as a stream; in memory up to `limits.memory` when absent. */
  readonly spool?: Spool | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Told how many bytes of the file itself were read, for a progress display. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Milliseconds since 1970: the newest time a syslog line without a year can have. Default: now. */
  readonly now?: number | undefined;
  /** For tables, and JSON that no reader knows. Default: those of content/mappings/inputs. */
  readonly mappings?: readonly Mapping[] | undefined;
}

/** What readers are told about their input's surroundings. */
export interface Settings {
  readonly now: number;
  /** Asked only by readers that need them, since they may have to be read from disk. */
  mappings(): readonly Mapping[];
}

/** Events in batches of at most 512. `reports` grows while reading and is complete at the end. */
export interface Reading extends AsyncIterable<Event[]> {
  readonly reports: readonly InputReport[];
}

/** Where a reader puts what it makes of the bytes. */
export interface Sink {
  readonly file: string;
  readonly events: Event[];
  lose(where: string, what: string, count?: number): void;
}

/** A reader is fed decoded bytes in order, then told that they end. */
export interface Reader {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Events are given on in lots of this many, soon after they are read: the fewer live at once, the cheaper they are cleared away. */
export const BATCH = 64;

/** Why an input, or the rest of it, could not be read: a sentence for the report, not a fault of the program. */
export class Damage extends Error {}

/** Different places named one by one; after that many, one line counts the rest. */
const NAMED_LOSSES = 100;

export function addLoss(report: InputReport, where: string, what: string, count = 1): void {
  if (report.losses.length < NAMED_LOSSES) {
    report.losses.push({ file: report.file, where, what, count });
    return;
  }
  const last = report.losses[NAMED_LOSSES];
  if (last) last.count += count;
  else
    report.losses.push({
      file: report.file,
      where: 'elsewhere',
      what: 'more losses, not named one by one',
      count,
    });
}

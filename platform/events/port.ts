/** The EventStore port: log records kept as evidence and for hunting, found by time and by a few columns. */

/** One log record. Absent values are null: the record does not say. */
export interface StoredEvent {
  /** Stable: the same record always gives the same id. The store keeps one event per id. */
  id: string;
  /** Organisation that it belongs to. */
  org: string;
  /** ISO 8601 with as many fractional digits as the source gave; null when the record has no time. */
  time: string | null;
  /** Where it came from as rules are routed, e.g. `windows|Security|4688`. */
  source: string;
  format: string;
  host: string | null;
  account: string | null;
  /** Source and destination addresses, textual. */
  src: string | null;
  dst: string | null;
  /** The path as found, and the record's number in it. */
  file: string;
  record_id: string;
  /** The record itself, as JSON text. */
  raw: string;
}

export const columns = [
  'id',
  'org',
  'source',
  'format',
  'host',
  'account',
  'src',
  'dst',
  'file',
  'record_id',
  'raw',
] as const;
export type Column = (typeof columns)[number];

/** Text with gaps: `*` stands for any run of characters, also none, and `?` for one; strings are taken as they are. */
export type Pattern = readonly (string | { wild: '*' | '?' })[];

/** All comparisons ignore case unless `exact` is set. Null never matches, and matches every `not`. */
export type EventFilter =
  | { all: EventFilter[] }
  | { any: EventFilter[] }
  | { none: EventFilter[] }
  /** The whole value of the column. */
  | { column: Column; op: 'matches'; pattern: Pattern }
  /**
   * The whole value of a field of that name, in either case and at any depth of a JSON record, or one item of it when it is a
   * list. A name with dots is also taken as a way down from the top.
   */
  | { field: string; op: 'matches'; pattern: Pattern }
  /** Anywhere in the record, names and values alike. */
  | { text: Pattern }
  /** Any of these, anywhere in the record: looked for all at once, so a long list costs little more than one. */
  | { texts: readonly string[] }
  | { column: Column; op: 'equals' | 'contains' | 'prefix'; value: string; exact?: boolean; not?: boolean }
  | { column: Column; op: 'in'; values: string[]; exact?: boolean; not?: boolean }
  /** A value inside the record, e.g. path `['EventData', 'TargetUserName']`; compared as text. */
  | { path: (string | number)[]; op: 'equals'; value: string | number | boolean; not?: boolean };

export interface EventScope {
  /**
   * Organisations whose events may be seen: what access control returned. Required, so that nobody forgets it. `every` is for
   * whoever holds the folder itself and asks without a server.
   */
  orgs: string[] | 'every';
  /**
   * Event time, ISO 8601: `from` inclusive, `to` exclusive. An event without a time counts by when it was stored.
   * Default: the 24 hours up to the newest event.
   */
  from?: string;
  to?: string;
  /** All must hold. */
  where?: EventFilter[];
  /** Default 10 000 ms. */
  timeoutMs?: number;
}

export interface EventQuery extends EventScope {
  /** 1 to 1 000, default 100. */
  limit?: number;
  /** `next` of the page before. */
  after?: string;
}

export interface EventScan extends Omit<EventScope, 'timeoutMs'> {
  /** Ends the work early: the iteration then throws the signal's reason. */
  signal?: AbortSignal;
}

export interface ScanBatch {
  events: StoredEvent[];
  /** How much of what is to be looked at has been looked at, 0 to 1. */
  share: number;
}

export interface EventCounts extends EventScope {
  /** Width of a bucket of event time in seconds; absent for one bucket over all. */
  bucketSeconds?: number;
  /** Count each value of this column apart. */
  by?: Column;
  /** The most rows to answer, most frequent first within a bucket. Default 1 000. */
  limit?: number;
}

export interface CountRow {
  /** Start of the bucket, ISO 8601; null without buckets. */
  time: string | null;
  /** Value of the `by` column; null when it is null or was not asked for. */
  value: string | null;
  count: number;
}

/** One sealed segment as its manifest says. Each names the hash of the one before, so none can be taken out unseen. */
export interface SealedSegment {
  segment: number;
  file: string;
  sha256: string;
  bytes: number;
  rows: number;
  /** Range of log sequence numbers that it covers: first inclusive, next exclusive. */
  first_seq: number;
  next_seq: number;
  /** Range of event time in microseconds since 1970; null when it has no rows. */
  min_time: number | null;
  max_time: number | null;
  /** Rows whose event has no time of its own. */
  untimed: number;
  sealed_at: string;
  /** SHA-256 of the manifest before, as hexadecimal; 64 zeros for the first. */
  previous: string;
}

export interface Verification {
  ok: boolean;
  segments: number;
  rows: number;
  /** SHA-256 of the newest manifest: sign this and the whole history is signed. */
  head: string;
  /** What is wrong, oldest first. */
  problems: { segment: number; problem: string }[];
}

/** Events that must stay, whatever their age: those that happened or were stored in a stretch of time. */
export interface Held {
  orgs: readonly string[] | 'every';
  /** ISO 8601, inclusive; null for no bound. */
  from: string | null;
  /** ISO 8601, exclusive; null for no bound. */
  to: string | null;
}

export interface Disposal {
  /**
   * The first whose pattern is an event's whole source decides: it goes when it was stored, and happened, before `before`
   * (ISO 8601). A time of its own that is yet to come is not believed. An event that no pattern fits stays.
   */
  periods: readonly { source: Pattern; before: string }[];
  holds: readonly Held[];
  /** Told of each deletion just before it is done, and it is done only once this resolves. It may come again after a crash. */
  about(deletion: Deletion): Promise<void>;
  /** Ends the work: what was not told of yet stays, and so does what was told of and not done. */
  signal?: AbortSignal;
}

/** What is deleted of one segment. */
export interface Deletion {
  segment: number;
  /** 1 for the first deletion from this segment. */
  revision: number;
  deleted: number;
  kept: number;
  /** SHA-256 of its file before. */
  before: string;
  /** SHA-256 of the file that takes its place; null when nothing of it is kept. */
  after: string | null;
}

export interface EventStore {
  /**
   * Resolves when all events are on the disk. An event whose id is already there is kept once. Rejects as
   * `Log.append` does, and with EVENT_SIZE.
   */
  append(events: readonly StoredEvent[]): Promise<void>;
  /** The same of events as `toLine` wrote them, which another thread may have done. */
  appendLines(lines: readonly (string | Uint8Array)[]): Promise<void>;
  /** Newest first, by time and then id. Sees everything appended before the call. */
  query(query: EventQuery): Promise<{ rows: StoredEvent[]; next: string | null }>;
  counts(query: EventCounts): Promise<CountRow[]>;
  /**
   * Everything that is asked for, oldest first, by time and then id, in small batches: however much there is, little of it is in
   * memory at once. Sees everything appended before the call, and perhaps what comes later. Leaving the iteration ends the work.
   */
  scan(scan: EventScan): AsyncIterable<ScanBatch>;
  /** Moves everything appended so far into a sealed segment; null when there is nothing to seal. */
  seal(): Promise<SealedSegment | null>;
  /** The sealed segments, oldest first, each with what is left of it. */
  segments(): SealedSegment[];
  /**
   * Deletes what is no longer to be kept and not held, whole segments first. A segment that was changed after sealing is left
   * alone and told as a problem. Resolves to what was deleted; rejects with the signal's reason.
   */
  dispose(disposal: Disposal): Promise<Deletion[]>;
  /** The newest deletion from each segment, oldest segment first. */
  deletions(): Deletion[];
  /** Reads every sealed byte again and checks it against the chain of manifests. */
  verify(): Promise<Verification>;
  /**
   * Makes a copy in the folder `to`, which must not exist; opened, it is this store as it was at one moment after the call. Absent
   * where the store is on another machine, which has its own way.
   */
  snapshot?(to: string): Promise<void>;
  close(): Promise<void>;
}

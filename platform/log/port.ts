/** The durable log, whatever is behind it. */

export interface LogRecord {
  /** Position in the log, from 0; an integer below 2^53. */
  seq: number;
  data: Buffer;
}

export interface Gap {
  /** Half-open range of sequence numbers that can no longer be read. */
  from: number;
  to: number;
  file: string;
}

export interface LogBatch {
  records: LogRecord[];
  /** Where to read on. */
  next: number;
  /** What was skipped on the way because it is damaged. */
  lost: Gap[];
}

export interface Log {
  /**
   * Adds records in order. Resolves once they are on the disk, and not before; batches that wait together are synced
   * together. Rejects with LOG_FULL, LOG_FAILED, LOG_BUSY, LOG_RECORD or LOG_CLOSED, and then none of the batch counts.
   */
  append(batch: readonly (string | Uint8Array)[]): Promise<{ first: number; last: number }>;
  /** Durable records from `from` on; empty at the end of the log. Starts at `first()` when older ones were dropped. */
  readBatch(from: number, limits?: { records?: number; bytes?: number }): Promise<LogBatch>;
  /** Durable records from `from` on until the present end of the log, or `limit` of them. */
  read(from: number, options?: { limit?: number }): AsyncIterable<LogRecord>;
  /** The oldest sequence number still kept. */
  first(): number;
  /** One more than the newest durable sequence number. */
  end(): number;
  /** Bytes on disk. */
  size(): number;
  /** Resolves when `end()` is beyond `seq`, or when the log closes or `signal` aborts. */
  wait(seq: number, signal?: AbortSignal): Promise<void>;
  /** Lets go of whole segments whose records all come before `seq`. */
  dropBefore(seq: number): Promise<void>;
  /** Makes a copy of the log as it is now in the folder `to`, which must not exist. Opened, it is this log. */
  snapshot(to: string): Promise<void>;
  close(): Promise<void>;
}

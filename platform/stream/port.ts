/** The Stream port: work handed from one part to another, at least once, in order, at the reader's pace. */
import type { LogRecord } from '../log/index.ts';

export interface StreamBatch {
  records: LogRecord[];
  /** Sequence number to go on from; the cursor is set to it when the handler resolves. */
  next: number;
}

/**
 * Handles one batch. The cursor moves only after it resolves, so a batch may come again after a crash: make the
 * effects idempotent, e.g. keyed by event id. If it rejects, the same records come again after a pause.
 */
export type Handler = (batch: StreamBatch, signal: AbortSignal) => Promise<void>;

export interface SubscribeOptions {
  /** Where a cursor begins that has never been used. Default `oldest`. */
  from?: 'oldest' | 'newest';
  /** The most records in one batch. Default 500. */
  records?: number;
  /** Told of each failed attempt; the pause doubles from 100 ms to 30 s. */
  onError?: (error: unknown, attempt: number) => void;
}

export interface Subscription {
  /** Records published that the handler has not finished with. */
  lag(): number;
  /** Resolves when everything published before the call has been handled. */
  caughtUp(): Promise<void>;
  /** Lets the handler finish its batch, then stops. */
  stop(): Promise<void>;
}

export interface Stream {
  /**
   * Resolves when the batch is durable. Where the stream is embedded it rejects as `Log.append` does; where it is on other
   * machines with codes that begin with `STREAM_`, of which STREAM_LOST alone leaves open whether it was kept.
   */
  publish(topic: string, batch: readonly (string | Uint8Array)[]): Promise<{ first: number; last: number }>;
  /** One reader per cursor name; a second one is refused with STREAM_CURSOR. */
  subscribe(
    topic: string,
    cursor: string,
    handler: Handler,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** Records published to the topic that the cursor has not passed. */
  lag(topic: string, cursor: string): Promise<number>;
  /** Lets go of what every cursor of the topic has passed. */
  trim(topic: string): Promise<void>;
  /**
   * Makes a copy in the folder `to`, which must not exist, that fits what else is copied in `between`: readers' places as they
   * are before, records as they are after, and nothing that lies between is let go of meanwhile. So a reader of the copy meets
   * every record that its own state has not seen, and perhaps some again. Absent where the stream is on another machine.
   */
  snapshot?(to: string, between: () => Promise<void>): Promise<void>;
  /** Stops all subscriptions, then closes. */
  close(): Promise<void>;
}

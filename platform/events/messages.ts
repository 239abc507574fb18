/** What is said between the event store and its worker thread, in which DuckDB runs. */
import type { SqlValue } from './condition.ts';

export interface EngineTask {
  /** The only folder whose files DuckDB may touch. */
  dir: string;
  /** Megabytes that DuckDB may use before it spills to disk. */
  memoryMb: number;
}

/** When a search must end (milliseconds since 1970), and how long it may take in all: it can be several reads. */
export interface Due {
  at: number;
  afterMs: number;
}

export type EngineRequest =
  /** `write` and `read` have a connection each, so that a long query never holds up what is coming in. */
  | { op: 'write'; sql: string; params: readonly SqlValue[] }
  | { op: 'read'; sql: string; params: readonly SqlValue[]; due: Due }
  /** Begins a long read on a connection of its own and answers with its first rows; `more` with the next, none at its end. */
  | { op: 'scan'; scan: number; sql: string; params: readonly SqlValue[] }
  | { op: 'more'; scan: number }
  /** Forgets a long read, wherever it is. */
  | { op: 'drop'; scan: number }
  | { op: 'close' };

export type EngineRow = Record<string, unknown>;

export interface EngineFailure {
  message: string;
  timedOut: boolean;
}

/** What is said between the main thread and the database's worker thread. */

export interface WorkerTask {
  /** `create` writes an empty database into `dir` and ends; `serve` answers requests until told to close. */
  task: 'create' | 'serve';
  dir: string;
  durable: boolean;
}

export type Request =
  | { id: number; op: 'query'; sql: string; params: readonly unknown[] }
  | { id: number; op: 'script'; sql: string }
  | { id: number; op: 'close' };

/** PostgreSQL's own error fields (https://www.postgresql.org/docs/15/protocol-error-fields.html). */
export interface WireError {
  message: string;
  /** SQLSTATE, absent when the failure is not PostgreSQL's. */
  code?: string;
  detail?: string;
  constraint?: string;
  table?: string;
  column?: string;
}

export interface Answer {
  rows: Record<string, unknown>[];
  affected: number;
}

/** The first message of a worker has `id` 0 and says that it is ready, or why it cannot be. */
export type Reply = { id: number; ok: true; answer: Answer } | { id: number; ok: false; error: WireError };

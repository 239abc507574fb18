/** What is said between the main thread and the database's worker thread. */
export interface WorkerTask {
  dir: string;
  durable: boolean;
  /** PostgreSQL, compiled. */
  engine: WebAssembly.Module;
}

export type Request =
  | { op: 'query'; sql: string; params: readonly unknown[] }
  | { op: 'script'; sql: string }
  | { op: 'close' };

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

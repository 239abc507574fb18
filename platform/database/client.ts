/** The main thread's end of the conversation with the database worker. */
import { type Calls, connectCalls, startWorker } from '../worker/index.ts';
import { databaseFault, stoppedFault } from './errors.ts';
import type { Answer, Request, WireError, WorkerTask } from './messages.ts';

export interface Client {
  query(sql: string, params?: readonly unknown[]): Promise<Answer>;
  /** Several statements at once, without parameters. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

const start = (task: WorkerTask): Promise<Calls<Request, Answer>> =>
  connectCalls<Request, Answer, WireError>(
    startWorker(import.meta.url, 'database-worker', { workerData: task, name: `database-${task.task}` }),
    {
      failed: (error, request) => databaseFault(error, request && 'sql' in request ? request.sql : undefined),
      stopped: stoppedFault,
    },
  );

/**
 * Writes an empty database into `dir`. PostgreSQL's first initialisation takes some 400 MB that WebAssembly never
 * gives back, so it happens in a thread that ends.
 */
export async function createCluster(dir: string): Promise<void> {
  const calls = await start({ task: 'create', dir, durable: false });
  await calls.end();
}

export async function connect(dir: string, durable: boolean): Promise<Client> {
  const calls = await start({ task: 'serve', dir, durable });
  let closing: Promise<void> | null = null;
  return {
    query: (sql, params = []) => calls.ask({ op: 'query', sql, params }),
    async script(sql) {
      await calls.ask({ op: 'script', sql });
    },
    close() {
      closing ??= calls.ask({ op: 'close' }).then(
        () => calls.end(),
        () => calls.end(),
      );
      return closing;
    },
  };
}

/** The main thread's end of the conversation with the database worker. */
import type { Worker } from 'node:worker_threads';
import { startWorker } from '../worker/index.ts';
import { databaseFault, stoppedFault } from './errors.ts';
import type { Answer, Reply, Request, WorkerTask } from './messages.ts';

export interface Client {
  query(sql: string, params?: readonly unknown[]): Promise<Answer>;
  /** Several statements at once, without parameters. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  sql?: string;
}

const start = (task: WorkerTask): Worker =>
  startWorker(import.meta.url, 'database-worker', { workerData: task, name: `database-${task.task}` });

/** Resolves with the first message; a worker that dies before it speaks rejects. */
function firstWord(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', (reply: Reply) => {
      if (reply.ok) resolve();
      else reject(databaseFault(reply.error));
    });
    worker.once('error', (error) => reject(stoppedFault(error.message)));
    worker.once('exit', (code) => reject(stoppedFault(`its thread ended with code ${code}`)));
  });
}

/**
 * Writes an empty database into `dir`. PostgreSQL's first initialisation takes some 400 MB that WebAssembly never
 * gives back, so it happens in a thread that ends.
 */
export async function createCluster(dir: string): Promise<void> {
  const worker = start({ task: 'create', dir, durable: false });
  try {
    await firstWord(worker);
  } finally {
    await worker.terminate();
  }
}

export async function connect(dir: string, durable: boolean): Promise<Client> {
  const worker = start({ task: 'serve', dir, durable });
  try {
    await firstWord(worker);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  const waiting = new Map<number, Waiting>();
  let stopped: Error | null = null;
  let last = 0;

  const stop = (error: Error): void => {
    stopped ??= error;
    for (const one of waiting.values()) one.reject(stopped);
    waiting.clear();
    worker.unref();
  };
  worker.on('message', (reply: Reply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if (!one) return;
    if (reply.ok) one.resolve(reply.answer);
    else one.reject(databaseFault(reply.error, one.sql));
  });
  worker.on('error', (error) => stop(stoppedFault(error.message)));
  worker.on('exit', () => stop(stoppedFault('it was closed')));
  worker.unref();

  const ask = (request: Request, sql?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (stopped) return reject(stopped);
      waiting.set(request.id, sql === undefined ? { resolve, reject } : { resolve, reject, sql });
      // An idle database does not keep the process alive; one that owes an answer does.
      worker.ref();
      worker.postMessage(request);
    });

  return {
    query: (sql, params = []) => ask({ id: ++last, op: 'query', sql, params }, sql),
    async script(sql) {
      await ask({ id: ++last, op: 'script', sql }, sql);
    },
    async close() {
      if (stopped) return;
      try {
        await ask({ id: ++last, op: 'close' });
      } finally {
        stopped = stoppedFault('it was closed');
        await worker.terminate();
      }
    },
  };
}

/** The main thread's end of the conversation with the database worker. */
import { type Calls, connectCalls, startWorker } from '../worker/index.ts';
import { databaseFault, openFault, stoppedFault } from './errors.ts';
import type { Request, WireError, WorkerTask } from './messages.ts';
import type { Answer, Connection } from './unit.ts';

export interface Client extends Connection {
  close(): Promise<void>;
}

const start = (task: WorkerTask): Promise<Calls<Request, Answer>> =>
  connectCalls<Request, Answer, WireError>(
    startWorker(import.meta.url, 'database-worker', { workerData: task, name: 'database' }),
    {
      failed: (error, request) =>
        request
          ? databaseFault(error, 'sql' in request ? request.sql : undefined)
          : openFault(error, task.dir),
      stopped: stoppedFault,
    },
  );

export async function connect(dir: string, durable: boolean): Promise<Client> {
  const calls = await start({ dir, durable });
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

/** The main thread's end of the conversation with the database worker. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Calls, connectCalls, startWorker } from '../worker/index.ts';
import { databaseFault, openFault, stoppedFault, wireError } from './errors.ts';
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

/** Compiled once for all databases of a process, which so share what the engine has optimised of it since the first. */
let engine: Promise<WebAssembly.Module> | null = null;

const compileEngine = async (): Promise<WebAssembly.Module> =>
  WebAssembly.compile(
    await readFile(join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '..', 'pglite.wasm')),
  );

export async function connect(dir: string, durable: boolean): Promise<Client> {
  engine ??= compileEngine();
  const compiled = await engine.catch((error: unknown) => {
    engine = null;
    throw openFault(wireError(error), dir);
  });
  const calls = await start({ dir, durable, engine: compiled });
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

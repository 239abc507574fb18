/** The main thread's end of the conversation with DuckDB. */
import { fault } from '../fault/index.ts';
import { connectCalls, startWorker } from '../worker/index.ts';
import type { SqlValue } from './condition.ts';
import type { Due, EngineFailure, EngineRequest, EngineRow, EngineTask } from './messages.ts';

export interface Engine {
  write(sql: string, params?: readonly SqlValue[]): Promise<EngineRow[]>;
  read(sql: string, params: readonly SqlValue[], due: Due): Promise<EngineRow[]>;
  /** Resolves when the first rows are there: from then on it sees the store as it was at that moment. */
  scan(sql: string, params: readonly SqlValue[]): Promise<EngineScan>;
  close(): Promise<void>;
}

export interface EngineScan {
  /** The rows at hand; none at the end. */
  rows: EngineRow[];
  /** Replaces `rows` by the next. */
  more(): Promise<void>;
  /** Must be called, also at the end. */
  close(): Promise<void>;
}

function engineFault(failure: EngineFailure, request: EngineRequest | null): Error {
  if (failure.timedOut && request?.op === 'read') {
    return fault(
      'EVENTS_TIMEOUT',
      `The search was stopped after ${request.due.afterMs / 1000} seconds.`,
      'Ask for a shorter time range, or name a host or an account.',
    );
  }
  return fault(
    'EVENTS_FAILED',
    `The search failed: ${failure.message}`,
    'Try again; if it persists, check the evidence files.',
    {
      details: { sql: request && 'sql' in request ? request.sql : null },
    },
  );
}

export async function startEngine(task: EngineTask): Promise<Engine> {
  const calls = await connectCalls<EngineRequest, EngineRow[], EngineFailure>(
    startWorker(import.meta.url, 'events-worker', { workerData: task, name: 'events' }),
    {
      failed: engineFault,
      stopped: (why) =>
        fault(
          'EVENTS_STOPPED',
          `The search engine stopped: ${why}. All events are safe on disk.`,
          'Start Cordon again.',
        ),
    },
  );
  let scans = 0;
  return {
    async scan(sql, params) {
      const scan = ++scans;
      const running: EngineScan = {
        rows: await calls.ask({ op: 'scan', scan, sql, params }),
        async more() {
          running.rows = await calls.ask({ op: 'more', scan });
        },
        close: () => calls.ask({ op: 'drop', scan }).then(() => undefined),
      };
      return running;
    },
    write: (sql, params = []) => calls.ask({ op: 'write', sql, params }),
    read: (sql, params, due) => calls.ask({ op: 'read', sql, params, due }),
    async close() {
      await calls.ask({ op: 'close' }).catch(() => undefined);
      await calls.end();
    },
  };
}

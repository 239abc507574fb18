/** The one thread in which DuckDB runs: in memory, as a query engine over files, never as the record. */
import { workerData } from 'node:worker_threads';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { answerCalls } from '../worker/index.ts';
import { quoted } from './compile.ts';
import type { SqlValue } from './condition.ts';
import type { EngineFailure, EngineRequest, EngineRow, EngineTask } from './messages.ts';

let interrupted = false;

interface Scan {
  connection: DuckDBConnection;
  result: DuckDBResult | null;
  /** What is being waited for: a connection must not be closed under it. */
  busy: Promise<unknown>;
  dropped: Promise<void> | null;
}

/** The columns of the next rows, each as one list: one row object for each event would cost more than reading it. */
async function nextRows({ result }: Scan): Promise<EngineRow[]> {
  const chunk = await result!.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return [];
  return [{ columns: chunk.getColumns() }];
}

/** Once, however often it is asked for: whoever asks again waits for the same end. */
function drop(scan: Scan): Promise<void> {
  scan.dropped ??= (async () => {
    const { connection, busy } = scan;
    const timer = setInterval(() => connection.interrupt(), 20);
    connection.interrupt();
    await busy.catch(() => undefined);
    clearInterval(timer);
    connection.closeSync();
  })();
  return scan.dropped;
}

await answerCalls<EngineRequest, EngineRow[], EngineFailure>(
  async () => {
    const { dir, memoryMb } = workerData as EngineTask;
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${memoryMb}MB`,
      threads: '2',
      preserve_insertion_order: 'false',
      temp_directory: `${dir}/spill`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const writer = await instance.connect();
    const reader = await instance.connect();
    // From here on no statement can reach another file, the network, or these settings.
    await writer.run(`set allowed_directories = [${quoted(dir)}]`);
    await writer.run('set enable_external_access = false');
    await writer.run('set lock_configuration = true');

    const scans = new Map<number, Scan>();

    async function begin(scan: Scan, sql: string, params: readonly SqlValue[]): Promise<EngineRow[]> {
      scan.result = await scan.connection.stream(sql, [...params]);
      return nextRows(scan);
    }

    return async (request) => {
      if (request.op === 'scan') {
        const scan: Scan = {
          connection: await instance.connect(),
          result: null,
          busy: Promise.resolve(),
          dropped: null,
        };
        scans.set(request.scan, scan);
        const rows = begin(scan, request.sql, request.params);
        scan.busy = rows;
        return rows.catch(async (error: unknown) => {
          await drop(scan);
          scans.delete(request.scan);
          throw error;
        });
      }
      if (request.op === 'more') {
        const scan = scans.get(request.scan);
        if (!scan || scan.dropped) return [];
        const rows = nextRows(scan);
        scan.busy = rows;
        return rows;
      }
      if (request.op === 'drop') {
        const scan = scans.get(request.scan);
        if (scan) await drop(scan);
        // Only now: closing waits for all that are in this list.
        scans.delete(request.scan);
        return [];
      }
      if (request.op === 'close') {
        await Promise.all([...scans.values()].map(drop));
        reader.closeSync();
        writer.closeSync();
        instance.closeSync();
        return [];
      }
      if (request.op === 'write')
        return (
          await writer.runAndReadAll(request.sql, [...request.params])
        ).getRowObjectsJS() as EngineRow[];
      interrupted = false;
      // Again and again: an interruption that comes before DuckDB has begun is lost.
      const timer = setInterval(() => {
        if (Date.now() < request.due.at) return;
        interrupted = true;
        reader.interrupt();
      }, 20);
      try {
        return (
          await reader.runAndReadAll(request.sql, [...request.params])
        ).getRowObjectsJS() as EngineRow[];
      } finally {
        clearInterval(timer);
      }
    };
  },
  (error) => ({ message: error instanceof Error ? error.message : String(error), timedOut: interrupted }),
);

/** The one thread in which DuckDB runs: in memory, as a query engine over files, never as the record. */
import { workerData } from 'node:worker_threads';
import { DuckDBInstance } from '@duckdb/node-api';
import { answerCalls } from '../worker/index.ts';
import { quoted } from './compile.ts';
import type { EngineFailure, EngineRequest, EngineRow, EngineTask } from './messages.ts';

let interrupted = false;

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

    return async (request) => {
      if (request.op === 'close') {
        reader.closeSync();
        writer.closeSync();
        instance.closeSync();
        return [];
      }
      if (request.op === 'write')
        return (await writer.runAndReadAll(request.sql)).getRowObjectsJS() as EngineRow[];
      interrupted = false;
      const due = Date.now() + request.timeoutMs;
      // Again and again: an interruption that comes before DuckDB has begun is lost.
      const timer = setInterval(() => {
        if (Date.now() < due) return;
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

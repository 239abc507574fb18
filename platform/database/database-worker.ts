/** The thread in which PostgreSQL runs. Everything else talks to it by messages, so a long query blocks no one else. */
import { workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import { answerCalls } from '../worker/index.ts';
import { createDurableFs, durableParams, proveDurable, volatileParams } from './durable-fs.ts';
import { wireError } from './errors.ts';
import type { Request, WireError, WorkerTask } from './messages.ts';
import type { Answer } from './unit.ts';
import { integer, isoTime } from './values.ts';

const parsers = {
  [types.TIMESTAMPTZ]: isoTime,
  [types.TIMESTAMP]: isoTime,
  [types.DATE]: (text: string) => text,
  [types.INT8]: integer,
};

async function open({ dir, durable, engine: pgliteWasmModule }: WorkerTask): Promise<PGlite> {
  const { fs, fsyncs } = createDurableFs(dir);
  const startParams = durable ? durableParams() : volatileParams();
  const pg = await PGlite.create({ fs, parsers, startParams, pgliteWasmModule });
  if (durable) await proveDurable(pg, fsyncs);
  return pg;
}

const nothing: Answer = { rows: [], affected: 0 };

async function answer(pg: PGlite, request: Request): Promise<Answer> {
  if (request.op === 'close') {
    await pg.close();
    return nothing;
  }
  if (request.op === 'script') {
    await pg.exec(request.sql);
    return nothing;
  }
  const result = await pg.query<Record<string, unknown>>(request.sql, [...request.params]);
  return { rows: result.rows, affected: result.affectedRows ?? 0 };
}

await answerCalls<Request, Answer, WireError>(async () => {
  const pg = await open(workerData as WorkerTask);
  return (request) => answer(pg, request);
}, wireError);

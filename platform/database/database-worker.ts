/** The thread in which PostgreSQL runs. Everything else talks to it by messages, so a long query blocks no one else. */
import { workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import { answerCalls } from '../worker/index.ts';
import { createDurableFs, durableParams, proveDurable, volatileParams } from './durable-fs.ts';
import type { Answer, Request, WireError, WorkerTask } from './messages.ts';

/** `2026-01-02 03:04:05.123+00` to `2026-01-02T03:04:05.123Z`: text keeps the microseconds that a Date would drop. */
const isoTime = (text: string): string => text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');

const parsers = {
  [types.TIMESTAMPTZ]: isoTime,
  [types.TIMESTAMP]: isoTime,
  [types.DATE]: (text: string) => text,
};

function wireError(error: unknown): WireError {
  const known = error as WireError & Error;
  const wire: WireError = { message: known.message ?? String(error) };
  for (const key of ['code', 'detail', 'constraint', 'table', 'column'] as const) {
    const value = known[key];
    if (typeof value === 'string') wire[key] = value;
  }
  return wire;
}

async function open(task: WorkerTask): Promise<PGlite> {
  if (!task.durable) {
    return PGlite.create({ fs: createDurableFs(task.dir).fs, parsers, startParams: volatileParams() });
  }
  const durable = createDurableFs(task.dir);
  const pg = await PGlite.create({ fs: durable.fs, parsers, startParams: durableParams() });
  await proveDurable(pg, durable.fsyncs);
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

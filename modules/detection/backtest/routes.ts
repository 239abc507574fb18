/** The HTTP door of backtests: one at a time, because it must not keep logs that come in from being read. */
import { Readable } from 'node:stream';
import type { EventStore } from '@cordon/platform/events';
import { isFault } from '@cordon/platform/fault';
import { type App, httpFault, type Of } from '@cordon/platform/http';
import { loadMappings } from '../rules/index.ts';
import { type BacktestOptions, backtest } from './backtest.ts';
import { Backtest, type BacktestLine, BacktestRequest } from './model.ts';
import { type Loaded, subjectOf } from './subject.ts';

export interface BacktestRoutesNeeds {
  /** Those of this moment. */
  loaded(): Loaded;
  events: EventStore;
  orgs: string[];
  now(): Date;
}

/** Progress is told no more often than a person can see. */
const tellEveryMs = 150;

export function backtestRoutes(app: App, of: Of<BacktestRoutesNeeds>): void {
  const { mappings } = loadMappings();
  let running = false;

  app.post(
    '/api/v1/rules/backtest',
    { config: { action: 'event.read' }, schema: { body: BacktestRequest, response: { 200: Backtest } } },
    async (request, reply) => {
      const { body, headers } = request;
      const { loaded, events, orgs, now } = of(request);
      const subject = subjectOf(body.rule, loaded(), mappings);
      if (running)
        throw httpFault(
          409,
          'BACKTEST_RUNNING',
          'Another rule is being tried on the stored events, and that is done for one at a time.',
          'Wait until it is done, or stop it, and try again.',
        );
      running = true;
      const stop = new AbortController();
      const run = (more: Pick<BacktestOptions, 'onProgress'>): Promise<Backtest> =>
        backtest(
          subject,
          { events, orgs, mappings, today: now().toISOString().slice(0, 10) },
          { since: body.since, until: body.until, signal: stop.signal, ...more },
        ).finally(() => {
          running = false;
        });
      // Nobody waits for the answer any more.
      const left = (): void => stop.abort(new Error('The client went away.'));
      reply.raw.on('close', left);
      if (headers.accept?.includes('application/x-ndjson')) {
        reply.type('application/x-ndjson');
        // Written as it comes: there is nothing to validate it as a whole.
        return reply.send(Readable.from(told(run), { objectMode: false }) as never);
      }
      return run({}).catch((error: unknown) => {
        throw asTheirs(error);
      });
    },
  );
}

/** A time or a range that the store does not take is the asker's to correct. */
const asTheirs = (error: unknown): unknown =>
  isFault(error, 'EVENTS_QUERY') ? httpFault(400, 'BACKTEST_RANGE', error.message, error.next) : error;

/** Runs, and says how far it is, line by line, to whoever reads. */
function told(
  run: (more: Pick<BacktestOptions, 'onProgress'>) => Promise<Backtest>,
): AsyncGenerator<string, void> {
  const lines: BacktestLine[] = [{ progress: 0, hits: 0, looked_at: 0 }];
  let wake = (): void => undefined;
  let last = 0;
  let done = false;
  const say = (line: BacktestLine): void => {
    lines.push(line);
    wake();
  };
  // Begun now and not with the first line read: whoever leaves before that must not leave it waiting.
  run({
    onProgress(progress) {
      if (performance.now() - last < tellEveryMs) return;
      last = performance.now();
      say(progress);
    },
  })
    .then(
      (result) => say({ result }),
      (error: unknown) => say({ error: inWords(asTheirs(error)) }),
    )
    .finally(() => {
      done = true;
      wake();
    });
  return (async function* () {
    for (;;) {
      const line = lines.shift();
      if (line) yield `${JSON.stringify(line)}\n`;
      else if (done) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  })();
}

function inWords(error: unknown): { code: string; message: string; next: string } {
  if (isFault(error)) return { code: error.code, message: error.message, next: error.next };
  return {
    code: 'INTERNAL',
    message: 'The backtest failed. Nothing was changed.',
    next: 'Try again; if it goes on, try a shorter range.',
  };
}

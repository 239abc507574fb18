/** The embedded stream: one durable log per topic, one small file per cursor, wake-up within the process. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fault } from '../fault/index.ts';
import { type Log, type LogOptions, openLog } from '../log/index.ts';
import { type Cursors, openCursors } from './cursor.ts';
import { checkName } from './names.ts';
import type { Handler, Stream, SubscribeOptions, Subscription } from './port.ts';

export { type NatsOptions, openNats } from './nats/index.ts';
export type { Handler, Stream, StreamBatch, SubscribeOptions, Subscription } from './port.ts';

export type StreamOptions = Omit<LogOptions, 'dir'> & {
  /** Folder of all topics, made if absent. */
  dir: string;
};

interface Topic {
  log: Log;
  cursors: Cursors;
  running: Map<string, Subscription>;
}

const firstPauseMs = 100;
const longestPauseMs = 30_000;

export function openStream(options: StreamOptions): Stream {
  const topics = new Map<string, Promise<Topic>>();
  let closing: Promise<void> | null = null;
  /** Snapshots being made. */
  let copying = 0;

  function topic(name: string): Promise<Topic> {
    checkName('topic', name);
    if (closing) throw fault('STREAM_CLOSED', 'The stream is closed. Nothing was kept.', 'Open it again.');
    let known = topics.get(name);
    if (!known) {
      known = openTopic(options, name);
      // A topic that could not be opened is tried again by the next who asks.
      known.catch(() => topics.delete(name));
      topics.set(name, known);
    }
    return known;
  }

  return {
    publish: async (name, batch) => (await topic(name)).log.append(batch),
    async subscribe(name, cursor, handler, subscribeOptions = {}) {
      checkName('cursor', cursor);
      const { log, cursors, running } = await topic(name);
      if (running.has(cursor)) {
        throw fault(
          'STREAM_CURSOR',
          `Someone already reads ${name} with the cursor ${cursor}.`,
          'Stop that reader, or use a cursor of your own.',
        );
      }
      const subscription = follow(log, cursors, cursor, handler, subscribeOptions, () =>
        running.delete(cursor),
      );
      running.set(cursor, subscription);
      return subscription;
    },
    async lag(name, cursor) {
      const { log, cursors } = await topic(name);
      return log.end() - Math.max(log.first(), Math.min(log.end(), cursors.load(cursor) ?? 0));
    },
    async trim(name) {
      const { log, cursors } = await topic(name);
      if (copying > 0) return;
      const places = [...cursors.all().values()];
      if (places.length > 0) await log.dropBefore(Math.min(...places));
    },
    async snapshot(to, between) {
      copying += 1;
      try {
        const names = foldersIn(options.dir);
        await mkdir(to, { recursive: true, mode: 0o700 });
        for (const name of names) {
          const copy = openCursors(join(to, name, 'cursors'));
          for (const [cursor, next] of (await topic(name)).cursors.all()) await copy.save(cursor, next);
        }
        await between();
        for (const name of names) await (await topic(name)).log.snapshot(join(to, name));
      } finally {
        copying -= 1;
      }
    },
    close() {
      closing ??= (async () => {
        for (const opening of topics.values()) {
          const open = await opening.catch(() => null);
          if (!open) continue;
          await Promise.all([...open.running.values()].map((one) => one.stop()));
          await open.log.close();
        }
      })();
      return closing;
    },
  };
}

const foldersIn = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))
    : [];

async function openTopic(options: StreamOptions, name: string): Promise<Topic> {
  const dir = join(options.dir, name);
  const log = await openLog({ ...options, dir });
  return { log, cursors: openCursors(join(dir, 'cursors')), running: new Map() };
}

function follow(
  log: Log,
  cursors: Cursors,
  cursor: string,
  handler: Handler,
  { from = 'oldest', records = 500, onError }: SubscribeOptions,
  stopped: () => void,
): Subscription {
  const stop = new AbortController();
  const { signal } = stop;
  // A cursor beyond the end means that the topic's files were lost: what comes now is new to this reader.
  let next = Math.min(cursors.load(cursor) ?? (from === 'oldest' ? 0 : log.end()), log.end());
  const waiters = new Set<{ until: number; resolve: () => void }>();
  const settle = (): void => {
    for (const waiter of waiters) {
      if (next < waiter.until && !signal.aborted) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  };

  /** Tries until the handler and the cursor's file have both succeeded, or the subscription stops. */
  async function deliver(): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const batch = await log.readBatch(next, { records });
        if (batch.records.length > 0) await handler({ records: batch.records, next: batch.next }, signal);
        if (batch.next > next) await cursors.save(cursor, batch.next);
        next = batch.next;
        return;
      } catch (error) {
        onError?.(error, attempt);
        const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
        await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async function run(): Promise<void> {
    if (cursors.load(cursor) === null) await cursors.save(cursor, next);
    while (!signal.aborted) {
      await log.wait(next, signal);
      if (!signal.aborted && log.end() > next) await deliver();
      settle();
    }
  }

  const running = run().catch((error: unknown) => onError?.(error, 0));
  return {
    lag: () => log.end() - Math.max(next, Math.min(log.first(), log.end())),
    caughtUp() {
      const until = log.end();
      return new Promise((resolve) => {
        waiters.add({ until, resolve });
        settle();
      });
    },
    async stop() {
      stop.abort();
      await running;
      settle();
      stopped();
    },
  };
}

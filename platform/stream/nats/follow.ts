/** A subscription: reads on from the cursor, hands over batches, and moves the cursor when they are done. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isFault } from '../../fault/index.ts';
import type { LogRecord } from '../../log/index.ts';
import type { Handler, SubscribeOptions, Subscription } from '../port.ts';
import type { Appender } from './append.ts';
import type { Bundle } from './bundle.ts';
import type { Nats } from './client.ts';
import type { Cursors, Position } from './cursor.ts';
import { type Bundles, readBundles } from './read.ts';

interface FollowNeeds {
  nats: Nats;
  topic: string;
  stream: string;
  cursor: string;
  appender: Appender;
  cursors: Cursors;
  handler: Handler;
  options: SubscribeOptions;
  stopped(): void;
}

const firstPauseMs = 100;
const longestPauseMs = 30_000;
/** How often the end of the topic is asked for, which other processes move. */
const lookMs = 1_000;

export async function follow(needs: FollowNeeds): Promise<Subscription> {
  const { nats, topic, stream, cursor, appender, cursors, handler, stopped } = needs;
  const { from = 'oldest', records: most = 500, onError } = needs.options;
  const stop = new AbortController();
  const { signal } = stop;
  const reader = randomUUID();

  const kept = await cursors.load(topic, cursor);
  const end = await appender.tail();
  let place: Position =
    kept ?? (from === 'oldest' ? { next: 0, at: 1 } : { next: end.next, at: end.seq + 1 });
  // Everything of the topic is gone: what comes now is new to this reader.
  if (place.next > end.next) place = { next: end.next, at: end.seq + 1 };
  let revision = await cursors.save(topic, cursor, { ...place, reader }, kept?.revision ?? 0);

  const waiters = new Set<{ until: number; resolve: () => void }>();
  const settle = (): void => {
    for (const waiter of waiters) {
      if (place.next < waiter.until && !signal.aborted) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  };
  const looking = setInterval(() => appender.tail().catch(() => undefined), lookMs);
  looking.unref();

  /** True when done; false when the subscription stops before it is. @throws STREAM_CURSOR */
  async function deliver(records: LogRecord[], to: Position): Promise<boolean> {
    let handled = false;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        if (!handled) await handler({ records, next: to.next }, signal);
        handled = true;
        revision = await cursors.save(topic, cursor, { ...to, reader }, revision);
        place = to;
        return true;
      } catch (error) {
        if (isFault(error, 'STREAM_CURSOR')) throw error;
        onError?.(error, attempt);
        const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
        await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    return false;
  }

  /** From `place` until the servers end it or the subscription stops. */
  async function read(bundles: Bundles): Promise<void> {
    /** Bundles at hand, the first of them perhaps begun. */
    const hand: Bundle[] = [];
    while (!signal.aborted) {
      const batch: LogRecord[] = [];
      let to = place;
      while (batch.length < most) {
        const bundle = hand.shift() ?? (await bundles.take(batch.length === 0));
        if (!bundle) break;
        const skip = bundle.at <= place.at ? Math.max(0, to.next - bundle.first) : 0;
        const taken = bundle.records.slice(skip, skip + most - batch.length);
        batch.push(...taken.map((data, i) => ({ seq: bundle.first + skip + i, data })));
        const next = bundle.first + skip + taken.length;
        const whole = skip + taken.length >= bundle.records.length;
        to = { next, at: whole ? bundle.after : bundle.at };
        if (!whole) hand.unshift(bundle);
      }
      if (batch.length > 0 && !(await deliver(batch, to))) return;
      settle();
    }
  }

  async function run(): Promise<void> {
    for (let attempt = 1; !signal.aborted; ) {
      let bundles: Bundles | null = null;
      const before = place.next;
      const halt = (): void => bundles?.stop();
      signal.addEventListener('abort', halt);
      try {
        bundles = await readBundles(nats, stream, place.at);
        await read(bundles);
      } catch (error) {
        if (signal.aborted) return;
        if (isFault(error, 'STREAM_CURSOR')) throw error;
        attempt = place.next > before ? 1 : attempt + 1;
        onError?.(error, attempt);
        const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
        await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      } finally {
        signal.removeEventListener('abort', halt);
        halt();
      }
    }
  }

  const finish = (): void => {
    clearInterval(looking);
    stop.abort();
    settle();
    stopped();
  };
  const running = run().catch((error: unknown) => {
    onError?.(error, 0);
    finish();
  });
  return {
    lag: () => Math.max(0, appender.known() - place.next),
    async caughtUp() {
      const { next: until } = await appender.tail();
      return new Promise((resolve) => {
        waiters.add({ until, resolve });
        settle();
      });
    },
    async stop() {
      stop.abort();
      await running;
      finish();
    },
  };
}

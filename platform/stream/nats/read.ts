/** Reading one topic from a place on, in order, whichever node answers. */

import { type Bundle, createAssembly, headerName, readLabel } from './bundle.ts';
import type { Nats } from './client.ts';

export interface Bundles {
  /** The next one. Without `wait` only what is at hand, else null. @throws when the servers end it */
  take(wait: boolean): Promise<Bundle | null>;
  stop(): void;
}

/** Held in memory ahead of the reader. Must be more than one message can have. */
const aheadBytes = 8 * 1024 * 1024;
/** A node that dies is noticed after two of these. */
const heartbeatMs = 1_000;

const nothing = Symbol('nothing at hand');

export async function readBundles({ js }: Nats, stream: string, from: number): Promise<Bundles> {
  const consumer = await js.consumers.get(stream, {
    deliver_policy: 'by_start_sequence',
    opt_start_seq: Math.max(1, from),
  });
  const messages = await consumer.consume({
    max_bytes: aheadBytes,
    expires: 5 * heartbeatMs,
    idle_heartbeat: heartbeatMs,
  });
  const iterator = messages[Symbol.asyncIterator]();
  const assemble = createAssembly();
  let pending = iterator.next();
  pending.catch(() => undefined);

  return {
    async take(wait) {
      for (;;) {
        const result = wait ? await pending : await Promise.race([pending, immediately()]);
        if (result === nothing) return null;
        if (result.done) throw new Error('the servers ended the reading');
        const message = result.value;
        pending = iterator.next();
        pending.catch(() => undefined);
        const label = readLabel(message.headers?.get(headerName));
        const bundle = assemble(message.seq, label, message.data);
        if (bundle) return bundle;
      }
    },
    stop: () => messages.stop(),
  };
}

const immediately = (): Promise<typeof nothing> =>
  new Promise((resolve) => {
    setImmediate(() => resolve(nothing));
  });

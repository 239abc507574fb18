/** What came about, told to every process that shows it or works by it: to this one alone, or through the database to all that share it. */
import type { Channel, Database } from '@cordon/platform/database';
import type { Logger } from '@cordon/platform/telemetry';
import type { Changed } from './api.ts';

/** What consoles are told of, and what is only for other processes. */
export type Said = Changed | { what: 'thresholds'; id: null };

export interface Item {
  said: Said;
  org: string;
}

export interface News {
  tell(said: Said, org: string): void;
  close(): Promise<void>;
}

export interface NewsNeeds {
  /** Where several processes share the work. */
  shared: Database | null;
  /** What came about since the last call, in its order. The next call waits for this one. */
  heard(items: readonly Item[]): void | Promise<void>;
  /** Something may have been told that was not heard: whatever is known may be old. */
  missed(): Promise<void>;
  log: Logger;
}

const channelName = 'cordon_news';
/** Under a flood the same is told again and again; once in this time is enough. Milliseconds. */
const gather = 100;
const tryAgain = 1_000;

export async function openNews({ shared, heard, missed, log }: NewsNeeds): Promise<News> {
  if (!shared?.listen)
    return { tell: (said, org) => void heard([{ said, org }]), close: async () => undefined };
  const work = createWork(log);
  let arrived: Item[] = [];
  const channel = await shared.listen(channelName, {
    heard(text) {
      arrived.push(JSON.parse(text) as Item);
      if (arrived.length > 1) return;
      work.add(() => {
        const items = arrived;
        arrived = [];
        return heard(items);
      });
    },
    missed: () => work.add(missed),
  });
  const outbox = createOutbox(channel, log);
  return {
    tell: (said, org) => outbox.add(JSON.stringify({ said, org } satisfies Item)),
    async close() {
      await outbox.close();
      await channel.close();
      await work.done();
    },
  };
}

/** One piece after the other. */
function createWork(log: Logger) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(piece: () => void | Promise<void>): void {
      last = last
        .then(piece)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'What others changed could not be taken up yet.'),
        );
    },
    done: () => last,
  };
}

function createOutbox(channel: Channel, log: Logger) {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();

  function sendIn(ms: number): void {
    timer ??= setTimeout(() => {
      timer = null;
      sending = sending.then(send);
    }, ms);
  }

  async function send(): Promise<void> {
    const texts = [...waiting];
    waiting.clear();
    if (texts.length === 0) return;
    try {
      await channel.tell(texts);
    } catch (error) {
      log.warn({ err: error }, 'Other processes could not be told what changed; it is tried again.');
      for (const text of texts) waiting.add(text);
      sendIn(tryAgain);
    }
  }

  return {
    add(text: string): void {
      waiting.add(text);
      sendIn(gather);
    },
    async close(): Promise<void> {
      await sending;
      await send();
      if (timer) clearTimeout(timer);
    },
  };
}

/** Words between the processes that share a PostgreSQL server: LISTEN and NOTIFY, on a connection of their own. Talks to the network. */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

export interface ListenNeeds {
  /** A connection that nobody else uses; not connected yet. */
  client(): pg.Client;
  channel: string;
  heard(text: string): void;
  missed(): void;
}

/** Milliseconds. A way that was cut off without a word is noticed after two looks. */
const lookEvery = 5_000;
const againAfter = 500;

/** Resolves once what is told is heard, and rejects when the server cannot be reached at first; later it tries again for ever. */
export async function listen(needs: ListenNeeds): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  let current = await connect(needs);
  const keeping = keepConnected();

  async function keepConnected(): Promise<void> {
    for (;;) {
      await ended(current, stopping.signal);
      await current.end().catch(() => undefined);
      if (stopping.signal.aborted) return;
      current = await reconnect();
      if (!stopping.signal.aborted) needs.missed();
    }
  }

  async function reconnect(): Promise<pg.Client> {
    for (;;) {
      await pause(againAfter, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return current;
      const client = await connect(needs).catch(() => null);
      if (client) return client;
    }
  }

  return {
    async stop() {
      stopping.abort();
      await keeping;
    },
  };
}

async function connect({ client: make, channel, heard }: ListenNeeds): Promise<pg.Client> {
  const client = make();
  client.on('error', () => undefined);
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  try {
    await client.connect();
    await client.query(`listen "${channel}"`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Resolves when the connection is gone, or nobody answers on it. */
async function ended(client: pg.Client, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, signal]);
  client.once('end', () => over.abort());
  let answered = true;
  while (!either.aborted) {
    if (!answered) return;
    answered = false;
    client.query('select 1').then(
      () => {
        answered = true;
      },
      () => over.abort(),
    );
    await pause(lookEvery, undefined, { signal: either }).catch(() => undefined);
  }
}

/** The stream on NATS JetStream (2.10 or newer): records on several machines before they are acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StreamConfig } from '@nats-io/jetstream';
import { fault } from '../../fault/index.ts';
import { checkName } from '../names.ts';
import type { Stream, Subscription } from '../port.ts';
import { type Appender, createAppender } from './append.ts';
import { connectNats, failedWith, type Nats, type NatsOptions, refusal } from './client.ts';
import { createCursors } from './cursor.ts';
import { follow } from './follow.ts';

export type { NatsOptions } from './client.ts';

interface Topic {
  stream: string;
  appender: Appender;
  running: Map<string, Subscription | null>;
}

/** Throws STREAM_UNREACHABLE, STREAM_NOT_DURABLE. */
export async function openNats(options: NatsOptions): Promise<Stream> {
  const { replicas = 3, prefix = 'cordon', patienceMs = 20_000 } = options;
  const nats = await connectNats(options);
  const cursorStream = `${prefix}_cursors`;
  const cursorPrefix = `${prefix}.cursor`;
  const topics = new Map<string, Promise<Topic>>();
  let closing: Promise<void> | null = null;

  const kept = { storage: 'file', num_replicas: replicas, discard: 'new' } as const;
  try {
    await ensureStream(nats, {
      ...kept,
      name: cursorStream,
      subjects: [`${cursorPrefix}.>`],
      max_msgs_per_subject: 1,
      // The one before goes when a new one comes.
      discard: 'old',
    });
  } catch (error) {
    await nats.connection.close();
    throw error;
  }
  const cursors = createCursors(nats, cursorStream, cursorPrefix);

  async function openTopic(name: string): Promise<Topic> {
    const stream = `${prefix}_${name}`;
    const subject = `${prefix}.topic.${name}`;
    await ensureStream(nats, { ...kept, name: stream, subjects: [subject] });
    return { stream, appender: createAppender(nats, { stream, subject }, patienceMs), running: new Map() };
  }

  function topic(name: string): Promise<Topic> {
    checkName('topic', name);
    if (closing) throw fault('STREAM_CLOSED', 'The stream is closed. Nothing was kept.', 'Open it again.');
    let known = topics.get(name);
    if (!known) {
      known = openTopic(name);
      known.catch(() => topics.delete(name));
      topics.set(name, known);
    }
    return known;
  }

  return {
    publish: async (name, batch) => (await topic(name)).appender.publish(batch),
    async subscribe(name, cursor, handler, subscribeOptions = {}) {
      checkName('cursor', cursor);
      const { stream, appender, running } = await topic(name);
      if (running.has(cursor)) {
        throw fault(
          'STREAM_CURSOR',
          `Someone already reads ${name} with the cursor ${cursor}.`,
          'Stop that reader, or use a cursor of your own.',
        );
      }
      running.set(cursor, null);
      const stopped = (): void => void running.delete(cursor);
      try {
        const subscription = await follow({
          ...{ nats, topic: name, stream, cursor, appender, cursors, handler },
          options: subscribeOptions,
          stopped,
        });
        running.set(cursor, subscription);
        return subscription;
      } catch (error) {
        stopped();
        throw error;
      }
    },
    async lag(name, cursor) {
      const { appender } = await topic(name);
      const { next } = await appender.tail();
      return Math.max(0, next - ((await cursors.load(name, cursor))?.next ?? 0));
    },
    async trim(name) {
      const { stream, appender } = await topic(name);
      const places = await cursors.all(name);
      if (places.length === 0) return;
      // The last message stays: it knows the number of the next record.
      const { seq } = await appender.tail();
      const upTo = Math.min(seq, ...places.map(({ at }) => at));
      const { state } = await nats.manager.streams.info(stream);
      // To purge up to the first message means to purge all of them.
      if (upTo > state.first_seq) await nats.manager.streams.purge(stream, { seq: upTo });
    },
    close() {
      closing ??= (async () => {
        for (const opening of topics.values()) {
          const open = await opening.catch(() => null);
          if (!open) continue;
          await Promise.all([...open.running.values()].map((one) => one?.stop()));
          await open.appender.finish();
        }
        await nats.connection.close();
      })();
      return closing;
    },
  };
}

/**
 * Makes the stream, or takes the one that is there if it keeps what is published: an operator may have given it limits and
 * places of its own.
 */
async function ensureStream(
  { manager }: Nats,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const found = await manager.streams.info(config.name).catch((error: unknown) => {
        if (failedWith(error, 'notFound')) return null;
        throw error;
      });
      const { config: now } = found ?? (await manager.streams.add(config));
      const keeps = now.storage === 'file' && now.retention === 'limits' && now.max_age === 0;
      if (keeps && now.discard === config.discard && now.num_replicas >= (config.num_replicas ?? 1)) return;
      throw fault(
        'STREAM_NOT_DURABLE',
        `The NATS stream ${config.name} would lose records: Cordon needs storage file, retention limits, discard ${config.discard}, no age limit and ${config.num_replicas} replicas. Nothing was changed.`,
        `Change it with \`nats stream edit ${config.name}\`, or set a lower number of replicas in cordon.yaml.`,
      );
    } catch (error) {
      // Another process makes it at the same moment, or there is no leader yet.
      if ((error as { code?: unknown }).code === 'STREAM_NOT_DURABLE' || attempt >= 8) throw error;
      const refused = refusal(error);
      if (refused && !failedWith(error, 'inUse')) throw refused;
      await pause(Math.min(2_000, 100 * 2 ** attempt), undefined, { ref: false });
    }
  }
}

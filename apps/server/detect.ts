/**
 * A process that reads what doors received and asks rules, for a pipeline elsewhere. Any number may run: each holds leases on its
 * share of the parts, and one that dies loses them to the others. A part may for a moment be read by two: both publish the same,
 * and the pipeline takes it once.
 */
import { randomUUID } from 'node:crypto';
import { type Book, createDetectionThread } from '@cordon/detection';
import type { Database } from '@cordon/platform/database';
import { isFault } from '@cordon/platform/fault';
import type { FieldKeys } from '@cordon/platform/keys';
import type { Stream, Subscription } from '@cordon/platform/stream';
import { ending, type Logger, noTracer, type Tracer, traceparent } from '@cordon/platform/telemetry';
import { createLeases } from './leases.ts';
import { encodeRead, partsOf, portionsOf, readTopicOf, receivedIn } from './parts.ts';

export interface DetectNeeds {
  database: Database;
  stream: Stream;
  /** Whose logs these are. */
  organisation: string;
  /** What its doors receive. */
  topic: string;
  /** Keys of this moment, for what says who a patient is. */
  patients(): FieldKeys;
  book(): Book;
  log: Logger;
  tracer?: Tracer;
  /** How long a part stays with a process that says nothing. Default 10 s. */
  leaseMs?: number;
}

export interface Detecting {
  /** The parts that are read here. */
  held(): string[];
  /** Finishes what is under way, then leaves its parts to others. */
  stop(): Promise<void>;
}

export async function startDetect(needs: DetectNeeds): Promise<Detecting> {
  const { database, stream, organisation, topic, book, log, tracer = noTracer, leaseMs = 10_000 } = needs;
  const leases = createLeases(database, { holder: randomUUID(), ms: leaseMs });
  const thread = createDetectionThread(organisation, needs.patients);
  const reading = new Map<string, Subscription>();
  const here = `detect ${topic} here `;
  const me = here + randomUUID();
  const leaseOn = (part: string): string => `detect ${topic} part ${part}`;

  async function follow(part: string): Promise<void> {
    const subscription = await stream.subscribe(
      part,
      'detection',
      async ({ records }) => {
        for (const portion of portionsOf(records)) {
          const received = receivedIn(portion);
          const from = received.map(({ trace }) => trace);
          await ending(tracer.start('read', { 'cordon.records': portion.length }, { from }), async () => {
            const read = await thread.read(part, received, book());
            await stream.publish(readTopicOf(topic), [encodeRead(read, traceparent())]);
          });
        }
      },
      {
        onError(error, attempt) {
          // Another has taken over, as it should when this one was late.
          if (isFault(error, 'STREAM_CURSOR')) reading.delete(part);
          else log.error({ err: error, attempt, part }, 'Reading received logs failed; it is tried again.');
        },
      },
    );
    reading.set(part, subscription);
  }

  async function leave(part: string): Promise<void> {
    const subscription = reading.get(part);
    reading.delete(part);
    await subscription?.stop();
    await leases.release(leaseOn(part));
  }

  /** Holds on to what it has, gives up what is more than its share, and takes what is free. */
  async function look(): Promise<void> {
    await leases.take(me);
    const parts = partsOf(topic);
    const share = Math.ceil(parts.length / (await leases.count(here)));
    for (const part of [...reading.keys()]) {
      if (!(await leases.take(leaseOn(part))) || reading.size > share) await leave(part);
    }
    for (const part of parts) {
      if (reading.size >= share) return;
      if (!reading.has(part) && (await leases.take(leaseOn(part)))) await follow(part);
    }
  }

  let looking: Promise<void> = Promise.resolve();
  const lookAgain = (): void => {
    looking = looking
      .then(look)
      .catch((error: unknown) =>
        log.error({ err: error }, 'Parts could not be shared out; it is tried again.'),
      );
  };
  lookAgain();
  const timer = setInterval(lookAgain, leaseMs / 4);
  await looking;

  return {
    held: () => [...reading.keys()],
    async stop() {
      clearInterval(timer);
      await looking;
      for (const part of [...reading.keys()]) await leave(part);
      await leases.release(me);
      await thread.close();
    },
  };
}

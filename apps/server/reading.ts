/** How what doors receive gets to the pipeline: read in this process, or by whichever processes share the stream. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Book } from '@cordon/detection';
import type { Database, OrganisationDatabase } from '@cordon/platform/database';
import type { FieldKeys } from '@cordon/platform/keys';
import type { Stream } from '@cordon/platform/stream';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { startDetect } from './detect.ts';
import { createShares, type Shares } from './doors/shares.ts';
import { createPublisher, partsOf, readTopicOf } from './parts.ts';
import type { Pipeline, PipelineTables } from './pipeline.ts';

export interface Reading {
  /** Where doors put what they receive. */
  received: Shares;
  /** Resolves when everything received so far has been worked through. */
  caughtUp(): Promise<void>;
  /** Lets go of what has been worked through. */
  trim(): Promise<void>;
  stop(): Promise<void>;
}

interface ReadingNeeds {
  stream: Stream;
  /** What doors receive. */
  topic: string;
  organisation: string;
  pipeline: Pipeline;
  log: Logger;
}

export async function readHere({
  stream,
  topic,
  organisation,
  pipeline,
  log,
}: ReadingNeeds): Promise<Reading> {
  const reading = await stream.subscribe(topic, 'detection', ({ records }) => pipeline.take(records), {
    onError: workingFailed(log, organisation),
  });
  return {
    received: createShares({
      publish: async (record) => ({ topic, seq: (await stream.publish(topic, [record])).last }),
      done: pipeline.done,
      lag: reading.lag,
    }),
    caughtUp: reading.caughtUp,
    trim: () => stream.trim(topic),
    stop: reading.stop,
  };
}

interface SharedReadingNeeds extends ReadingNeeds {
  database: Database;
  /** Keys of this moment, for what says who a patient is. */
  patients(): FieldKeys;
  /** The rules to read by, where this process does its share; null where others do all of it. */
  book: (() => Book) | null;
  tracer: Tracer;
}

/** The process that writes: it takes what was read, wherever that was. */
export async function readShared(needs: SharedReadingNeeds): Promise<Reading> {
  const { database, stream, topic, organisation, pipeline, patients, book, tracer, log } = needs;
  const taking = await stream.subscribe(
    readTopicOf(topic),
    takingCursor,
    ({ records }) => pipeline.takeRead(records),
    { onError: workingFailed(log, organisation) },
  );
  const detecting =
    book && (await startDetect({ database, stream, topic, organisation, patients, book, tracer, log }));
  const sharing = createSharing(database.within(organisation), stream, topic, log);
  return {
    ...sharing,
    async trim() {
      for (const part of [...partsOf(topic), readTopicOf(topic)]) await stream.trim(part);
    },
    async stop() {
      await sharing.stop();
      await detecting?.stop();
      await taking.stop();
    },
  };
}

const takingCursor = 'taking';
const lookMs = 500;

/** For doors of a process that need not read: it asks the stores how much waits, and how far those are that work. */
export function createSharing(
  database: OrganisationDatabase,
  stream: Stream,
  topic: string,
  log: Logger,
): Omit<Reading, 'trim'> {
  let known = 0;
  let places = new Map<string, number>();
  async function waiting(): Promise<number> {
    const parts = await Promise.all(partsOf(topic).map((part) => stream.lag(part, 'detection')));
    // After them: what leaves a part is by then on the topic of what was read.
    known = parts.reduce((sum, lag) => sum + lag, await stream.lag(readTopicOf(topic), takingCursor));
    return known;
  }
  async function look(): Promise<void> {
    await waiting();
    const tables = database.tables<PipelineTables>();
    const own = await tables.selectFrom('pipeline').select('next_record').execute();
    const others = await tables.selectFrom('pipeline_places').selectAll().execute();
    places = new Map(
      [...own.map((one) => ({ topic, ...one })), ...others].map((one) => [
        one.topic,
        Number(one.next_record),
      ]),
    );
  }
  const looking = setInterval(() => {
    look().catch((error: unknown) => log.warn({ err: error }, 'How much waits could not be asked.'));
  }, lookMs);
  looking.unref();
  const received = createShares({
    publish: createPublisher(stream, topic),
    done: (part) => places.get(part) ?? 0,
    lag: () => known,
  });
  return {
    received,
    async caughtUp() {
      while ((await waiting()) > 0) await pause(50);
    },
    async stop() {
      clearInterval(looking);
    },
  };
}

const workingFailed =
  (log: Logger, org: string) =>
  (error: unknown, attempt: number): void =>
    log.error(
      { err: error, attempt, org },
      'Working through received logs failed; they are kept and tried again.',
    );

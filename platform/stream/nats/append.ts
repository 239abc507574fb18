/**
 * Publishing to one topic. Records are numbered without a gap, as in the embedded log, though any number of processes may
 * publish: each message says which sequence number it expects before its own, so one of two that come at once is refused and
 * tries again behind the other. What an unanswered message became is told by what stands at its number.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { headers } from '@nats-io/nats-core';
import { fault } from '../../fault/index.ts';
import { cut, headerName, nextAfter, pack, readLabel, writeLabel } from './bundle.ts';
import { failedWith, type Nats, refusal, requestMs } from './client.ts';

export interface Place {
  stream: string;
  subject: string;
}

/** The end of a topic. */
export interface Tail {
  /** Sequence number of the last message. */
  seq: number;
  /** Number of the next record. */
  next: number;
}

export interface Appender {
  publish(batch: readonly (string | Uint8Array)[]): Promise<{ first: number; last: number }>;
  /** Asks the servers. */
  tail(): Promise<Tail>;
  /** Number of the next record, as far as this process knows. */
  known(): number;
  /** Waits for what is being published. */
  finish(): Promise<void>;
}

interface Waiting {
  records: Buffer[];
  bytes: number;
  resolve(range: { first: number; last: number }): void;
  reject(error: Error): void;
}

/** What is published at the same time shares a message up to this size; larger ones are slower, not faster. */
const messageBytes = 512 * 1024;
const mostBytes = 64 * 1024 * 1024;

export function createAppender(
  { connection, js, manager }: Nats,
  place: Place,
  patienceMs: number,
): Appender {
  // Headers count too.
  const partBytes = Math.min(messageBytes, (connection.info?.max_payload ?? messageBytes) - 1_024);
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  /** Null when it is not known: at first, and after somebody else published. */
  let end: Tail | null = null;
  let known = 0;
  let pumping: Promise<void> | null = null;

  async function labelAt(query: { seq: number } | { last_by_subj: string }) {
    try {
      const message = await manager.streams.getMessage(place.stream, query);
      return message && { seq: message.seq, label: readLabel(message.header.get(headerName)) };
    } catch (error) {
      if (failedWith(error, 'notFound')) return null;
      throw error;
    }
  }

  async function tail(): Promise<Tail> {
    // In this order: a message that comes in between is then in the second answer, not in the first alone.
    const { state } = await manager.streams.info(place.stream);
    let last = await labelAt({ last_by_subj: place.subject });
    const seq = Math.max(last?.seq ?? 0, state.last_seq);
    // Messages that are not ours have no number.
    while (last && !last.label) last = await labelAt({ seq: last.seq - 1 });
    const next = last?.label ? nextAfter(last.label) : 0;
    known = Math.max(known, next);
    return { seq, next };
  }

  /** Repeats what may pass until there is no patience left. */
  async function patiently<T>(until: number, work: (again: boolean) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work(attempt > 0);
      } catch (error) {
        const refused = refusal(error);
        if (refused) throw refused;
        if (Date.now() > until) throw lost(error, patienceMs);
        await pause(Math.min(500, 20 * 2 ** attempt), undefined, { ref: false });
      }
    }
  }

  /** True when it stands behind `expected`; false when something else does. */
  const put = (
    name: string,
    label: string,
    part: Buffer,
    expected: number,
    until: number,
  ): Promise<boolean> =>
    patiently(until, async (again) => {
      const header = headers();
      header.set(headerName, label);
      try {
        await js.publish(place.subject, part, {
          msgID: name,
          headers: header,
          // An expected sequence of 0 is no expectation; of a subject it is.
          expect: expected === 0 ? { lastSubjectSequence: 0 } : { lastSequence: expected },
          timeout: requestMs,
          retries: 0,
        });
        return true;
      } catch (error) {
        if (!failedWith(error, 'wrongLast')) throw error;
        // An attempt before this one may have been stored without an answer.
        return again && (await labelAt({ seq: expected + 1 }))?.label?.bundle === label.split(' ')[0];
      }
    });

  async function write(records: readonly Buffer[]): Promise<number> {
    const until = Date.now() + patienceMs;
    const parts = cut(pack(records), partBytes);
    for (;;) {
      end ??= await patiently(until, tail);
      const { next } = end;
      const bundle = randomUUID();
      let { seq } = end;
      // Unknown until all of it is in its place.
      end = null;
      let stands = true;
      for (let part = 0; stands && part < parts.length; part++) {
        const label = writeLabel({ bundle, part, parts: parts.length, first: next, count: records.length });
        stands = await put(`${bundle}.${part}`, label, parts[part]!, seq, until);
        seq++;
      }
      if (!stands) continue;
      end = { seq, next: next + records.length };
      known = Math.max(known, end.next);
      return next;
    }
  }

  async function pump(): Promise<void> {
    while (waiting.length > 0) {
      const together = [waiting.shift()!];
      let { bytes } = together[0]!;
      while (waiting.length > 0 && bytes + waiting[0]!.bytes <= partBytes) {
        bytes += waiting[0]!.bytes;
        together.push(waiting.shift()!);
      }
      try {
        let first = await write(together.flatMap(({ records }) => records));
        for (const one of together) {
          one.resolve({ first, last: first + one.records.length - 1 });
          first += one.records.length;
        }
      } catch (error) {
        for (const one of together) one.reject(error as Error);
      }
      waitingBytes -= bytes;
    }
    pumping = null;
  }

  return {
    tail,
    known: () => known,
    async publish(batch) {
      const records = batch.map((record) => Buffer.from(record as Uint8Array));
      const bytes = records.reduce((sum, { length }) => sum + 4 + length, 0);
      if (bytes > mostBytes) throw tooLarge(bytes);
      if (waitingBytes + bytes > 2 * mostBytes) throw busy();
      if (records.length === 0) return { first: known, last: known - 1 };
      waitingBytes += bytes;
      return new Promise((resolve, reject) => {
        waiting.push({ records, bytes, resolve, reject });
        // In the next turn, so that what is published in this one travels together.
        pumping ??= Promise.resolve().then(pump);
      });
    },
    async finish() {
      await pumping;
    },
  };
}

const lost = (cause: unknown, patienceMs: number): Error =>
  fault(
    'STREAM_LOST',
    `NATS did not acknowledge within ${Math.round(patienceMs / 1_000)} seconds (${(cause as Error).message}). It may or may not have been kept.`,
    'Send it again when NATS answers: more than half of its nodes must run.',
    { cause },
  );

const tooLarge = (bytes: number): Error =>
  fault(
    'STREAM_RECORD',
    `A batch of ${Math.round(bytes / 1_048_576)} MB is too large; at most 64 MB can be published at once. Nothing was kept.`,
    'Publish it in smaller batches.',
  );

const busy = (): Error =>
  fault(
    'STREAM_BUSY',
    'More is being published than NATS acknowledges. Nothing of this batch was kept.',
    'Send it again in a moment.',
  );

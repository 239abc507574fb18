/**
 * The stream as one hospital has it: what is received is sealed before it is durable, and opened for whoever works it through. So nothing
 * of a log lies in clear on the stream, in this process or on another machine, and a record that was not sealed here is not taken.
 */
import { isFault } from '@cordon/platform/fault';
import type { SealsLogs } from '@cordon/platform/keys';
import type { LogRecord } from '@cordon/platform/log';
import type { Stream } from '@cordon/platform/stream';
import type { Logger } from '@cordon/platform/telemetry';

/** `organisation`: whose key seals. */
export function sealedStream(stream: Stream, keys: SealsLogs, organisation: string, log: Logger): Stream {
  const place = (topic: string): string => `stream/${topic}`;

  /** Without those whose key was destroyed: that was asked for, and what comes after them must not wait for ever. */
  function opened(topic: string, records: readonly LogRecord[]): LogRecord[] {
    const open = records.flatMap(({ seq, data }) => {
      try {
        return [{ seq, data: keys.unsealBytes(organisation, place(topic), data) }];
      } catch (error) {
        if (isFault(error, 'KEY_DESTROYED')) return [];
        throw error;
      }
    });
    const gone = records.length - open.length;
    if (gone > 0) log.warn({ topic, gone }, 'What waited to be worked through went with its key.');
    return open;
  }

  return {
    ...stream,
    publish: async (topic, batch) =>
      stream.publish(
        topic,
        batch.map((data) => keys.sealBytes(organisation, place(topic), bytesOf(data))),
      ),
    subscribe: (topic, cursor, handler, options) =>
      stream.subscribe(
        topic,
        cursor,
        // A batch that does not open is tried again like one that cannot be worked through.
        async ({ records, next }, signal) => handler({ records: opened(topic, records), next }, signal),
        options,
      ),
  };
}

const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : data;

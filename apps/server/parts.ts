/**
 * What doors receive, in parts, so that several processes can read it: each part is a topic of its own, read by one of them at a
 * time. What they read goes on one topic, from which the pipeline takes it.
 */
import type { Stream } from '@cordon/platform/stream';
import { decodeReceipt } from './doors/receipt.ts';
import type { Place } from './doors/shares.ts';

/** More processes than this find nothing to do. */
const parts = 8;

export const partsOf = (topic: string): string[] => [
  topic,
  ...Array.from({ length: parts - 1 }, (_, at) => `${topic}-part-${at + 1}`),
];

/** What was read, and has yet to be taken. */
export const readTopicOf = (topic: string): string => `${topic}-read`;

/** Puts records on one part after another. */
export function createPublisher(stream: Stream, topic: string): (record: Uint8Array) => Promise<Place> {
  const names = partsOf(topic);
  let next = 0;
  return async (record) => {
    const name = names[next++ % names.length]!;
    return { topic: name, seq: (await stream.publish(name, [record])).last };
  };
}

export interface StreamRecord {
  seq: number;
  data: Uint8Array;
}

export const receivedIn = (records: readonly StreamRecord[]) =>
  records.map(({ seq, data }) => ({ seq, ...decodeReceipt(data) }));

/** What was read elsewhere, and the trace that it was read in. */
export const encodeRead = (packed: Uint8Array, trace: string | null): Uint8Array =>
  trace === null ? packed : Buffer.concat([Buffer.from(`${trace}\n`), packed]);

export function decodeRead(record: Uint8Array): { packed: Uint8Array; trace: string | null } {
  // Gzip begins with a byte that no text does.
  if (record[0] === gzip) return { packed: record, trace: null };
  const end = record.indexOf(newline);
  const trace = Buffer.from(record.subarray(0, end)).toString('utf8');
  return { packed: record.subarray(end + 1), trace };
}

const gzip = 0x1f;
const newline = 10;

/** What is worked through at once, so that memory is bounded and pages are told soon. A single receipt may be larger. */
const portionBytes = 1024 * 1024;

export function* portionsOf(records: readonly StreamRecord[]): Generator<readonly StreamRecord[]> {
  let portion: StreamRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    if (portion.length > 0 && bytes + record.data.length > portionBytes) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(record);
    bytes += record.data.length;
  }
  if (portion.length > 0) yield portion;
}

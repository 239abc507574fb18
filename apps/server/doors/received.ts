/** What every door does with bytes: makes them durable, or asks the sender to wait. */
import { createHash } from 'node:crypto';
import { type App, httpFault, type Reply } from '@cordon/platform/http';
import { span, traceparent } from '@cordon/platform/telemetry';
import { encodeReceipt } from './receipt.ts';

/** What a door works with, for one source. */
export interface DoorNeeds {
  /** Resolves when the record is durable. */
  publish(record: Uint8Array): Promise<void>;
  /** Whether the source has its share waiting: what else it brings has to wait with the sender. */
  isFull(): boolean;
}

/** Seconds after which a sender may try again. */
export const pause = 1;

/** The same bytes under the same name are the same logs: a sender that is not sure may send them again. */
export const keyOf = (body: Uint8Array): string =>
  createHash('sha256').update(body).digest('hex').slice(0, 16);

/** Resolves when the bytes are on the disk. */
export const receive = (needs: DoorNeeds, name: string, body: Uint8Array, key = keyOf(body)): Promise<void> =>
  span('keep', { 'cordon.bytes': body.length }, () =>
    needs.publish(encodeReceipt({ name, key, at: new Date().toISOString(), trace: traceparent(), body })),
  );

/**
 * Asked before a body is read, so that a flood is not even held in memory, and again before it is kept: others may have come while
 * it was read.
 *
 * @throws BUSY
 */
export function refuseWhenFull(needs: DoorNeeds, reply: Reply): void {
  if (!needs.isFull()) return;
  reply.header('retry-after', String(pause));
  throw httpFault(
    429,
    'BUSY',
    'Logs come in from this source faster than they are worked through.',
    'Send the same bytes again in a moment; nothing of this request was kept.',
  );
}

/** Bodies of every kind as bytes, whatever they are called. */
export function takeBytes(scope: App): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

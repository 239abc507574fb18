/** What every door does with bytes: makes them durable, or asks the sender to wait. */
import { createHash } from 'node:crypto';
import { type App, httpFault, type Reply } from '@cordon/platform/http';
import { encodeReceipt } from './receipt.ts';

export interface DoorNeeds {
  /** Resolves when the record is durable. */
  publish(record: Uint8Array): Promise<void>;
  /** Records received and not yet worked through. */
  lag(): number;
}

/** Beyond this many waiting records senders are asked to slow down, so that memory stays bounded. */
const fullAt = 2_000;
/** Seconds after which a sender may try again. */
export const pause = 2;

export const isFull = ({ lag }: Pick<DoorNeeds, 'lag'>): boolean => lag() >= fullAt;

/** The same bytes under the same name are the same logs: a sender that is not sure may send them again. */
export const keyOf = (body: Uint8Array): string =>
  createHash('sha256').update(body).digest('hex').slice(0, 16);

/** Resolves when the bytes are on the disk. */
export const receive = (needs: DoorNeeds, name: string, body: Uint8Array, key = keyOf(body)): Promise<void> =>
  needs.publish(encodeReceipt({ name, key, at: new Date().toISOString(), body }));

/** @throws BUSY */
export function refuseWhenFull(needs: DoorNeeds, reply: Reply): void {
  if (!isFull(needs)) return;
  reply.header('retry-after', String(pause));
  throw httpFault(
    429,
    'BUSY',
    'Logs come in faster than they are worked through.',
    'Send the same bytes again in a moment; nothing of this request was kept.',
  );
}

/** Bodies of every kind as bytes, whatever they are called. */
export function takeBytes(scope: App): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

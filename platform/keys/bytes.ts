/** Bytes sealed as they are, for what is too long to be text: a version, the id of the key, and a box. */
import type { CipherKey } from 'node:crypto';
import { boxBytes, shut, unshut } from './box.ts';

const version = 1;
const idBytes = 8;
const head = 1 + idBytes;

const facts = (id: string, of: string, context: string): string[] => ['cordon sealed bytes', id, of, context];

export function shutBytes(
  key: CipherKey,
  id: string,
  of: string,
  context: string,
  plain: Uint8Array,
): Buffer {
  return Buffer.concat([
    Buffer.of(version),
    Buffer.from(id, 'hex'),
    shut(key, plain, facts(id, of, context)),
  ]);
}

/** Which key sealed it; null when it is no sealed bytes. */
export const keyOfBytes = (sealed: Uint8Array): string | null =>
  sealed.length < head + boxBytes || sealed[0] !== version
    ? null
    : Buffer.from(sealed.buffer, sealed.byteOffset + 1, idBytes).toString('hex');

/** null when the key, the place or any byte is another. */
export const unshutBytes = (
  key: CipherKey,
  id: string,
  of: string,
  context: string,
  sealed: Uint8Array,
): Buffer | null =>
  unshut(
    key,
    Buffer.from(sealed.buffer, sealed.byteOffset + head, sealed.length - head),
    facts(id, of, context),
  );

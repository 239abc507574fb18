/** A root key that exists only while somebody who knows the passphrase has typed it: scrypt (RFC 7914). */
import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { fault } from '../fault/index.ts';
import { keyBytes, shut, unshut } from './box.ts';
import type { RootKey } from './port.ts';
import { readWrapped } from './wrapped.ts';

/** 128 MiB and about half a second for each guess; OWASP's Password Storage Cheat Sheet asks for at least this. */
const cost = { n: 2 ** 17, r: 8, p: 1 } as const;
const shortest = 15;

const Wrapped = z.strictObject({
  // Bounded: what says how dear a guess is must not be able to use up the machine.
  n: z
    .number()
    .int()
    .max(2 ** 20),
  r: z.number().int().max(32),
  p: z.number().int().max(16),
  salt: z.base64(),
  box: z.base64(),
});

/** @throws PASSPHRASE_SHORT when it is to guard something new */
export function rootFromPassphrase({ passphrase }: { passphrase: string }): RootKey {
  return {
    kind: 'passphrase',
    async wrap(key) {
      if ([...passphrase].length < shortest)
        throw fault(
          'PASSPHRASE_SHORT',
          `The passphrase has fewer than ${shortest} characters. Nothing was changed.`,
          'Choose a longer one, such as five words that have nothing to do with each other.',
        );
      const salt = randomBytes(16);
      const root = await stretch(passphrase, salt, cost);
      const box = shut(root, key, facts).toString('base64');
      root.fill(0);
      return JSON.stringify({ ...cost, salt: salt.toString('base64'), box } satisfies z.infer<
        typeof Wrapped
      >);
    },
    async unwrap(wrapped) {
      const { salt, box, ...parameters } = readWrapped(Wrapped, wrapped);
      const root = await stretch(passphrase, Buffer.from(salt, 'base64'), parameters);
      const key = unshut(root, Buffer.from(box, 'base64'), facts);
      root.fill(0);
      if (key === null)
        throw fault(
          'ROOT_REFUSED',
          'The passphrase is not the one that the keys are under. Nothing was opened or changed.',
          'Try again; docs/keys.md says what remains if nobody knows it.',
        );
      return key;
    },
    /** There is nothing of it but what people know. */
    async forget() {},
  };
}

const facts = ['cordon root key of a passphrase'];

/** NFC: the same passphrase typed on another keyboard is the same bytes. */
const stretch = (
  passphrase: string,
  salt: Buffer,
  { n, r, p }: { n: number; r: number; p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(passphrase.normalize('NFC'), salt, keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/**
 * A root key that the operating system hands over in a file at each start: systemd's LoadCredentialEncrypted (sealed to this
 * machine's TPM where it has one), or the secrets of a container. Cordon never writes it. Reads a file.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Fault, fault, systemCode } from '../fault/index.ts';
import { keyBytes, shut, unshut } from './box.ts';
import type { RootKey } from './port.ts';
import { readWrapped } from './wrapped.ts';

const Wrapped = z.strictObject({ salt: z.base64(), box: z.base64() });

/** @param path of a file with at least 32 random bytes, in any encoding: all of it is the secret */
export function rootFromCredential({ path }: { path: string }): RootKey {
  return {
    kind: 'credential',
    async wrap(key) {
      const salt = randomBytes(16);
      const box = shut(derive(path, salt), key, facts).toString('base64');
      return JSON.stringify({ salt: salt.toString('base64'), box } satisfies z.infer<typeof Wrapped>);
    },
    async unwrap(wrapped) {
      const { salt, box } = readWrapped(Wrapped, wrapped);
      const key = unshut(derive(path, Buffer.from(salt, 'base64')), Buffer.from(box, 'base64'), facts);
      if (key === null) throw refused(`The credential in ${path} is not the one that the keys are under.`);
      return key;
    },
    /** Whoever made it destroys it. */
    async forget() {},
  };
}

const facts = ['cordon root key of a credential'];

function derive(path: string, salt: Buffer): Buffer {
  let secret: Buffer;
  try {
    secret = readFileSync(path);
  } catch (error) {
    throw refused(`The credential ${path} cannot be read (${systemCode(error)}).`);
  }
  if (secret.length < keyBytes)
    throw refused(`The credential ${path} has fewer than ${keyBytes} bytes, which could be guessed.`);
  return Buffer.from(hkdfSync('sha256', secret, salt, 'cordon root key', keyBytes));
}

const refused = (what: string): Fault =>
  fault(
    'ROOT_REFUSED',
    `${what} Nothing was opened or changed.`,
    'See that the service is given the credential; docs/keys.md says how.',
  );

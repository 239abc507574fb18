/** Secrets that Cordon makes: random enough that a plain hash of one cannot be guessed back. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const matches = (secret: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash));

export const newId = (): string => randomBytes(8).toString('hex');
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Crockford's base 32: no I, L, O or U, so that it can be read out and typed. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** For people to keep on paper: `groups` of five characters, 25 bits each. */
export function newCode(groups: number): string {
  const made = Array.from({ length: groups }, () =>
    Array.from(randomBytes(5), (byte) => letters[byte & 31]).join(''),
  );
  return made.join('-');
}

/** What was meant, however it was typed. */
export const typedCode = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');

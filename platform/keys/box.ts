/** AES-256-GCM (NIST SP 800-38D) with a random nonce: at most 2^32 boxes for each key. */
import { type CipherKey, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export const keyBytes = 32;
export const nonceBytes = 12;
const tagBytes = 16;
/** The bytes that every box has beside its content. */
export const boxBytes = nonceBytes + tagBytes;

/** What a box is bound to, unmistakably: no two lists of texts become the same bytes. */
const boundTo = (facts: readonly string[]): Buffer => Buffer.from(JSON.stringify(facts));

/**
 * Nonce, ciphertext, tag.
 *
 * @param nonce never the same for two contents under one key
 */
export function shut(
  key: CipherKey,
  plain: Uint8Array,
  facts: readonly string[],
  nonce = randomBytes(nonceBytes),
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(facts));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** null when the key, the facts or any byte is another. */
export function unshut(key: CipherKey, box: Buffer, facts: readonly string[]): Buffer | null {
  if (box.length < boxBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(boundTo(facts)).setAuthTag(box.subarray(-tagBytes));
  const first = decipher.update(box.subarray(nonceBytes, -tagBytes));
  try {
    return Buffer.concat([first, decipher.final()]);
  } catch {
    return null;
  }
}

/** Strict: each box has exactly one text, so that no other text passes for it. */
export function fromText(text: string, encoding: 'base64' | 'base64url'): Buffer | null {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === text ? bytes : null;
}

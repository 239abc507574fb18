/**
 * Signatures as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com), so that receivers can use a library they have: HMAC
 * with SHA-256 over id, time and body. Pure.
 */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

export const secretText = (secret: Uint8Array): string =>
  `${prefix}${Buffer.from(secret).toString('base64')}`;

/** @param at seconds since 1970 */
export function signedHeaders(secret: string, id: string, at: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}

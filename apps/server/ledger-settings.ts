/** `ledger:` in `cordon.yaml`: which other machines are sent each entry of the ledger. Pure. */
import { z } from 'zod';
import { ClientTls, HostPort, isProtected, isThisMachine, Secret } from './stores-settings.ts';

const plain = z
  .boolean()
  .default(false)
  .describe('without TLS, so that who did what crosses the network readable');
const unprotected = 'without tls who did what would cross the network readable';

export const ForwardSettings = z.discriminatedUnion('to', [
  z
    .strictObject({
      to: z.literal('syslog').describe('RFC 5424 over TCP or TLS, octet-counted'),
      address: HostPort.describe('host and port of the receiver'),
      tls: ClientTls.optional(),
      plain,
    })
    .refine(
      ({ address, tls, plain: open }) => tls !== undefined || open || isThisMachine(address.host),
      unprotected,
    ),
  z
    .strictObject({
      to: z.literal('http').describe('NDJSON, as log intakes take it; that of another Cordon is one'),
      url: z.url({ protocol: /^https?$/ }),
      token: Secret.optional(),
      header: z
        .string()
        .regex(/^[\w-]+$/)
        .default('authorization')
        .describe('that shows the token'),
      scheme: z.string().max(20).default('Bearer').describe('before the token; may be empty'),
      plain,
    })
    .refine(({ url, plain: open }) => isProtected(url, open), unprotected),
]);
export type ForwardSettings = z.infer<typeof ForwardSettings>;

export const LedgerSettings = z.strictObject({
  forward: z
    .array(ForwardSettings)
    .prefault([])
    .describe('where each new entry is sent at once, so that what is taken out here is still there'),
});
export type LedgerSettings = z.infer<typeof LedgerSettings>;

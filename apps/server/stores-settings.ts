/** `stores:` in `cordon.yaml`: where state, the stream, events and files are kept when one machine is not enough. Pure. */
import { isIP } from 'node:net';
import { z } from 'zod';

/** Never in the file itself: backups, tickets and screens hold copies of it. */
export const Secret = z
  .union([
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/) }),
  ])
  .describe('{ file: PATH } or { env: NAME }');
export type Secret = z.infer<typeof Secret>;

export const ClientTls = z.strictObject({
  ca: z
    .string()
    .optional()
    .describe('file with the authorities that signed the server, PEM; default: those of Node'),
  cert: z.string().optional().describe('file with our own certificate, where the server asks for one, PEM'),
  key: z.string().optional().describe('file with its private key, PEM'),
});
export type ClientTls = z.infer<typeof ClientTls>;

/** How the way to a store is protected: `tls`, or said to be readable by others on it. */
const way = {
  tls: ClientTls.optional(),
  plain: z.boolean().default(false).describe('without TLS, so that everything crosses the network readable'),
};

/** `db1.hospital.example:5432`, `10.1.2.3:5432`, `[fd00::1]:5432`. */
export const HostPort = z.string().transform((text, context) => {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (!found || !(port > 0 && port <= 65_535))
    context.addIssue({ code: 'custom', message: 'give a host and a port, such as db1.example:5432' });
  return { host: found?.[1] ?? found?.[2] ?? '', port };
});
export type HostPort = z.infer<typeof HostPort>;

/** `https://ch1.hospital.example:8443`. */
const Origin = z.url({ protocol: /^https?$/, error: 'give an address such as https://ch1.example:8443' });

export const isProtected = (origin: string, plain: boolean): boolean => {
  if (!URL.canParse(origin)) return true;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || plain || isThisMachine(hostname.replace(/^\[|\]$/g, ''));
};
const unprotected = 'without https everything would cross the network readable';

export const StoresSettings = z
  .strictObject({
    database: z
      .strictObject({
        postgres: HostPort,
        database: z.string().min(1).default('cordon'),
        user: z.string().min(1).default('cordon'),
        password: Secret.optional(),
        connections: z.number().int().min(2).max(200).default(10),
        ...way,
      })
      .optional(),
    stream: z
      .strictObject({
        nats: z.array(HostPort).min(1).describe('every node that is known'),
        user: z.string().min(1).default('cordon'),
        password: Secret.optional(),
        copies: z
          .union([z.literal(1), z.literal(3), z.literal(5)])
          .default(3)
          .describe('of each record, on as many nodes'),
        ...way,
      })
      .optional(),
    events: z
      .strictObject({
        clickhouse: Origin,
        database: z
          .string()
          .regex(/^[A-Za-z_]\w{0,62}$/)
          .default('cordon'),
        user: z.string().min(1).default('cordon'),
        password: Secret.optional(),
        ...way,
      })
      .refine(({ clickhouse, plain }) => isProtected(clickhouse, plain), unprotected)
      .optional(),
    files: z
      .strictObject({
        s3: Origin,
        bucket: z.string().min(1).default('cordon'),
        region: z.string().min(1).default('us-east-1'),
        key: Secret.describe('of the access key, its name'),
        secret: Secret,
        tls: ClientTls.pick({ ca: true }).optional(),
        plain: way.plain,
      })
      .refine(({ s3, plain }) => isProtected(s3, plain), unprotected)
      .optional(),
  })
  .default({});
export type StoresSettings = z.infer<typeof StoresSettings>;

export const isThisMachine = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && /^(127\.|::1$)/.test(host));

/** Whether several processes can share the work. */
export const isShared = ({ database, stream }: StoresSettings): boolean =>
  database !== undefined && stream !== undefined;

/** The first store whose way there is neither protected nor said to be open; null when all are. */
export function unprotectedStore({ database, stream }: StoresSettings): string | null {
  if (database && !database.tls && !database.plain && !isThisMachine(database.postgres.host))
    return 'database';
  if (stream && !stream.tls && !stream.plain && !stream.nats.every(({ host }) => isThisMachine(host)))
    return 'stream';
  return null;
}

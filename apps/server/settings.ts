/** `cordon.yaml` in the data folder: what this Cordon opens to other machines, and where it keeps what. Reads files. */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { TokenName } from '@cordon/access';
import { fault } from '@cordon/platform/fault';
import { KeySettings } from '@cordon/platform/keys';
import { RetentionSettings } from '@cordon/retention';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ActuatorSettings } from './actuators/list.ts';
import { ConnectorSettings } from './connectors/list.ts';
import { LedgerSettings } from './ledger-settings.ts';
import { SignInSettings } from './sign-in-settings.ts';
import { StoresSettings, unprotectedStore } from './stores-settings.ts';
import { TelemetrySettings } from './telemetry-settings.ts';

/** `0.0.0.0:4681`, `[::]:4681`. */
const Address = z.string().transform((text, context) => {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3]);
  if (isIP(host) === 0 || !(port <= 65_535))
    context.addIssue({ code: 'custom', message: 'give an address and a port, such as 0.0.0.0:4681' });
  return { host, port };
});

const Network = z.string().refine((text) => {
  const [address = '', bits = '', more] = text.split('/');
  const version = isIP(address);
  return (
    more === undefined && version !== 0 && /^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}, 'give a network, such as 10.20.0.0/16');

/** Ranges that are not on the internet (RFC 1918, 4193, and this machine). */
const inside = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fc00::/7', '::1/128'];

const Tls = z.strictObject({
  cert: z.string().describe('file with the certificate and those above it, PEM'),
  key: z.string().describe('file with its private key, PEM'),
  clients: z.string().optional().describe('file with the authorities whose certificates senders must show'),
});

const OrganisationId = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and dashes');

export const Settings = z.strictObject({
  /** Who is in this deployment; without it, one hospital. The first runs it. */
  organisations: z
    .array(
      z.strictObject({
        id: OrganisationId,
        name: z.string().min(2).max(200),
        ods_code: z.string().max(20).optional().describe('never read for who is above whom'),
        parent: OrganisationId.optional().describe('who sees its situation and incidents from above'),
        kind: z.enum(['hospital', 'region']).default('hospital').describe('a region has no logs of its own'),
        estate: z.string().optional().describe('folder that describes it (docs/estate.md)'),
      }),
    )
    .default([]),
  /** The console, when a proxy in front of it shows it to other machines. */
  console: z
    .strictObject({
      origin: z
        .url({ protocol: /^https$/ })
        .transform((text) => new URL(text).origin)
        .describe('where browsers open it; passkeys are bound to its name'),
      listen: Address.optional().describe(
        'an address that the proxy reaches; without it, this machine alone',
      ),
      proxies: z.array(Network).min(1).default(['127.0.0.0/8', '::1/128']),
    })
    .optional(),
  /** Passkeys and codes need no settings; accounts of the organisation do. */
  sign_in: SignInSettings.prefault({}),
  /** HTTP for log shippers. */
  intake: z
    .strictObject({
      listen: Address,
      tls: Tls.omit({ clients: true }).optional(),
      plain: z
        .boolean()
        .default(false)
        .describe('listen without TLS, so that tokens cross the network readable'),
    })
    .optional(),
  syslog: z
    .array(
      z.strictObject({
        listen: Address,
        protocol: z.enum(['udp', 'tcp', 'tls']),
        source: TokenName,
        organisation: OrganisationId.optional().describe(
          'whose logs these are; the first organisation without it',
        ),
        from: z.array(Network).min(1).default(inside),
        tls: Tls.optional(),
      }),
    )
    .default([]),
  /** Files that are put somewhere: exports, Windows Event Forwarding, scheduled copies. */
  folders: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        source: TokenName,
        organisation: OrganisationId.optional().describe(
          'whose logs these are; the first organisation without it',
        ),
        settle: z
          .number()
          .int()
          .min(1)
          .max(3_600)
          .default(10)
          .describe('seconds that a file must not have changed'),
      }),
    )
    .default([]),
  /** Where a process that serves no pages says whether it is well; one that serves them says it there. */
  health: z
    .strictObject({ listen: Address.describe('answers `/health` and `/ready` to anybody') })
    .optional(),
  /** Systems that are asked for their logs. */
  connectors: z.array(ConnectorSettings).default([]),
  /** What carries out plans that a clinician approved, when somebody presses the button. */
  actuators: z.array(ActuatorSettings).default([]),
  /** What guards the keys that seal secrets. */
  keys: KeySettings.prefault({}),
  /** Where the record of who did what is sent. */
  ledger: LedgerSettings.prefault({}),
  /** How long what is kept. */
  retention: RetentionSettings.prefault({}),
  stores: StoresSettings,
  /** What Cordon tells of its own work. */
  telemetry: TelemetrySettings.optional(),
});
export type Settings = z.infer<typeof Settings>;

const fileName = 'cordon.yaml';
const loopback = /^(127\.|::1$)/;

/** @throws SETTINGS, naming the line */
export function readSettings(folder: string): Settings {
  const file = join(folder, fileName);
  if (!existsSync(file)) return Settings.parse({});
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const [wrong] = document.errors;
  if (wrong) throw refused(file, lines.linePos(wrong.pos[0]).line, wrong.message.split('\n')[0]!);
  const read = Settings.safeParse(document.toJS() ?? {});
  if (!read.success) {
    // A key that is misspelt also leaves another missing: the misspelling is what to tell.
    const { issues } = read.error;
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
    const node = document.getIn(path, true) as { range?: [number] } | undefined;
    const line = lines.linePos(node?.range?.[0] ?? 0).line;
    throw refused(file, line, `${path.join('.')}: ${issue.message}`);
  }
  const { intake, syslog, folders, connectors, actuators, organisations } = read.data;
  const known = new Set(organisations.map(({ id }) => id));
  if (known.size < organisations.length) throw refused(file, 1, 'organisations: two have the same id');
  for (const { id, parent } of organisations)
    if (parent !== undefined && (!known.has(parent) || parent === id))
      throw refused(
        file,
        1,
        `organisations: "${id}" has the parent "${parent}", which is not another one here`,
      );
  const hospitals = organisations.filter(({ kind }) => kind === 'hospital').map(({ id }) => id);
  for (const { organisation } of [...syslog, ...folders, ...connectors, ...actuators])
    if (organisation !== undefined && !hospitals.includes(organisation))
      throw refused(file, 1, `"${organisation}" is not one of the hospitals under organisations`);
  const twin = twinOf(connectors, ({ source }) => source);
  if (twin) throw refused(file, 1, `connectors: two have the source "${twin.source}"`);
  const namesake = twinOf(actuators, ({ name }) => name);
  if (namesake) throw refused(file, 1, `actuators: two have the name "${namesake.name}"`);
  if (intake && !intake.tls && !intake.plain && !loopback.test(intake.listen.host))
    throw refused(file, 1, 'intake: without tls its tokens would cross the network readable');
  const open = unprotectedStore(read.data.stores);
  if (open) throw refused(file, 1, `stores.${open}: without tls everything would cross the network readable`);
  const bare = syslog.find(({ protocol, tls }) => (protocol === 'tls') !== (tls !== undefined));
  if (bare)
    throw refused(file, 1, `syslog "${bare.source}": tls needs a certificate and key, and only tls has them`);
  return read.data;
}

/** One that has the name of another of the same organisation. */
function twinOf<One extends { organisation?: string | undefined }>(
  ones: readonly One[],
  nameOf: (one: One) => string,
): One | undefined {
  const names = ones.map((one) => `${nameOf(one)} ${one.organisation ?? ''}`);
  return ones.find((_, at) => names.indexOf(names[at]!) < at);
}

const refused = (file: string, line: number, why: string) =>
  fault(
    'SETTINGS',
    `${file}:${line}: ${why}. Nothing was started.`,
    'Correct it; docs/logs.md, docs/connectors.md, docs/plan.md, docs/stores.md and docs/keys.md describe each setting.',
  );

/** The text of a PEM file that settings name, beside them unless it has a path of its own. @throws SETTINGS */
export function pemOf(folder: string, name: string): string {
  const file = resolve(folder, name);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(file, 1, `it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

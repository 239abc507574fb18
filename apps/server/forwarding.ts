/** The ledger sent on to other machines as entries are written: each ledger to each place, on its own. Sends over the network. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createForwarder,
  type Forwarder,
  type ForwardLine,
  type Forwards,
  type ForwardTables,
  type LedgerTables,
} from '@cordon/access';
import type { OrganisationDatabase } from '@cordon/platform/database';
import { systemCode } from '@cordon/platform/fault';
import { sendSyslog } from '@cordon/platform/syslog';
import { ending, type Logger, type Tracer, traceparent } from '@cordon/platform/telemetry';
import type { ForwardSettings } from './ledger-settings.ts';
import type { ClientTls, Secret } from './stores-settings.ts';

export interface ForwardingNeeds {
  places: readonly ForwardSettings[];
  /** Each ledger: whose, as its organisation has the database, and the folder with its public key. */
  ledgers: readonly { database: OrganisationDatabase; folder: string }[];
  /** Reads the text of a PEM file, and a secret each time it is needed. */
  pem(name: string): string;
  secretOf(name: string, secret: Secret): () => string;
  /** False where another process sends, and this one only says how it stands. */
  runs: boolean;
  now(): Date;
  log: Logger;
  tracer: Tracer;
}

export interface Forwarding {
  /** How it stands with the ledger of this organisation, at each place. */
  of(org: string): Promise<Forwards['items']>;
  /** Sends what was written last, unless a place is slow. */
  stop(): Promise<void>;
}

/** Milliseconds. */
const everyMs = 2_000;
const longestPauseMs = 60_000;
const answerWithinMs = 30_000;
const goodbyeMs = 3_000;
/** Log audit, notice. */
const priority = 13 * 8 + 5;

interface Place {
  name: string;
  deliver(lines: readonly ForwardLine[]): Promise<void>;
}

interface Way {
  org: string;
  place: string;
  standing: Forwarder['standing'];
  /** Sends once; milliseconds until the next time. */
  look(): Promise<number>;
}

/** @throws SETTINGS when a file or a secret is not there */
export function startForwarding(needs: ForwardingNeeds): Forwarding {
  const places = needs.places.map((settings) => placeOf(settings, needs));
  const ways = places.flatMap((place) => needs.ledgers.map((ledger) => wayTo(place, ledger, needs)));
  const stopping = new AbortController();
  const sent = needs.runs ? ways : [];
  const going = sent.map(async (way) => {
    while (!stopping.signal.aborted)
      await pause(await way.look(), undefined, { signal: stopping.signal }).catch(() => undefined);
  });
  return {
    of: (org) =>
      Promise.all(
        ways
          .filter((way) => way.org === org)
          .map(async ({ place, standing }) => ({ place, ...(await standing()) })),
      ),
    async stop() {
      stopping.abort();
      const last = Promise.all(going).then(() => Promise.all(sent.map((way) => way.look())));
      await Promise.race([last, pause(goodbyeMs)]);
    },
  };
}

function wayTo(
  { name, deliver }: Place,
  { database, folder }: ForwardingNeeds['ledgers'][number],
  { now, log, tracer }: ForwardingNeeds,
): Way {
  const { org } = database;
  const db = database.tables<LedgerTables & ForwardTables>();
  const { send, standing } = createForwarder({
    ...{ db, org, folder, place: name, now },
    deliver: (lines) =>
      ending(tracer.start('ledger forward', { 'cordon.lines': lines.length }, { kind: 'client' }), () =>
        deliver(lines),
      ).catch((error: unknown) => {
        throw new Error(whyOf(error), { cause: error });
      }),
  });
  let failures = 0;
  return {
    ...{ org, place: name, standing },
    async look() {
      try {
        const { contradicts } = await send();
        if (contradicts !== null)
          log.error(
            { org, place: name, entry: contradicts },
            'THE LEDGER IS NOT WHAT WAS SENT ON: the entry that was sent last is gone or altered. All of it is sent again; compare the two: cordon ledger verify --against COPY',
          );
        if (failures > 0) log.info({ org, place: name }, 'The ledger is sent on again.');
        failures = 0;
        return everyMs;
      } catch (error) {
        failures += 1;
        if (failures === 1)
          log.warn({ err: error, org, place: name }, 'The ledger cannot be sent on; it is tried again.');
        return Math.min(longestPauseMs, everyMs * 2 ** Math.min(failures, 6));
      }
    },
  };
}

function whyOf(error: unknown): string {
  const { message, cause } = error as Error;
  const code = systemCode(error) || systemCode(cause);
  return code === '' ? message : `the connection failed (${code})`;
}

function placeOf(settings: ForwardSettings, { pem, secretOf }: ForwardingNeeds): Place {
  if (settings.to === 'syslog') {
    const { host, port } = settings.address;
    const tls = settings.tls ? readTls(settings.tls, pem) : null;
    return {
      name: `syslog ${host}:${port}`,
      deliver: (lines) =>
        sendSyslog(
          { host, port, tls },
          lines.map(({ at, text }) => ({ priority, at, app: 'cordon', kind: 'ledger', text })),
        ),
    };
  }
  const { url, token, header, scheme } = settings;
  const { host, pathname } = new URL(url);
  const secret = token && secretOf('ledger.forward.token', token);
  return {
    // What follows the question mark may be a secret.
    name: `http ${host}${pathname}`,
    deliver: (lines) =>
      post(url, lines, secret ? { [header]: [scheme, secret()].filter(Boolean).join(' ') } : {}),
  };
}

const readTls = ({ ca, cert, key }: ClientTls, pem: (name: string) => string) => ({
  ...(ca ? { ca: pem(ca) } : {}),
  ...(cert ? { cert: pem(cert) } : {}),
  ...(key ? { key: pem(key) } : {}),
});

async function post(
  url: string,
  lines: readonly ForwardLine[],
  shown: Record<string, string>,
): Promise<void> {
  const body = `${lines.map(({ text }) => text).join('\n')}\n`;
  const trace = traceparent();
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(trace !== null && { traceparent: trace }),
      'user-agent': 'cordon',
      // The same lines sent again are known by it, where the receiver cares.
      'idempotency-key': createHash('sha256').update(body).digest('hex').slice(0, 32),
      ...shown,
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

/** The connection to NATS, and what its failures mean. */
import {
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type NatsConnection, usernamePasswordAuthenticator } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { type Fault, fault } from '../../fault/index.ts';

export interface NatsOptions {
  /** `host:port` of every node that is known: one that answers is enough. */
  servers: string[];
  user?: string;
  /** Asked for at each new connection, so that a changed password needs no restart. */
  password?: () => string;
  /** PEM texts; null crosses the network readable. The servers' certificates are always checked. */
  tls: { ca?: string; cert?: string; key?: string } | null;
  /** Copies of each record, on as many nodes. Default 3. */
  replicas?: number;
  /** Names of streams and subjects begin with it. Default `cordon`. */
  prefix?: string;
  /** How long an acknowledgement may be waited for, in all attempts together, ms. Default 20 000. */
  patienceMs?: number;
}

export interface Nats {
  connection: NatsConnection;
  js: JetStreamClient;
  manager: JetStreamManager;
}

/** One request. A new leader is found in about 4 seconds; until then requests go unanswered. */
export const requestMs = 2_500;

/** @throws STREAM_UNREACHABLE */
export async function connectNats({ servers, user, password, tls }: NatsOptions): Promise<Nats> {
  try {
    const connection = await connect({
      servers,
      name: 'cordon',
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      timeout: 5_000,
      ...(user === undefined ? {} : { authenticator: usernamePasswordAuthenticator(user, password ?? '') }),
      ...(tls ? { tls } : {}),
    });
    const js = jetstream(connection, { timeout: requestMs });
    return { connection, js, manager: await jetstreamManager(connection, { timeout: requestMs }) };
  } catch (error) {
    throw fault(
      'STREAM_UNREACHABLE',
      `NATS at ${servers.join(', ')} cannot be used (${(error as Error).message}). Nothing was changed.`,
      'Check that it runs with JetStream, that this machine can reach it, and the name, password and certificate in cordon.yaml.',
      { cause: error },
    );
  }
}

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const codes = { notFound: [10_014, 10_037, 10_059], wrongLast: [10_071, 10_164], inUse: [10_058] } as const;

export const failedWith = (error: unknown, what: keyof typeof codes): boolean =>
  error instanceof JetStreamApiError && (codes[what] as readonly number[]).includes(error.code);

/** The servers refuse and will go on refusing: no room left, too large, not allowed. Null for what may pass. */
export function refusal(error: unknown): Fault | null {
  const message = error instanceof Error ? error.message : String(error);
  if (/maximum (bytes|messages|per subject)|insufficient (storage )?resources|no space/i.test(message))
    return fault(
      'STREAM_FULL',
      `NATS has no room left (${message}). Nothing was kept.`,
      'Give the stream more room, or let what reads it catch up, then send again.',
      { cause: error },
    );
  if (/permissions violation|authorization/i.test(message))
    return fault(
      'STREAM_DENIED',
      `NATS refuses this user (${message}). Nothing was kept.`,
      'Let the user publish and read what begins with the prefix, and use the JetStream API.',
      { cause: error },
    );
  return null;
}

/** The doors that other machines may use: each request shows a token, and gets nothing but the right to hand in logs. */
import type { Token, Tokens } from '@cordon/access';
import { type App, createHttp, httpFault, type Request } from '@cordon/platform/http';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { elasticDoor } from './elastic.ts';
import { logDoor } from './logs.ts';
import type { DoorNeeds } from './received.ts';
import type { Shares } from './shares.ts';
import { splunkDoor } from './splunk.ts';
import { otlpDoor } from './telemetry.ts';

export interface IntakeOptions {
  tokens: Tokens;
  /** Where what is received for an organisation goes. */
  received(org: string): Shares;
  log: Logger;
  /** PEM. */
  tls?: { cert: string; key: string } | undefined;
  tracer?: Tracer;
}

export function createIntake({ tokens, received, log, tls, tracer }: IntakeOptions): App {
  const app = createHttp(log, { reach: 'intake', tls, ...(tracer && { tracer }) });
  const shown = new WeakMap<Request, Token>();

  app.addHook('onRequest', async (request, reply) => {
    const secret = secretIn(request.headers.authorization);
    const token = secret === null ? null : await tokens.check(secret, 'logs.write');
    if (token === null) {
      reply.header('www-authenticate', 'Bearer');
      throw httpFault(
        401,
        'TOKEN',
        'This door needs the token of a log source, and there was none that works.',
        'Make one with: cordon token add NAME',
      );
    }
    shown.set(request, token);
  });
  const of = (request: Request): DoorNeeds => {
    const { org, name } = shown.get(request)!;
    return received(org).from(`token ${name}`);
  };
  const source = (request: Request): string => shown.get(request)!.name;

  logDoor(app, of, (name, request) => `${source(request)}/${name}`);
  elasticDoor(app, of, source);
  splunkDoor(app, of, source);
  otlpDoor(app, of, source);
  return app;
}

/**
 * The secret, however the sender says it: `Bearer` (programs), `Splunk` (HEC), `ApiKey` (Elastic agents: base64 of `id:secret`), or
 * `Basic` with the secret as the password.
 */
export function secretIn(authorization: string | undefined): string | null {
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'splunk':
      return value;
    case 'apikey':
    case 'basic':
      return Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '');
    default:
      return null;
  }
}

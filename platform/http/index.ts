/** The HTTP server every route hangs on: zod at the doors, plain errors, safe headers. */
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { type Fault, fault, isFault } from '../fault/index.ts';
import { type Logger, noTracer, type Tracer } from '../telemetry/index.ts';
import type { App } from './app.ts';
import { traceRequests } from './traced.ts';

export type { FastifyReply as Reply, FastifyRequest as Request } from 'fastify';
export type { App } from './app.ts';
export { describeApi } from './openapi.ts';

/** What a route works with, for the organisation that a request is about. */
export type Of<Needs> = (request: FastifyRequest) => Needs;

/** A fault that answers with this HTTP status. */
export const httpFault = (status: number, code: string, message: string, next: string): Fault =>
  fault(code, message, next, { details: { status } });

export const notFound = (what: string): Fault =>
  httpFault(
    404,
    'NOT_FOUND',
    `There is no such ${what}.`,
    'Check the address; it may have been merged into another.',
  );

const headers: Record<string, string> = {
  'content-security-policy':
    "default-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export interface HttpOptions {
  /** `console`: answers only to its own names, and to no other site in a browser. `intake`: to programs, by any name. */
  reach: 'console' | 'intake';
  /** Where a proxy in front shows the console to browsers, e.g. `https://cordon.hospital.example`. */
  origin?: string | undefined;
  /** Networks of such proxies: what they say of whom they speak for is believed. */
  proxies?: readonly string[];
  /** PEM. */
  tls?: { cert: string; key: string } | undefined;
  tracer?: Tracer;
}

/** `log` is told of mistakes of ours, never of what was sent. */
export function createHttp(
  log: Logger,
  { reach, origin: shownAt, proxies = [], tls, tracer = noTracer }: HttpOptions,
): App {
  const common = {
    logger: false,
    bodyLimit: 32 * 1024 * 1024,
    forceCloseConnections: true,
    trustProxy: proxies.length > 0 ? [...proxies] : false,
  } as const;
  const encrypted = tls !== undefined || shownAt?.startsWith('https:') === true;
  const names = shownAt === undefined ? [] : [new URL(shownAt).host];
  const isOwn = (host: string): boolean => loopback.test(host) || names.includes(host.toLowerCase());
  // One type for both: nothing above this line cares which of them it is.
  const bare = tls ? (Fastify({ ...common, https: tls }) as unknown as FastifyInstance) : Fastify(common);
  const app: App = bare.withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  if (tracer !== noTracer) traceRequests(app, tracer);

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    // A browser that was here over TLS never comes without it again.
    if (encrypted) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
    // What the pages are made of may be kept by a browser; what they show may not.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (reach === 'intake') return;
    // Other sites open in the same browser must not reach this door, whoever is signed in there: neither by a name that
    // resolves to this machine (Host) nor by a request of their own making (Sec-Fetch-Site, Origin).
    if (!isOwn(request.headers.host ?? '')) {
      throw httpFault(
        421,
        'OTHER_NAME',
        'This server does not answer to that name.',
        `Open it as ${shownAt ?? 'http://localhost'}.`,
      );
    }
    const site = request.headers['sec-fetch-site'];
    const origin = request.headers.origin;
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (origin !== undefined && !isOwn(origin.replace(/^https?:\/\//, '')));
    if (foreign && request.method !== 'GET' && request.method !== 'HEAD') {
      throw httpFault(
        403,
        'OTHER_SITE',
        'Another site tried to send this request.',
        'Send it from Cordon itself or from a program.',
      );
    }
  });

  app.setErrorHandler((error: unknown, request, reply) => {
    if (isFault(error)) {
      const status = typeof error.details.status === 'number' ? error.details.status : 503;
      return reply.status(status).send({ code: error.code, message: error.message, next: error.next });
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      const what = error.validation
        .map((one) => `${one.instancePath.slice(1) || 'request'}: ${one.message}`)
        .join('; ');
      return reply.status(400).send({
        code: 'BAD_REQUEST',
        message: what,
        next: 'Correct it and send it again; nothing was changed.',
      });
    }
    const status = (error as { statusCode?: number }).statusCode;
    if (status !== undefined && status < 500) {
      return reply.status(status).send({
        code: 'BAD_REQUEST',
        message: (error as Error).message,
        next: 'Correct it and send it again; nothing was changed.',
      });
    }
    log.error({ err: error, route: request.routeOptions.url }, 'A request could not be answered.');
    return reply.status(500).send({
      code: 'INTERNAL',
      message: 'Cordon made a mistake and could not answer.',
      next: 'Try again; the terminal has the details. What was stored is kept.',
    });
  });
  return app;
}

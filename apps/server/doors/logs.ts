/** The door for logs: any format that Cordon reads, answered only when the bytes are on disk. */
import { type App, httpFault, type Of, type Request } from '@cordon/platform/http';
import { z } from 'zod';
import { type DoorNeeds, keyOf, receive, refuseWhenFull, takeBytes } from './received.ts';

const Query = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\w.@/ -]+$/, 'letters, digits and . _ @ / - only')
    .describe('what to call the source, e.g. windows/security.ndjson'),
});

/** `called` gives the name that the sender's name is put under. */
export function logDoor(
  app: App,
  of: Of<DoorNeeds>,
  called: (name: string, request: Request) => string,
): void {
  app.register(async (scope) => {
    takeBytes(scope as unknown as App);
    scope.post(
      '/api/v1/logs',
      {
        config: { action: 'logs.write' },
        schema: {
          consumes: ['application/octet-stream'],
          querystring: Query,
          response: { 202: z.object({ received: z.number() }) },
        },
        onRequest: async (request, reply) => refuseWhenFull(of(request), reply),
      },
      async (request, reply) => {
        const body = request.body;
        const needs = of(request);
        if (!(body instanceof Uint8Array) || body.length === 0) {
          throw httpFault(400, 'EMPTY', 'There was nothing in the request.', 'Send log records as the body.');
        }
        refuseWhenFull(needs, reply);
        const name = called((request.query as z.infer<typeof Query>).name, request);
        const given = request.headers['idempotency-key'];
        const key = typeof given === 'string' && given.length <= 100 ? given : keyOf(body);
        await receive(needs, name, body, key);
        return reply.status(202).send({ received: body.length });
      },
    );
  });
}

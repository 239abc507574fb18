/** The door for logs: any format that Cordon reads, answered only when the bytes are on disk. */
import { createHash } from 'node:crypto';
import { type App, httpFault } from '@cordon/platform/http';
import { z } from 'zod';
import { encodeReceipt, type Receipt } from './receipt.ts';

export interface DoorNeeds {
  /** Resolves when the record is durable. */
  publish(record: Uint8Array): Promise<void>;
  /** Records received and not yet worked through. */
  lag(): number;
}

const Query = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\w.@/ -]+$/, 'letters, digits and . _ @ / - only')
    .describe('what to call the source, e.g. windows/security.ndjson'),
});

/** Beyond this many waiting records senders are asked to slow down, so that memory stays bounded. */
const fullAt = 2_000;

export function logDoor(app: App, { publish, lag }: DoorNeeds): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(
      '/api/v1/logs',
      { schema: { querystring: Query, response: { 202: z.object({ received: z.number() }) } } },
      async (request, reply) => {
        const body = request.body;
        if (!(body instanceof Uint8Array) || body.length === 0) {
          throw httpFault(400, 'EMPTY', 'There was nothing in the request.', 'Send log records as the body.');
        }
        if (lag() >= fullAt) {
          reply.header('retry-after', '2');
          throw httpFault(
            429,
            'BUSY',
            'Logs come in faster than they are worked through.',
            'Send the same bytes again in a moment; nothing of this request was kept.',
          );
        }
        const name = (request.query as z.infer<typeof Query>).name;
        const given = request.headers['idempotency-key'];
        const key =
          typeof given === 'string' && given.length <= 100
            ? given
            : createHash('sha256').update(body).digest('hex').slice(0, 16);
        const receipt: Receipt = { name, key, body };
        await publish(encodeReceipt(receipt));
        return reply.status(202).send({ received: body.length });
      },
    );
  });
}

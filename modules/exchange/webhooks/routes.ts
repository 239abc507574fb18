/** HTTP doors of webhooks. */
import { callerOf } from '@cordon/access';
import { type App, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import { WebhookList, WebhookMade, WebhookRequest } from './model.ts';
import type { Webhooks } from './webhooks.ts';

export function webhookRoutes(app: App, of: Of<Webhooks>): void {
  app.get(
    '/api/v1/webhooks',
    { config: { action: 'webhook.read' }, schema: { response: { 200: WebhookList } } },
    async (request) => ({ items: await of(request).list() }),
  );

  app.post(
    '/api/v1/webhooks',
    {
      config: { action: 'webhook.manage' },
      schema: { body: WebhookRequest, response: { 201: WebhookMade } },
    },
    async (request, reply) =>
      reply.status(201).send(await of(request).add(callerOf(request).actor, request.body)),
  );

  app.delete(
    '/api/v1/webhooks/:id',
    {
      config: { action: 'webhook.manage' },
      schema: { params: z.object({ id: z.string().max(64) }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      if (!(await of(request).remove(callerOf(request).actor, request.params.id))) throw notFound('webhook');
      return reply.status(204).send(null);
    },
  );
}

/** HTTP doors of webhooks. */
import { callerOf } from '@cordon/access';
import { type App, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import { WebhookList, WebhookMade, WebhookPause, WebhookRequest } from './model.ts';
import type { Webhooks } from './webhooks.ts';

const manage = { action: 'webhook.manage' };
const ById = z.object({ id: z.string().max(64) });
const OfDelivery = ById.extend({ delivery: z.string().max(64) });
const nothing = { 204: z.null() };

export function webhookRoutes(app: App, of: Of<Webhooks>): void {
  app.get(
    '/api/v1/webhooks',
    { config: { action: 'webhook.read' }, schema: { response: { 200: WebhookList } } },
    async (request) => ({ items: await of(request).list() }),
  );

  app.post(
    '/api/v1/webhooks',
    { config: manage, schema: { body: WebhookRequest, response: { 201: WebhookMade } } },
    async (request, reply) =>
      reply.status(201).send(await of(request).add(callerOf(request).actor, request.body)),
  );

  app.delete(
    '/api/v1/webhooks/:id',
    { config: manage, schema: { params: ById, response: nothing } },
    async (request, reply) => {
      if (!(await of(request).remove(callerOf(request).actor, request.params.id))) throw notFound('webhook');
      return reply.status(204).send(null);
    },
  );

  app.put(
    '/api/v1/webhooks/:id/paused',
    { config: manage, schema: { params: ById, body: WebhookPause, response: nothing } },
    async (request, reply) => {
      const { params, body } = request;
      if (!(await of(request).pause(callerOf(request).actor, params.id, body.paused)))
        throw notFound('webhook');
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/webhooks/:id/test',
    { config: manage, schema: { params: ById, response: nothing } },
    async (request, reply) => {
      if (!(await of(request).test(callerOf(request).actor, request.params.id))) throw notFound('webhook');
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/webhooks/:id/deliveries/:delivery/again',
    { config: manage, schema: { params: OfDelivery, response: nothing } },
    async (request, reply) => {
      const { id, delivery } = request.params;
      if (!(await of(request).again(callerOf(request).actor, id, delivery))) throw notFound('message');
      return reply.status(204).send(null);
    },
  );
}

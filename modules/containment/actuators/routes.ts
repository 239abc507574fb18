/** HTTP doors of carrying out: for the person who has it done, and for the actuator that asks what to do. */
import { callerOf } from '@cordon/access';
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import { CarryOutRequest, OrdersView, PulledOrders, Report, TakeBackRequest } from './model.ts';
import { createOrders, type OrdersNeeds } from './orders.ts';

const Id = z.object({ id: z.string().max(64) });
const ActionId = Id.extend({ action: z.string().max(300) });

export function orderRoutes(app: App, of: Of<OrdersNeeds>): void {
  const ordersOf: Of<ReturnType<typeof createOrders>> = (request) => createOrders(of(request));

  app.get(
    '/api/v1/plans/:id/orders',
    { config: { action: 'plan.read' }, schema: { params: Id, response: { 200: OrdersView } } },
    (request) => ordersOf(request).view(request.params.id),
  );

  app.post(
    '/api/v1/plans/:id/orders',
    {
      config: { action: 'plan.order' },
      schema: { params: Id, body: CarryOutRequest, response: { 200: OrdersView } },
    },
    (request) => ordersOf(request).carryOut(request.params.id, request.body, callerOf(request).actor),
  );

  app.post(
    '/api/v1/plans/:id/orders/taken-back',
    {
      config: { action: 'plan.order' },
      schema: { params: Id, body: TakeBackRequest, response: { 200: OrdersView } },
    },
    (request) => ordersOf(request).takeBack(request.params.id, request.body.actions, callerOf(request).actor),
  );

  app.get(
    '/api/v1/orders',
    { config: { action: 'plan.carry-out' }, schema: { response: { 200: PulledOrders } } },
    (request) => ordersOf(request).pull(callerOf(request).actor),
  );

  app.post(
    '/api/v1/plans/:id/orders/:action/report',
    {
      config: { action: 'plan.carry-out' },
      schema: { params: ActionId, body: Report, response: { 204: z.void() } },
      bodyLimit: 1024 * 1024,
    },
    async (request, reply) => {
      const { id, action } = request.params;
      await ordersOf(request).report(id, action, request.body, callerOf(request).actor);
      return reply.status(204).send();
    },
  );
}

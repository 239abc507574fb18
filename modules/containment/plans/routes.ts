/** HTTP doors of plans. */
import { callerOf } from '@cordon/access';
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import { Firewall, Proposal, WrittenPlan } from '../model.ts';
import { ApprovalRequest, Plan, PlanList, PlanRequest, WhatIfRequest } from './model.ts';
import { createPlans, type PlansNeeds } from './plans.ts';

const Id = z.object({ id: z.string().max(64) });
const ActionId = Id.extend({ action: z.string().max(300) });

export function planRoutes(app: App, of: Of<PlansNeeds>): void {
  const plansOf: Of<ReturnType<typeof createPlans>> = (request) => createPlans(of(request));

  app.get(
    '/api/v1/incidents/:id/plans',
    { config: { action: 'plan.read' }, schema: { params: Id, response: { 200: PlanList } } },
    async (request) => ({ items: await plansOf(request).of(request.params.id) }),
  );

  app.post(
    '/api/v1/incidents/:id/plans',
    {
      config: { action: 'plan.propose' },
      schema: { params: Id, body: PlanRequest, response: { 201: Plan } },
    },
    async (request, reply) =>
      reply
        .status(201)
        .send(await plansOf(request).propose(request.params.id, request.body, callerOf(request).actor)),
  );

  app.get(
    '/api/v1/what-if',
    { config: { action: 'plan.read' }, schema: { querystring: WhatIfRequest, response: { 200: Proposal } } },
    (request) => plansOf(request).whatIf(request.query),
  );

  app.get(
    '/api/v1/plans/:id',
    { config: { action: 'plan.read' }, schema: { params: Id, response: { 200: Plan } } },
    (request) => plansOf(request).get(request.params.id),
  );

  app.post(
    '/api/v1/plans/:id/approval',
    {
      config: { action: 'plan.approve' },
      schema: { params: Id, body: ApprovalRequest, response: { 200: Plan } },
    },
    (request) => plansOf(request).approve(request.params.id, request.body, callerOf(request).actor),
  );

  app.delete(
    '/api/v1/plans/:id/approval',
    { config: { action: 'plan.approve' }, schema: { params: Id, response: { 200: Plan } } },
    (request) => plansOf(request).withdraw(request.params.id, callerOf(request).actor),
  );

  app.get(
    '/api/v1/plans/:id/commands',
    {
      config: { action: 'plan.carry-out' },
      schema: { params: Id, querystring: Firewall, response: { 200: WrittenPlan } },
    },
    (request) => plansOf(request).commands(request.params.id, request.query),
  );

  app.post(
    '/api/v1/plans/:id/actions/:action/done',
    { config: { action: 'plan.carry-out' }, schema: { params: ActionId, response: { 200: Plan } } },
    (request) => plansOf(request).done(request.params.id, request.params.action, callerOf(request).actor),
  );

  app.post(
    '/api/v1/plans/:id/actions/:action/undone',
    { config: { action: 'plan.carry-out' }, schema: { params: ActionId, response: { 200: Plan } } },
    (request) => plansOf(request).undone(request.params.id, request.params.action, callerOf(request).actor),
  );
}

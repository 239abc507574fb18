/** HTTP doors of retention and legal holds. */
import { callerOf } from '@cordon/access';
import type { App } from '@cordon/platform/http';
import { z } from 'zod';
import {
  Hold,
  HoldList,
  HoldRelease,
  HoldRequest,
  RetentionReport,
  RetentionRequest,
  RetentionView,
} from './model.ts';
import type { Retention } from './retention.ts';

export function retentionRoutes(app: App, retention: Retention): void {
  app.get(
    '/api/v1/retention',
    { config: { action: 'retention.read', deployment: true }, schema: { response: { 200: RetentionView } } },
    () => retention.view(),
  );

  app.post(
    '/api/v1/retention/run',
    {
      config: { action: 'retention.run', deployment: true },
      schema: { body: RetentionRequest, response: { 200: RetentionReport } },
    },
    (request) => retention.run({ by: callerOf(request).actor, clockIsRight: request.body.clock_is_right }),
  );

  app.get(
    '/api/v1/holds',
    { config: { action: 'hold.read', deployment: true }, schema: { response: { 200: HoldList } } },
    async () => ({ items: await retention.holds() }),
  );

  app.post(
    '/api/v1/holds',
    {
      config: { action: 'hold.add', deployment: true },
      schema: { body: HoldRequest, response: { 201: Hold } },
    },
    async (request, reply) =>
      reply.status(201).send(await retention.hold(callerOf(request).actor, request.body)),
  );

  app.post(
    '/api/v1/holds/:id/release',
    {
      config: { action: 'hold.release', deployment: true },
      schema: { params: z.object({ id: z.string().max(64) }), body: HoldRelease, response: { 200: Hold } },
    },
    (request) => retention.release(callerOf(request).actor, request.params.id, request.body),
  );
}

/** HTTP doors of recoveries. */
import { callerOf } from '@cordon/access';
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import {
  Board,
  CheckRequest,
  EndRequest,
  FallenChoices,
  FallenRequest,
  RecoveryList,
  RecoveryRequest,
  StepRequest,
} from './model.ts';
import { createRecoveries, type Recoveries, type RecoveriesNeeds } from './recoveries.ts';

const Id = z.object({ id: z.string().max(64) });
const StepId = Id.extend({ step: z.string().max(200) });

export function recoveryRoutes(app: App, of: Of<RecoveriesNeeds>): void {
  const recoveriesOf: Of<Recoveries> = (request) => createRecoveries(of(request));

  app.get(
    '/api/v1/recoveries',
    { config: { action: 'recovery.read' }, schema: { response: { 200: RecoveryList } } },
    async (request) => ({ items: await recoveriesOf(request).list() }),
  );

  app.post(
    '/api/v1/recoveries',
    { config: { action: 'recovery.run' }, schema: { body: RecoveryRequest, response: { 201: Board } } },
    async (request, reply) =>
      reply.status(201).send(await recoveriesOf(request).begin(request.body, callerOf(request).actor)),
  );

  app.get(
    '/api/v1/recoveries/choices',
    { config: { action: 'recovery.run' }, schema: { response: { 200: FallenChoices } } },
    async (request) => recoveriesOf(request).choices(),
  );

  app.get(
    '/api/v1/recoveries/:id',
    { config: { action: 'recovery.read' }, schema: { params: Id, response: { 200: Board } } },
    (request) => recoveriesOf(request).board(request.params.id),
  );

  app.post(
    '/api/v1/recoveries/:id/steps',
    {
      config: { action: 'recovery.run' },
      schema: { params: Id, body: FallenRequest, response: { 200: Board } },
    },
    (request) => recoveriesOf(request).add(request.params.id, request.body, callerOf(request).actor),
  );

  app.post(
    '/api/v1/recoveries/:id/steps/:step',
    {
      config: { action: 'recovery.run' },
      schema: { params: StepId, body: StepRequest, response: { 200: Board } },
    },
    (request) =>
      recoveriesOf(request).say(
        request.params.id,
        request.params.step,
        request.body,
        callerOf(request).actor,
      ),
  );

  app.post(
    '/api/v1/recoveries/:id/steps/:step/check',
    {
      config: { action: 'recovery.verify' },
      schema: { params: StepId, body: CheckRequest, response: { 200: Board } },
    },
    (request) =>
      recoveriesOf(request).check(
        request.params.id,
        request.params.step,
        request.body,
        callerOf(request).actor,
      ),
  );

  app.post(
    '/api/v1/recoveries/:id/end',
    {
      config: { action: 'recovery.run' },
      schema: { params: Id, body: EndRequest, response: { 200: Board } },
    },
    (request) => recoveriesOf(request).end(request.params.id, request.body, callerOf(request).actor),
  );
}

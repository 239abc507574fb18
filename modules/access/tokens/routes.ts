/** HTTP doors of tokens. */
import { type App, notFound } from '@cordon/platform/http';
import { z } from 'zod';
import { callerOf } from '../gate.ts';
import { TokenList, TokenMade, TokenRequest } from './model.ts';
import type { Tokens } from './tokens.ts';

export function tokenRoutes(app: App, tokens: Tokens): void {
  app.get(
    '/api/v1/tokens',
    { config: { action: 'token.read' }, schema: { response: { 200: TokenList } } },
    async (request) => ({ items: await tokens.list(callerOf(request).org) }),
  );

  app.post(
    '/api/v1/tokens',
    { config: { action: 'token.manage' }, schema: { body: TokenRequest, response: { 201: TokenMade } } },
    async (request, reply) => {
      const { actor, org } = callerOf(request);
      return reply.status(201).send(await tokens.issue(actor, org, request.body));
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      config: { action: 'token.manage' },
      schema: { params: z.object({ id: z.string().max(64) }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { actor, org } = callerOf(request);
      if (!(await tokens.revoke(actor, org, request.params.id))) throw notFound('token');
      return reply.status(204).send(null);
    },
  );
}

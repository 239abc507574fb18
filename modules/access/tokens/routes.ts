/** HTTP doors of tokens, for the console on this machine. */
import { type App, notFound } from '@cordon/platform/http';
import { z } from 'zod';
import { TokenList, TokenMade, TokenRequest } from './model.ts';
import type { Tokens } from './tokens.ts';

export function tokenRoutes(app: App, tokens: Tokens): void {
  app.get('/api/v1/tokens', { schema: { response: { 200: TokenList } } }, async () => ({
    items: await tokens.list(),
  }));

  app.post(
    '/api/v1/tokens',
    { schema: { body: TokenRequest, response: { 201: TokenMade } } },
    async ({ body }, reply) => reply.status(201).send(await tokens.issue(body)),
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      schema: {
        params: z.object({ id: z.string().max(64) }),
        querystring: TokenRequest.pick({ by: true }),
        response: { 204: z.null() },
      },
    },
    async ({ params, query }, reply) => {
      if (!(await tokens.revoke(params.id, query.by))) throw notFound('token');
      return reply.status(204).send(null);
    },
  );
}

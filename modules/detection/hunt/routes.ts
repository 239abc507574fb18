/** HTTP doors of hunting. */
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { Hunt } from './hunt.ts';
import { HuntHours, HuntPage } from './model.ts';
import { longestQuery } from './parse.ts';

const Question = z.object({
  q: z.string().max(longestQuery),
  since: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
});
const Page = Question.extend({
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export function huntRoutes(app: App, of: Of<Hunt>): void {
  app.get(
    '/api/v1/hunt',
    { config: { action: 'event.read' }, schema: { querystring: Page, response: { 200: HuntPage } } },
    async (request) => {
      const { q, ...rest } = request.query;
      return of(request).page({ query: q, ...rest });
    },
  );
  app.get(
    '/api/v1/hunt/hours',
    { config: { action: 'event.read' }, schema: { querystring: Question, response: { 200: HuntHours } } },
    async (request) => {
      const { q, ...rest } = request.query;
      return of(request).hours({ query: q, ...rest });
    },
  );
}

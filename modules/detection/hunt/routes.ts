/** HTTP doors of hunting. */
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import { namesPatients, type PatientsSeen } from '../patients/index.ts';
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

export interface HuntRoutesNeeds {
  hunt: Hunt;
  seen: PatientsSeen;
}

export function huntRoutes(app: App, of: Of<HuntRoutesNeeds>): void {
  app.get(
    '/api/v1/hunt',
    { config: { action: 'event.read' }, schema: { querystring: Page, response: { 200: HuntPage } } },
    async (request) => {
      const { q, ...rest } = request.query;
      const { hunt, seen } = of(request);
      const page = await hunt.page({ query: q, ...rest });
      const records = page.items.filter(namesPatients).map(({ id }) => id);
      if (records.length > 0) await seen(request, { where: 'hunt', records });
      return page;
    },
  );
  app.get(
    '/api/v1/hunt/hours',
    { config: { action: 'event.read' }, schema: { querystring: Question, response: { 200: HuntHours } } },
    async (request) => {
      const { q, ...rest } = request.query;
      return of(request).hunt.hours({ query: q, ...rest });
    },
  );
}

/** HTTP doors of incidents. */
import { type App, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { IncidentViews } from './incidents.ts';
import { IncidentDetail, IncidentList } from './model.ts';

export interface IncidentRoutesNeeds {
  incidents(): IncidentViews;
  /** Where a merged incident went. */
  mergedInto(id: string): Promise<string | null>;
}

export function incidentRoutes(app: App, of: Of<IncidentRoutesNeeds>): void {
  app.get(
    '/api/v1/incidents',
    { config: { action: 'incident.read' }, schema: { response: { 200: IncidentList } } },
    async (request) => ({
      items: of(request)
        .incidents()
        .list()
        .map(({ timeline: _timeline, ...summary }) => summary),
    }),
  );

  app.get(
    '/api/v1/incidents/:id',
    {
      config: { action: 'incident.read' },
      schema: { params: z.object({ id: z.string().max(64) }), response: { 200: IncidentDetail } },
    },
    async (request) => {
      const { incidents, mergedInto } = of(request);
      const { params } = request;
      const found = incidents().get(params.id);
      if (found) return found;
      const into = await mergedInto(params.id);
      const merged = into && incidents().get(into);
      if (!merged) throw notFound('incident');
      return merged;
    },
  );
}

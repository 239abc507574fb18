/** HTTP doors of what was seen in live events. */
import type { App, Of } from '@cordon/platform/http';
import { ImportReport } from '../book/model.ts';
import { SightingList, SightingsAdd, SightingsIgnore, SightingsUndo } from './model.ts';
import { createSightings, type SightingsNeeds } from './sightings.ts';

export function sightingRoutes(app: App, of: Of<SightingsNeeds>): void {
  const sightingsOf: Of<ReturnType<typeof createSightings>> = (request) => createSightings(of(request));

  app.get(
    '/api/v1/estate/sightings',
    { config: { action: 'estate.read' }, schema: { response: { 200: SightingList } } },
    (request) => sightingsOf(request).list(),
  );

  app.post(
    '/api/v1/estate/sightings/add',
    {
      config: { action: 'estate.import' },
      schema: { body: SightingsAdd, response: { 200: ImportReport } },
    },
    (request) => sightingsOf(request).add(request.body.keys, request.body.dry),
  );

  app.post(
    '/api/v1/estate/sightings/ignore',
    {
      config: { action: 'estate.import' },
      schema: { body: SightingsIgnore, response: { 200: SightingList } },
    },
    async (request) => {
      const sightings = sightingsOf(request);
      await sightings.ignore(request.body.keys, request.body.because);
      return sightings.list();
    },
  );

  app.post(
    '/api/v1/estate/sightings/undo',
    {
      config: { action: 'estate.import' },
      schema: { body: SightingsUndo, response: { 200: SightingList } },
    },
    async (request) => {
      const sightings = sightingsOf(request);
      await sightings.undo(request.body.keys);
      return sightings.list();
    },
  );
}

/** HTTP doors of what follows from the estate: assets found, one asset's whole story, what to fix first, and the ways in. */
import { type App, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { EstateBook } from '../book/book.ts';
import {
  AssetPage,
  AssetQuery,
  AssetView,
  EntriesView,
  EstateMap,
  LegacyView,
  VulnerabilitiesView,
} from './model.ts';

const config = { action: 'estate.read' };

export function assessmentRoutes(app: App, of: Of<EstateBook>): void {
  app.get(
    '/api/v1/estate/assets',
    { config, schema: { querystring: AssetQuery, response: { 200: AssetPage } } },
    (request) => of(request).find(request.query),
  );

  app.get(
    '/api/v1/estate/assets/:id',
    { config, schema: { params: z.object({ id: z.string().max(253) }), response: { 200: AssetView } } },
    async (request) => {
      const asset = await of(request).asset(request.params.id);
      if (!asset) throw notFound('asset');
      return asset;
    },
  );

  app.get('/api/v1/estate/map', { config, schema: { response: { 200: EstateMap } } }, (request) =>
    of(request).map(),
  );

  app.get('/api/v1/estate/legacy', { config, schema: { response: { 200: LegacyView } } }, (request) =>
    of(request).legacy(),
  );

  app.get(
    '/api/v1/estate/vulnerabilities',
    { config, schema: { response: { 200: VulnerabilitiesView } } },
    (request) => of(request).vulnerabilities(),
  );

  app.get('/api/v1/estate/entries', { config, schema: { response: { 200: EntriesView } } }, (request) =>
    of(request).entries(),
  );
}

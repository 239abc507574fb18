/** HTTP doors of the estate. */
import { type App, httpFault } from '@cordon/platform/http';
import { type Estate, EstateView } from './model.ts';

export function estateRoutes(app: App, estate: Estate | null): void {
  app.get('/api/v1/estate', { config: { action: 'estate.read' }, schema: { response: { 200: EstateView } } }, async () => {
    if (!estate) {
      throw httpFault(
        404,
        'NO_ESTATE',
        'Nobody has described this hospital yet.',
        'Start with the sample hospital, or describe yours as docs/estate.md says.',
      );
    }
    return estate;
  });
}

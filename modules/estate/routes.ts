/** HTTP doors of the estate. */
import { type App, httpFault, type Of } from '@cordon/platform/http';
import { type Estate, EstateView } from './model.ts';

export function estateRoutes(app: App, of: Of<Estate | null>): void {
  app.get(
    '/api/v1/estate',
    { config: { action: 'estate.read' }, schema: { response: { 200: EstateView } } },
    async (request) => {
      const estate = of(request);
      if (!estate) {
        throw httpFault(
          404,
          'NO_ESTATE',
          'Nobody has described this hospital yet.',
          'Start with the sample hospital, or describe yours as docs/estate.md says.',
        );
      }
      return estate;
    },
  );
}

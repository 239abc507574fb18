/** HTTP doors of the estate as everybody asks it. */
import { type App, httpFault, type Of } from '@cordon/platform/http';
import { type Estate, EstateOutline } from './model.ts';
import { outlineOf } from './outline.ts';

export function estateRoutes(app: App, of: Of<Estate | null>): void {
  const described: Of<Estate> = (request) => {
    const estate = of(request);
    if (estate) return estate;
    throw httpFault(
      404,
      'NO_ESTATE',
      'Nobody has described this hospital yet.',
      'Start with the sample hospital, import what you have, or describe yours as docs/estate.md says.',
    );
  };

  app.get(
    '/api/v1/estate/outline',
    { config: { action: 'estate.read' }, schema: { response: { 200: EstateOutline } } },
    async (request) => outlineOf(described(request)),
  );
}

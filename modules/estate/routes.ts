/** HTTP doors of the estate as everybody asks it. */
import { type App, httpFault, type Of } from '@cordon/platform/http';
import { type Estate, EstateOutline, EstateView } from './model.ts';

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
    '/api/v1/estate',
    { config: { action: 'estate.read' }, schema: { response: { 200: EstateView } } },
    async (request) => described(request),
  );

  app.get(
    '/api/v1/estate/outline',
    { config: { action: 'estate.read' }, schema: { response: { 200: EstateOutline } } },
    async (request) => outlineOf(described(request)),
  );
}

function outlineOf(estate: Estate): EstateOutline {
  const count = new Map<string, number>();
  const add = (place: string) => count.set(place, (count.get(place) ?? 0) + 1);
  for (const { system, zone } of estate.assets) {
    add(zone);
    if (system !== null) add(system);
  }
  const counted = <T extends { id: string }>(places: readonly T[]) =>
    places.map((place) => ({ ...place, assets: count.get(place.id) ?? 0 }));
  return {
    ...estate,
    systems: counted(estate.systems),
    zones: counted(estate.zones),
    assets: estate.assets.length,
  };
}

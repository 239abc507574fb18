/** Estate ids as people know them; an id that the estate does not hold is shown as it is. */
import type { EstateOutline, IncidentDetail } from '@cordon/server/api';

export interface Names {
  asset(id: string): string;
  flow(id: string): string;
  zone(id: string): string;
  /** A system, service or supplier. */
  thing(id: string): string;
}

export function namesOf(estate: EstateOutline | undefined, { reach }: IncidentDetail): Names {
  const index = (pairs: [string, string][] | undefined) => {
    const map = new Map(pairs);
    return (id: string) => map.get(id) ?? id;
  };
  return {
    asset: index(reach.assets.map(({ asset, name }) => [asset, name])),
    flow: index(estate?.flows.map(({ id, purpose }) => [id, purpose])),
    zone: index(estate?.zones.map(({ id, name }) => [id, name])),
    thing: index(
      estate &&
        [...estate.suppliers, ...estate.systems, ...estate.services].map(({ id, name }) => [id, name]),
    ),
  };
}

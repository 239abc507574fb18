/** What falls with what: from assets, sites and zones that are lost to the systems that then are. */
import type { EstateData } from '../model.ts';

export interface Lost {
  /** Systems and suppliers to bring back. */
  ids: Set<string>;
  /** Names that the estate does not know. */
  strangers: string[];
}

/**
 * @param names ids of systems, suppliers, assets, sites or zones; none named = every system
 * A system falls with any of its assets, or with all of them where `lost_when` says that they stand in for one another.
 */
export function lostSystems(data: EstateData, names: readonly string[]): Lost {
  if (names.length === 0) return { ids: new Set(data.systems.map(({ id }) => id)), strangers: [] };
  const direct = new Set([...data.systems, ...data.suppliers].map(({ id }) => id));
  const ids = new Set(names.filter((name) => direct.has(name)));
  const others = new Set(names.filter((name) => !direct.has(name)));
  const places = new Set([...data.assets, ...data.sites, ...data.zones].map(({ id }) => id));

  const assetsOf = new Map<string, { lost: number; all: number }>();
  for (const asset of data.assets) {
    if (asset.system === null) continue;
    const count = assetsOf.get(asset.system) ?? { lost: 0, all: 0 };
    count.all += 1;
    if (others.has(asset.id) || others.has(asset.site) || others.has(asset.zone)) count.lost += 1;
    assetsOf.set(asset.system, count);
  }
  for (const system of data.systems) {
    const { lost, all } = assetsOf.get(system.id) ?? { lost: 0, all: 0 };
    if (lost > 0 && (system.lost_when !== 'all' || lost === all)) ids.add(system.id);
  }
  return { ids, strangers: [...others].filter((name) => !places.has(name)) };
}

/** The estate without its assets and accounts, which may be a hundred thousand: of those, how many stand where. Pure. */
import type { Estate, EstateOutline, Ward } from './model.ts';

export function outlineOf(estate: Estate): EstateOutline {
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
    wards: estate.wards.map((ward) => wardOf(estate, ward)),
    systems: counted(estate.systems),
    zones: counted(estate.zones),
    assets: estate.assets.length,
  };
}

/** With what stands on it, and which systems that belongs to. */
function wardOf(estate: Estate, ward: Ward): EstateOutline['wards'][number] {
  const assets = estate.onWard(ward.id);
  const systems = new Set(assets.flatMap(({ system }) => system ?? []));
  return { ...ward, assets: assets.length, systems: [...systems] };
}

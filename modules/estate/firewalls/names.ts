/** A group of assets in as few words as flows have for it. Pure. */
import type { Asset, Zone } from '../model.ts';

interface Place {
  readonly zone: Zone;
  readonly hosts: readonly { readonly asset: string }[];
}

/** The whole zone in one word, then systems all of whose assets are meant, then what is left one by one. */
export type NameAssets = (ids: ReadonlySet<string>, place: Place) => string[];

export function createNamer(assets: readonly Asset[]): NameAssets {
  const systems = new Map<string, string[]>();
  const systemOf = new Map<string, string>();
  for (const { id, system } of assets) {
    if (system === null) continue;
    systemOf.set(id, system);
    const parts = systems.get(system);
    if (parts === undefined) systems.set(system, [id]);
    else parts.push(id);
  }
  return (ids, { zone, hosts }) => {
    if (hosts.every(({ asset }) => ids.has(asset))) return [zone.id];
    const names: string[] = [];
    const left = new Set(ids);
    for (const id of ids) {
      const system = systemOf.get(id);
      const parts = system === undefined ? [] : systems.get(system)!;
      if (parts.length < 2 || !left.has(id) || !parts.every((part) => ids.has(part))) continue;
      names.push(system!);
      for (const part of parts) left.delete(part);
    }
    return [...names, ...left];
  };
}

/** One asset's whole story out of a merged estate. Pure. */
import { assetFields } from '../imports/claim.ts';
import { addressKey, hostKeys, type Key, macKey, modelKey } from '../imports/keys.ts';
import type { MergedAsset, MergedEstate } from '../merge/merged.ts';
import type { AssetStory } from './model.ts';

/** Flows and rights of a server that everybody talks to. */
const listed = 500;

/** By id, by an id that it had when less was known of it, or by name, address or MAC address. */
export function findAsset({ assets }: MergedEstate, name: string): MergedAsset | undefined {
  const wanted = name.trim().toLowerCase();
  const exact = assets.find(({ id }) => id === wanted);
  if (exact) return exact;
  const keys = new Set<Key>([...hostKeys(name).slice(0, 1), ...addressKey(name), ...macKey(name)]);
  // What was seen last has the name or address now; who says "always" has it still.
  const latest = (asset: MergedAsset) => asset.keys.find(({ key }) => keys.has(key))?.seen_at ?? '9';
  const bearers = assets.filter((asset) => asset.keys.some(({ key }) => keys.has(key)));
  const [newest] = bearers.sort((a, b) => latest(b).localeCompare(latest(a)));
  return newest ?? assets.find(({ aliases }) => aliases.includes(wanted));
}

export function storyOf(estate: MergedEstate, asset: MergedAsset): AssetStory {
  const { id, aliases, keys, fields, sources, software, vulnerabilities } = asset;
  const [model] = modelKey(fields.manufacturer?.value, fields.model?.value);
  const said = estate.models.find(({ key }) => key === model);
  const ofModel = <T>(lists: ReadonlyMap<Key, T[]>): T[] =>
    model === undefined ? [] : (lists.get(model) ?? []);
  return {
    id,
    aliases,
    keys,
    fields: assetFields.flatMap((field) => {
      const believed = fields[field];
      return believed ? [{ field, ...believed }] : [];
    }),
    unknown: assetFields.filter((field) => fields[field] === undefined),
    sources,
    software: [...software, ...ofModel(estate.software)],
    vulnerabilities: [...vulnerabilities, ...ofModel(estate.vulnerabilities)],
    model: said ? { ...said.fields, source: said.source, answers: [...said.answers] } : null,
    rights: estate.rights
      .filter(({ from_id, to_id }) => from_id === id || to_id === id)
      .slice(0, listed)
      .map(({ from, from_id, right, to, to_id, source }) => ({
        from: from_id ?? from,
        right,
        to: to_id ?? to,
        source,
      })),
    flows: estate.flows
      .filter(({ from_id, to_id }) => from_id === id || to_id === id)
      .slice(0, listed)
      .map(({ from, to, protocol, port, times, seen_at, source }) => ({
        from,
        to,
        protocol,
        port,
        times,
        seen_at,
        source,
      })),
  };
}

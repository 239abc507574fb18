/** Finds assets by words and by what is known, or not known, of them: fast enough at a hundred thousand that nobody waits. Pure. */
import { keyKind, keyValue } from '../imports/keys.ts';
import type { MergedAsset } from '../merge/merged.ts';
import type { Asset } from '../model.ts';
import type { Support, SupportState } from '../support/index.ts';
import type { Assessment } from './assess.ts';
import type { AssetPage, AssetQuery, unknowns } from './model.ts';

interface Row {
  asset: Asset;
  merged: MergedAsset | undefined;
  support: Support;
  /** All that a search may hit, in lower case. */
  words: string;
}

export type FindAssets = (query: AssetQuery) => AssetPage;

export function createFind({ needs: { estate, merged }, supportOf }: Assessment): FindAssets {
  const mergedById = new Map(merged.assets.map((asset) => [asset.id, asset]));
  const rows = estate.assets
    .map((asset): Row => {
      const of = mergedById.get(asset.id);
      return { asset, merged: of, support: supportOf(asset), words: wordsOf(asset, of) };
    })
    .sort((a, b) => compare(a.asset.hostname, b.asset.hostname));

  function wordsOf(
    { id, hostname, addresses, kind, os, zone, system, location, notes }: Asset,
    of?: MergedAsset,
  ) {
    const { owner, manufacturer, model, serial } = of?.fields ?? {};
    const words = [
      ...[id, hostname, ...addresses, kind, os, location, notes],
      estate.zone(zone)?.name,
      system === null ? undefined : estate.system(system)?.name,
      estate.wardOf(id)?.name,
      ...[owner, manufacturer, model, serial].map((field) => field?.value),
      ...(of?.keys ?? []).filter(({ key }) => keyKind(key) === 'mac').map(({ key }) => keyValue(key)),
    ];
    return words.filter(Boolean).join('\n').toLowerCase();
  }

  /** Systems without which a service stops or works worse. */
  const systemsOf = new Map<string, Set<string>>();
  for (const system of new Set(estate.assets.map((asset) => asset.system))) {
    const example = estate.assets.find((asset) => asset.system === system);
    if (system === null || example === undefined) continue;
    for (const { service } of estate.servicesOf(example.id)) {
      const systems = systemsOf.get(service.id) ?? new Set();
      systemsOf.set(service.id, systems.add(system));
    }
  }

  return ({ q = '', support: state, offset, limit, ...query }) => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const serving = query.service === undefined ? null : (systemsOf.get(query.service) ?? new Set());
    const counts: Record<SupportState, number> = { supported: 0, extended: 0, ended: 0, unknown: 0 };
    const found: Row[] = [];
    for (const row of rows) {
      const { asset } = row;
      if (query.kind !== undefined && asset.kind !== query.kind) continue;
      if (query.zone !== undefined && asset.zone !== query.zone) continue;
      if (query.site !== undefined && asset.site !== query.site) continue;
      if (query.system !== undefined && asset.system !== query.system) continue;
      if (query.ward !== undefined && estate.wardOf(asset.id)?.id !== query.ward) continue;
      if (serving !== null && (asset.system === null || !serving.has(asset.system))) continue;
      if (query.unknown !== undefined && !isUnknown(row, query.unknown)) continue;
      if (query.source !== undefined && !row.merged?.sources.some(({ source }) => source === query.source))
        continue;
      if (!words.every((word) => row.words.includes(word))) continue;
      counts[row.support.state]++;
      if (state === undefined || row.support.state === state) found.push(row);
    }
    const next = offset + limit;
    return {
      items: found.slice(offset, next).map(lineOf),
      total: found.length,
      next: next < found.length ? next : null,
      support: counts,
    };
  };
}

function isUnknown({ asset, merged }: Row, field: (typeof unknowns)[number]): boolean {
  switch (field) {
    case 'owner':
      return merged?.fields.owner === undefined;
    case 'kind':
    case 'zone':
    case 'site':
      return asset[field] === 'unknown';
    case 'os':
    case 'location':
      return asset[field] === '';
    case 'system':
      return asset.system === null;
  }
}

const lineOf = ({ asset, merged, support: { state, ends } }: Row): AssetPage['items'][number] => {
  const { id, hostname, kind, os, zone, site, system, location, addresses } = asset;
  return {
    ...{ id, hostname, kind, os, zone, site, system, location },
    address: addresses[0] ?? null,
    owner: merged?.fields.owner?.value ?? null,
    support: { state, ends },
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What one more import makes of the estate: what is new, what is gone, what is believed now that was not, and who contradicts whom. */
import type { Believed, MergedAsset, MergedEstate } from './merged.ts';

export interface FieldChange {
  asset: string;
  field: string;
  /** null: nobody had stated it, or nobody states it any more. */
  was: string | null;
  is: string | null;
  source: string | null;
}

export interface Conflict {
  asset: string;
  field: string;
  believed: { value: string; source: string };
  others: { value: string; source: string }[];
}

export interface EstateChanges {
  appeared: string[];
  gone: string[];
  changed: FieldChange[];
  /** Only those in which one of the sources has a part. */
  conflicts: Conflict[];
}

export function changesBetween(
  before: MergedEstate,
  after: MergedEstate,
  sources: readonly string[],
): EstateChanges {
  const pairs = pair(before.assets, after.assets);
  const found = new Set(pairs.map(({ was }) => was));
  return {
    appeared: pairs.filter(({ was }) => was === undefined).map(({ is }) => is.id),
    gone: before.assets.filter((asset) => !found.has(asset)).map(({ id }) => id),
    changed: pairs.flatMap(({ was, is }) => (was ? fieldChanges(was, is) : [])),
    conflicts: after.assets.flatMap((asset) => conflictsOf(asset, sources)),
  };
}

interface Pair {
  was: MergedAsset | undefined;
  is: MergedAsset;
}

/** By id, else by the best key that they share: an asset of which more is known may be called otherwise. */
function pair(before: readonly MergedAsset[], after: readonly MergedAsset[]): Pair[] {
  const byId = new Map(before.map((asset) => [asset.id, asset]));
  const byKey = new Map(before.flatMap((asset) => asset.keys.map(({ key }) => [key, asset] as const)));
  const taken = new Set<MergedAsset>();
  const take = (asset: MergedAsset | undefined): MergedAsset | undefined => {
    if (asset === undefined || taken.has(asset)) return undefined;
    taken.add(asset);
    return asset;
  };
  const sharing = (is: MergedAsset) =>
    is.keys.map(({ key }) => byKey.get(key)).find((was) => was !== undefined && !taken.has(was));
  const pairs = after.map((is): Pair => {
    const same = byId.get(is.id);
    const shares = same?.keys.some(({ key }) => is.keys.some((one) => one.key === key));
    return { was: shares ? take(same) : undefined, is };
  });
  return pairs.map(({ was, is }) => ({ was: was ?? take(sharing(is)), is }));
}

function fieldChanges(was: MergedAsset, is: MergedAsset): FieldChange[] {
  const fields = new Set([...Object.keys(was.fields), ...Object.keys(is.fields)]) as Set<
    keyof MergedAsset['fields']
  >;
  return [...fields].sort().flatMap((field) => {
    const [before, after] = [was.fields[field], is.fields[field]];
    if (before?.value === after?.value) return [];
    return [
      {
        asset: is.id,
        field,
        was: before?.value ?? null,
        is: after?.value ?? null,
        source: after?.source ?? null,
      },
    ];
  });
}

function conflictsOf({ id, fields }: MergedAsset, sources: readonly string[]): Conflict[] {
  return (Object.entries(fields) as [string, Believed][])
    .filter(
      ([, { others, source }]) =>
        others.length > 0 &&
        [source, ...others.map((one) => one.source)].some((name) => sources.includes(name)),
    )
    .map(([field, { value, source: by, others }]) => ({
      asset: id,
      field,
      believed: { value, source: by },
      others: others.map((one) => ({ value: one.value, source: one.source })),
    }));
}

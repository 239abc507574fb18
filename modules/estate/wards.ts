/** On which ward an asset stands: the one that it states, else the one that the text of its location means. Pure. */
import type { Asset, EstateData, Ward } from './model.ts';

export interface Placed {
  /** By asset; what stands on no ward, or nobody says where, is not there. */
  of: ReadonlyMap<string, Ward>;
  /** By ward. */
  on: ReadonlyMap<string, readonly Asset[]>;
}

/** Words of a location that are looked at: what is longer is a remark. */
const mostWords = 12;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, mostWords) ?? [];

/** What means this ward: its name, and whatever else inventories call it. */
export const textsOf = ({ name, locations }: Ward): Set<string> =>
  new Set([name, ...locations.split(';')].map((text) => wordsOf(text).join(' ')).filter(Boolean));

/**
 * A location means a ward of its site when it is one of the ward's texts, or begins with one and goes on with another word:
 * "Ward 7, bay 2" is on Ward 7, and "Ward 70" is not. Of several the longest text counts.
 */
export function placeAssets({ assets, wards }: Pick<EstateData, 'assets' | 'wards'>): Placed {
  const byId = new Map(wards.map((ward) => [ward.id, ward]));
  const byText = new Map(
    wards.flatMap((ward) => [...textsOf(ward)].map((text) => [`${ward.site} ${text}`, ward] as const)),
  );
  const wardAt = (site: string, location: string): Ward | undefined => {
    const words = wordsOf(location);
    for (let count = words.length; count > 0; count--) {
      const ward = byText.get(`${site} ${words.slice(0, count).join(' ')}`);
      if (ward) return ward;
    }
    return undefined;
  };
  // A hospital has the same few hundred places over and over.
  const known = new Map<string, Ward | undefined>();
  const of = new Map<string, Ward>();
  const on = new Map<string, Asset[]>();
  for (const asset of assets) {
    const place = `${asset.site} ${asset.location}`;
    if (!known.has(place)) known.set(place, wardAt(asset.site, asset.location));
    const ward = asset.ward === undefined ? known.get(place) : byId.get(asset.ward);
    if (ward === undefined) continue;
    of.set(asset.id, ward);
    const there = on.get(ward.id);
    if (there) there.push(asset);
    else on.set(ward.id, [asset]);
  }
  return { of, on };
}

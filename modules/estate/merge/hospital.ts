/** A hospital's own folder as a source, and a merged estate as everybody else asks it. */
import type { AccountClaim, AssetClaim } from '../imports/claim.ts';
import { accountNameKey, addressKey, hostKeys, idKey, keyKind, keyValue, loginKey } from '../imports/keys.ts';
import { stated } from '../imports/words.ts';
import { type Account, type Asset, AssetKind, type EstateData, type Organisation } from '../model.ts';
import { createRangeTable, parseRange } from '../network.ts';
import { organisationsByDomain } from './domains.ts';
import type { Believed, MergedAccount, MergedAsset, MergedEstate, Source } from './merged.ts';
import { rightsOf } from './rights.ts';
import { trustsOf } from './trusts.ts';

/** What the folder says of assets and accounts; it says so of all time, since nobody dates a folder. */
export function hospitalSource({ assets, accounts, organisations }: EstateData): Source {
  const domains = organisations.flatMap((one) => one.domains).filter((domain) => domain.includes('.'));
  return {
    name: 'hospital',
    kind: 'hospital',
    claims: [
      ...assets.map(
        ({ id, hostname, addresses, support_ends, system, ward: _, ...rest }): AssetClaim => ({
          about: 'asset',
          keys: [...idKey(id), ...hostKeys(hostname), ...addresses.flatMap(addressKey)],
          seen_at: null,
          fields: stated({
            hostname,
            support_ends: support_ends ?? undefined,
            system: system ?? undefined,
            ...rest,
          }),
        }),
      ),
      ...accounts.map(
        ({ id, usual_asset, ...rest }): AccountClaim => ({
          about: 'account',
          keys: [
            ...idKey(id),
            ...domains.flatMap((domain) => loginKey(`${rest.name}@${domain}`)),
            ...accountNameKey(rest.name),
          ],
          seen_at: null,
          fields: stated({ usual_asset: usual_asset ?? undefined, ...rest }),
        }),
      ),
    ],
  };
}

/** Where something stands of which nobody said where: shown as such, and never taken for a safe place. */
const unknownPlace = 'unknown';

const nothing = (organisation: Organisation): EstateData => ({
  organisations: [organisation],
  sites: [],
  services: [],
  wards: [],
  suppliers: [],
  systems: [],
  dependencies: [],
  zones: [],
  flows: [],
  assets: [],
  accounts: [],
  rights: [],
  trusts: [],
});

/**
 * The estate that everybody asks: services, systems and zones as the folder has them, assets and accounts as all sources do. Sound data,
 * save that an address may lie outside the zone that the folder gives its asset: somebody saw it there.
 */
export function estateDataOf(
  merged: MergedEstate,
  folder: EstateData | null,
  organisation: Organisation,
): EstateData {
  const base = folder ?? nothing(organisation);
  const holders = addressHolders(merged.assets);
  const taken = new Set<string>();
  // The names of the folder first, then whoever was seen last.
  const byTrust = [...merged.assets].sort(
    (a, b) => Number(isOwn(b)) - Number(isOwn(a)) || lastSeen(b).localeCompare(lastSeen(a)),
  );
  const place = createPlaces(base);
  const wards = new Map(base.assets.map(({ id, ward }) => [id, ward]));
  const assets = byTrust
    .map((asset) => assetOf(asset, holders, taken, place, wards.get(asset.id)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Set(assets.map(({ id }) => id));
  const accounts = accountsOf(merged.accounts, known, base);
  return {
    ...base,
    sites: [...base.sites, ...place.madeSites(base.organisations[0]!.id)],
    zones: [...base.zones, ...place.madeZones()],
    assets,
    accounts,
    rights: [
      ...base.rights,
      ...rightsOf(merged, { assets, accounts, organisation: base.organisations[0]!.id }),
    ],
    trusts: [...base.trusts, ...trustsOf(merged, base)],
  };
}

/** Ids of the folder that are no asset's to take. */
export const reservedIds = ({ services, suppliers, systems, zones }: EstateData): Set<string> =>
  new Set([
    unknownPlace,
    ...[services, suppliers, systems, zones].flatMap((items) => items.map(({ id }) => id)),
  ]);

const isOwn = ({ keys }: MergedAsset): boolean => keys.some(({ key }) => keyKind(key) === 'id');
const lastSeen = ({ sources }: MergedAsset): string =>
  sources
    .map(({ seen_at }) => seen_at ?? '9')
    .sort()
    .at(-1) ?? '';

/** By address: the asset that has it now. The folder is believed, then whoever was seen with it last. */
function addressHolders(assets: readonly MergedAsset[]): ReadonlyMap<string, string> {
  const holders = new Map<string, { id: string; seen: string }>();
  for (const { id, keys } of assets) {
    for (const { key, seen_at } of keys) {
      if (keyKind(key) !== 'address') continue;
      const seen = seen_at ?? '9';
      const there = holders.get(keyValue(key));
      if (!there || seen > there.seen) holders.set(keyValue(key), { id, seen });
    }
  }
  return new Map([...holders].map(([address, { id }]) => [address, id]));
}

type Places = ReturnType<typeof createPlaces>;

/** Zones, sites and systems by id or by name, as different sources write them. */
function createPlaces(base: EstateData) {
  const byName = (items: readonly { id: string; name: string }[]) => {
    const table = new Map<string, string>();
    for (const { id, name } of items) table.set(name.toLowerCase(), id);
    for (const { id } of items) table.set(id, id);
    return (text: string | undefined) =>
      text === undefined ? undefined : table.get(text.trim().toLowerCase());
  };
  const zone = byName(base.zones);
  const site = byName(base.sites);
  const system = byName(base.systems);
  const zoneOf = createRangeTable(
    base.zones.flatMap(({ id, kind, cidrs }) =>
      // Whatever is in no zone is on the internet; an asset of ours is not.
      kind === 'internet'
        ? []
        : cidrs.flatMap((cidr) => (parseRange(cidr) ? [{ range: parseRange(cidr)!, value: id }] : [])),
    ),
  );
  let needsZone = false;
  let needsSite = false;
  return {
    zone(text: string | undefined, addresses: readonly string[]): string {
      const found = zone(text) ?? addresses.map(zoneOf).find((id) => id !== undefined);
      if (found === undefined) needsZone = true;
      return found ?? unknownPlace;
    },
    site(text: string | undefined): string {
      const found = site(text) ?? (base.sites.length === 1 ? base.sites[0]!.id : undefined);
      if (found === undefined) needsSite = true;
      return found ?? unknownPlace;
    },
    system: (text: string | undefined): string | null => system(text) ?? null,
    madeZones: (): EstateData['zones'] =>
      needsZone && !base.zones.some(({ id }) => id === unknownPlace)
        ? [{ id: unknownPlace, name: 'Zone not known', cidrs: [], kind: 'unknown' }]
        : [],
    madeSites: (organisation: string): EstateData['sites'] =>
      needsSite && !base.sites.some(({ id }) => id === unknownPlace)
        ? [{ id: unknownPlace, name: 'Site not known', organisation }]
        : [],
  };
}

const value = (field: Believed | undefined): string | undefined => field?.value;

function assetOf(
  asset: MergedAsset,
  holders: ReadonlyMap<string, string>,
  taken: Set<string>,
  place: Places,
  /** Only the folder states one; what else is said of it is its location. */
  ward: string | undefined,
): Asset {
  const { id, fields, keys } = asset;
  const addresses = keys.flatMap(({ key }) =>
    keyKind(key) === 'address' && holders.get(keyValue(key)) === id ? [keyValue(key)] : [],
  );
  const hostname = freeName(value(fields.hostname), id, taken);
  const kind = AssetKind.safeParse(value(fields.kind));
  return {
    id,
    hostname,
    addresses,
    kind: kind.success ? kind.data : 'unknown',
    os: value(fields.os) ?? '',
    support_ends: value(fields.support_ends) ?? null,
    zone: place.zone(value(fields.zone), addresses),
    site: place.site(value(fields.site)),
    system: place.system(value(fields.system)),
    location: value(fields.location) ?? '',
    ...(ward !== undefined && { ward }),
    notes: value(fields.notes) ?? '',
  };
}

/** A name that is taken is that of whoever had it first here; the other is told apart by its id. */
function freeName(wanted: string | undefined, id: string, taken: Set<string>): string {
  let name = wanted ?? id;
  if (taken.has(name.toLowerCase())) name = id;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${id}-${n}`;
  taken.add(name.toLowerCase());
  return name;
}

const accountKinds = new Set(['person', 'service', 'admin', 'supplier']);

/** Accounts that somebody can sign in with; groups and domains are in the rights. */
function accountsOf(
  merged: readonly MergedAccount[],
  assets: ReadonlySet<string>,
  { organisations, suppliers }: EstateData,
): Account[] {
  const taken = new Set<string>();
  const organisationIds = new Set(organisations.map(({ id }) => id));
  const supplierIds = new Set(suppliers.map(({ id }) => id));
  const byDomain = organisationsByDomain(organisations);
  return merged.flatMap(({ id, fields }): Account[] => {
    const kind = value(fields.kind) ?? 'person';
    if (!accountKinds.has(kind)) return [];
    // Two domains may each have an account of that name.
    const name = freeName(value(fields.name), id, taken);
    const usual = value(fields.usual_asset);
    const supplier = value(fields.supplier);
    const organisation = value(fields.organisation) ?? byDomain.get(value(fields.domain) ?? '');
    return [
      {
        id,
        name,
        display_name: value(fields.display_name) ?? name,
        role: value(fields.role) ?? '',
        kind: kind as Account['kind'],
        usual_asset: usual !== undefined && assets.has(usual) ? usual : null,
        ...(supplier !== undefined && supplierIds.has(supplier) && { supplier }),
        ...(organisation !== undefined && organisationIds.has(organisation) && { organisation }),
      },
    ];
  });
}

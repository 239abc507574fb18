/** Whose addresses are meant by what people write: an id of the estate, or every zone or asset of a kind. Pure. */
import { compareAddresses, outside, type Prefix, parseAddress, parsePrefix } from '@cordon/firewall';
import { type Asset, AssetKind, type EstateData, Zone } from '../model.ts';

/** The addresses of a zone, a system or an asset; none where nobody knows any. */
export type Ends = (id: string) => readonly Prefix[];

/** @param known networks that belong to somebody, though to no zone, and so are not the internet */
export function createEnds(data: EstateData, known: readonly Prefix[] = []): Ends {
  const zones = new Map<string, Prefix[]>();
  for (const { id, kind, cidrs } of data.zones) if (kind !== 'internet') zones.set(id, prefixesIn(cidrs));
  // The internet is whatever no other zone has, as everywhere in the estate.
  const internet = outside([...[...zones.values()].flat(), ...known]);
  for (const { id, kind } of data.zones) if (kind === 'internet') zones.set(id, internet);
  const assets = new Map<string, Prefix[]>();
  const systems = new Map<string, Prefix[]>();
  for (const { id, system, addresses } of data.assets) {
    const own = prefixesIn(addresses);
    assets.set(id, own);
    if (system === null) continue;
    const parts = systems.get(system);
    if (parts === undefined) systems.set(system, [...own]);
    else parts.push(...own);
  }
  return (id) => zones.get(id) ?? systems.get(id) ?? assets.get(id) ?? [];
}

/** The zones in which a zone, a system or an asset is. */
export function createZonesOf({ zones, assets }: EstateData): (id: string) => ReadonlySet<string> {
  const places = new Map<string, Set<string>>(zones.map(({ id }) => [id, new Set([id])]));
  for (const { id, system, zone } of assets) {
    for (const end of system === null ? [id] : [id, system]) {
      const there = places.get(end);
      if (there === undefined) places.set(end, new Set([zone]));
      else there.add(zone);
    }
  }
  return (id) => places.get(id) ?? new Set();
}

/** IPv4 that is written as IPv6 is IPv4: packets have the one or the other. */
const prefixesIn = (texts: readonly string[]): Prefix[] =>
  texts
    .map((text) => parsePrefix(text.replace(/^::ffff:(?=[\d.]+$)/i, '')))
    .filter((prefix) => prefix !== undefined);

/** The ids that a selector of an assertion means; undefined when it is none. */
export function select(data: EstateData, selector: string): string[] | undefined {
  const [, list, kind = ''] = /^(zones|assets):(.+)$/.exec(selector) ?? [];
  if (list === undefined) return isEnd(data, selector) ? [selector] : undefined;
  const schema = list === 'zones' ? Zone.shape.kind : AssetKind;
  if (!schema.safeParse(kind).success) return undefined;
  const items: readonly (Zone | Asset)[] = list === 'zones' ? data.zones : data.assets;
  return items.filter((item) => item.kind === kind).map(({ id }) => id);
}

const isEnd = (data: EstateData, id: string): boolean =>
  [data.zones, data.systems, data.assets].some((items) => items.some((item) => item.id === id));

/** The one who has exactly this address. */
export function createHolders(assets: readonly Asset[]): (address: string) => string | null {
  const holders = new Map<string, string>();
  for (const { id, addresses } of assets) for (const address of addresses) holders.set(address, id);
  return (address) => holders.get(address) ?? null;
}

/** The addresses of hosts in their order, each with the asset that has it. */
export function hostsOf(assets: readonly Asset[]) {
  const hosts = assets.flatMap(({ id, addresses }) =>
    addresses.flatMap((text) => {
      const address = parseAddress(text.replace(/^::ffff:(?=[\d.]+$)/i, ''));
      return address === undefined ? [] : [{ ...address, asset: id }];
    }),
  );
  return hosts.sort(compareAddresses);
}

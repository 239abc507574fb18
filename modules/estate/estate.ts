/** The estate, ready to ask: built once, every look-up a table. */
import type { Firewalls } from './firewalls/model.ts';
import { createImpact } from './impact.ts';
import type { Account, Asset, Estate, EstateData } from './model.ts';
import { canonicalAddress, createRangeTable, parseRange } from './network.ts';
import { type Placed, placeAssets } from './wards.ts';

/**
 * @param data sound estate data: `loadEstate` has checked it, and other callers can with `findProblems`.
 * @param firewalls what its firewalls say, whose flows are among the data: `withFirewalls` adds both
 */
export function createEstate(data: EstateData, firewalls: Firewalls | null = null): Estate {
  const byId = <T extends { id: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.id, item]));
  const assets = byId(data.assets);
  const services = byId(data.services);
  const systems = byId(data.systems);
  const zones = byId(data.zones);
  const wards = byId(data.wards);
  let placed: Placed | undefined;
  const places = (): Placed => {
    placed ??= placeAssets(data);
    return placed;
  };
  const domains = new Set(data.organisations.flatMap((o) => o.domains.map((d) => d.toLowerCase())));
  const hosts = hostTable(data.assets);
  const accounts = new Map(data.accounts.map((account) => [account.name.toLowerCase(), account]));
  const suppliers = new Map(
    data.suppliers.flatMap((supplier) =>
      [supplier.name.toLowerCase(), supplier.id].map((name) => [name, supplier] as const),
    ),
  );
  const addresses = new Map<string, Asset>();
  for (const asset of data.assets) {
    for (const address of asset.addresses) {
      const canonical = canonicalAddress(address);
      if (canonical !== undefined) addresses.set(canonical, asset);
    }
  }
  const zoneOfAddress = createRangeTable(
    data.zones.flatMap((value) =>
      value.cidrs.flatMap((cidr) => {
        const range = parseRange(cidr);
        return range === undefined ? [] : [{ range, value }];
      }),
    ),
  );
  const impactOf = createImpact(data);

  /** Without declared domains nobody can tell ours from theirs, so any is taken. */
  const isOurs = (domain: string) => domains.size === 0 || domains.has(domain);

  return {
    ...data,
    asset: (id) => assets.get(id),
    service: (id) => services.get(id),
    system: (id) => systems.get(id),
    zone: (id) => zones.get(id),
    ward: (id) => wards.get(id),
    wardOf: (id) => places().of.get(id),
    onWard: (id) => places().on.get(id) ?? [],

    assetByHost(name) {
      const host = name.trim().toLowerCase().replace(/\.$/, '');
      const exact = hosts.get(host);
      if (exact !== undefined) return exact;
      const dot = host.indexOf('.');
      // A host of the same short name in a stranger's domain is not ours.
      return dot > 0 && isOurs(host.slice(dot + 1)) ? hosts.get(host.slice(0, dot)) : undefined;
    },

    assetByAddress(address) {
      const canonical = canonicalAddress(address);
      return canonical === undefined ? undefined : addresses.get(canonical);
    },

    zoneOfAddress,

    account(name) {
      const text = name.trim().toLowerCase();
      const slash = text.indexOf('\\');
      if (slash >= 0) {
        // `FS01\Administrator` is the machine's own account, not the domain's.
        const domain = text.slice(0, slash);
        return isOurs(domain) && !hosts.has(domain) ? accounts.get(text.slice(slash + 1)) : undefined;
      }
      const at = text.lastIndexOf('@');
      if (at > 0) return isOurs(text.slice(at + 1)) ? accounts.get(text.slice(0, at)) : undefined;
      return accounts.get(text);
    },

    supplier: (name) => suppliers.get(name.trim().toLowerCase()),

    servicesOf(assetId) {
      const system = assets.get(assetId)?.system;
      return system == null ? [] : impactOf(system);
    },

    firewalls: () => firewalls,
  } satisfies Estate & { account(name: string): Account | undefined };
}

/** Full names, and short names where only one asset has it. */
function hostTable(assets: readonly Asset[]): Map<string, Asset> {
  const full = new Map(assets.map((asset) => [asset.hostname.toLowerCase(), asset]));
  const short = new Map<string, Asset | null>();
  for (const [host, asset] of full) {
    const first = host.split('.', 1)[0]!;
    if (first !== host) short.set(first, short.has(first) ? null : asset);
  }
  for (const [host, asset] of short) {
    if (asset !== null && !full.has(host)) full.set(host, asset);
  }
  return full;
}

/** Without its look-ups: plain data, which crosses from one thread to another. There they are made again. */
export const dataOf = (estate: Estate): EstateData =>
  Object.fromEntries(
    Object.entries(estate).filter(([, value]) => typeof value !== 'function'),
  ) as unknown as EstateData;

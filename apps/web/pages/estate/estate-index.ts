/** The estate ready for tables: names looked up once, and the words that a search may hit. */
import type { EstateView } from '@cordon/server/api';

export type Tab = 'services' | 'systems' | 'assets' | 'zones';

type View = EstateView;
type Searchable<Noun> = Noun & { words: string };

export interface ServiceNeed {
  id: string;
  name: string;
  strength: 'stops' | 'degrades';
}

export interface EstateIndex {
  view: View;
  services: Searchable<View['services'][number]>[];
  systems: Searchable<View['systems'][number]>[];
  assets: Searchable<View['assets'][number]>[];
  zones: Searchable<View['zones'][number]>[];
  service: Map<string, View['services'][number]>;
  system: Map<string, View['systems'][number]>;
  asset: Map<string, View['assets'][number]>;
  zone: Map<string, View['zones'][number]>;
  supplier: Map<string, View['suppliers'][number]>;
  site: Map<string, View['sites'][number]>;
  /** Systems or suppliers that a service or system needs. */
  needs(id: string): ServiceNeed[];
  /** Services or systems that need this one. */
  neededBy(id: string): ServiceNeed[];
  assetsOf(system: string): View['assets'];
  assetsIn(zone: string): number;
}

const byId = <Noun extends { id: string }>(nouns: Noun[]) => new Map(nouns.map((noun) => [noun.id, noun]));

const searchable = <Noun>(
  nouns: Noun[],
  words: (noun: Noun) => (string | null | undefined)[],
): Searchable<Noun>[] =>
  nouns.map((noun) => ({ ...noun, words: words(noun).filter(Boolean).join('\n').toLowerCase() }));

function group<Item>(items: Item[], keyOf: (item: Item) => string | null): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const found = groups.get(key);
    if (found) found.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function indexEstate(view: View): EstateIndex {
  const [service, system, asset, zone, supplier, site] = [
    byId(view.services),
    byId(view.systems),
    byId(view.assets),
    byId(view.zones),
    byId(view.suppliers),
    byId(view.sites),
  ];
  const from = group(view.dependencies, (link) => link.from);
  const to = group(view.dependencies, (link) => link.to);
  const onSystem = group(view.assets, (item) => item.system);
  const inZone = group(view.assets, (item) => item.zone);
  const named = (id: string, strength: 'stops' | 'degrades'): ServiceNeed => ({
    id,
    name: service.get(id)?.name ?? system.get(id)?.name ?? supplier.get(id)?.name ?? id,
    strength,
  });
  return {
    view,
    services: searchable(
      view.services.toSorted((a, b) => a.urgency - b.urgency || a.name.localeCompare(b.name)),
      (item) => [item.name, item.id, item.harm],
    ),
    systems: searchable(
      view.systems.toSorted((a, b) => a.name.localeCompare(b.name)),
      (item) => [
        item.name,
        item.id,
        item.kind,
        item.supplier === null ? null : supplier.get(item.supplier)?.name,
      ],
    ),
    assets: searchable(
      view.assets.toSorted((a, b) => a.hostname.localeCompare(b.hostname)),
      (item) => [
        item.hostname,
        ...item.addresses,
        item.kind,
        item.os,
        item.location,
        item.notes,
        zone.get(item.zone)?.name,
        item.system === null ? null : system.get(item.system)?.name,
        item.support_ends === null ? 'unknown support' : null,
      ],
    ),
    zones: searchable(view.zones, (item) => [item.name, item.id, item.kind, ...item.cidrs]),
    service,
    system,
    asset,
    zone,
    supplier,
    site,
    needs: (id) => (from.get(id) ?? []).map((link) => named(link.to, link.strength)),
    neededBy: (id) => (to.get(id) ?? []).map((link) => named(link.from, link.strength)),
    assetsOf: (id) => onSystem.get(id) ?? [],
    assetsIn: (id) => inZone.get(id)?.length ?? 0,
  };
}

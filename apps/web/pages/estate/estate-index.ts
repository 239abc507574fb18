/** The estate without its assets, ready for tables: names looked up once, and the words that a search may hit. */
import type { EstateOutline } from '@cordon/server/api';

export type Tab = 'services' | 'wards' | 'systems' | 'assets' | 'zones';

type View = EstateOutline;
type Searchable<Noun> = Noun & { words: string };

export interface ServiceNeed {
  id: string;
  name: string;
  strength: 'stops' | 'degrades';
}

export interface EstateIndex {
  view: View;
  services: Searchable<View['services'][number]>[];
  wards: Searchable<View['wards'][number]>[];
  systems: Searchable<View['systems'][number]>[];
  zones: Searchable<View['zones'][number]>[];
  service: Map<string, View['services'][number]>;
  ward: Map<string, View['wards'][number]>;
  system: Map<string, View['systems'][number]>;
  zone: Map<string, View['zones'][number]>;
  supplier: Map<string, View['suppliers'][number]>;
  site: Map<string, View['sites'][number]>;
  /** Systems or suppliers that a service or system needs. */
  needs(id: string): ServiceNeed[];
  /** Services or systems that need this one. */
  neededBy(id: string): ServiceNeed[];
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
  const [service, system, zone, supplier, site] = [
    byId(view.services),
    byId(view.systems),
    byId(view.zones),
    byId(view.suppliers),
    byId(view.sites),
  ];
  const from = group(view.dependencies, (link) => link.from);
  const to = group(view.dependencies, (link) => link.to);
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
    wards: searchable(view.wards, (item) => [
      item.name,
      item.id,
      site.get(item.site)?.name,
      item.locations,
      ...item.services.map((id) => service.get(id)?.name),
    ]),
    systems: searchable(
      view.systems.toSorted((a, b) => a.name.localeCompare(b.name)),
      (item) => [
        item.name,
        item.id,
        item.kind,
        item.supplier === null ? null : supplier.get(item.supplier)?.name,
      ],
    ),
    zones: searchable(view.zones, (item) => [item.name, item.id, item.kind, ...item.cidrs]),
    service,
    ward: byId(view.wards),
    system,
    zone,
    supplier,
    site,
    needs: (id) => (from.get(id) ?? []).map((link) => named(link.to, link.strength)),
    neededBy: (id) => (to.get(id) ?? []).map((link) => named(link.from, link.strength)),
  };
}

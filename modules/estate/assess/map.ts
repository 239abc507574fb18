/** The estate as a map: zones by what stands in them, what may flow between them, and what rests on which. Never one row for each asset. Pure. */
import type { Asset, Estate, Flow } from '../model.ts';
import type { SupportState } from '../support/index.ts';
import type { Assessment } from './assess.ts';
import type { EstateMap } from './model.ts';

type Zone = EstateMap['zones'][number];
type Group = Zone['groups'][number];

/** Conversations of a link that are named; of the rest the number is enough. */
const flowsNamed = 5;

export function mapView({ day, needs: { estate }, supportOf }: Assessment): EstateMap {
  const groups = new Map<string, Map<string, Group>>(estate.zones.map(({ id }) => [id, new Map()]));
  for (const asset of estate.assets) {
    const here = groups.get(asset.zone);
    if (here) count(here, asset, supportOf(asset).state);
  }
  const zonesOf = createZonesOf(estate);
  return {
    day,
    assets: estate.assets.length,
    zones: estate.zones.map(({ id, name, kind }) => {
      const own = [...groups.get(id)!.values()].sort((a, b) => b.assets - a.assets || compare(a, b));
      return { id, name, kind, assets: own.reduce((sum, { assets }) => sum + assets, 0), groups: own };
    }),
    systems: estate.systems.map(({ id, name }) => ({ id, name })),
    links: linksOf(estate.flows, zonesOf),
    services: estate.services.map(({ id, name, urgency }) => ({ id, name, urgency })),
  };
}

function count(groups: Map<string, Group>, { kind, system }: Asset, support: SupportState): void {
  const key = `${system ?? ''} ${kind}`;
  const group = groups.get(key) ?? {
    ...{ system, kind, assets: 0 },
    support: { supported: 0, extended: 0, ended: 0, unknown: 0 },
  };
  group.assets++;
  group.support[support]++;
  groups.set(key, group);
}

const compare = (a: Group, b: Group): number =>
  `${a.system ?? ''} ${a.kind}` < `${b.system ?? ''} ${b.kind}` ? -1 : 1;

/** A flow may name a zone, a system or one asset: the zones in which that stands. */
function createZonesOf({ zones, assets }: Estate): (endpoint: string) => readonly string[] {
  const found = new Map(zones.map(({ id }) => [id, new Set([id])]));
  for (const { id, system, zone } of assets) {
    found.set(id, new Set([zone]));
    if (system === null) continue;
    const before = found.get(system);
    if (before) before.add(zone);
    else found.set(system, new Set([zone]));
  }
  return (endpoint) => [...(found.get(endpoint) ?? [])];
}

function linksOf(
  flows: readonly Flow[],
  zonesOf: (endpoint: string) => readonly string[],
): EstateMap['links'] {
  const links = new Map<string, EstateMap['links'][number]>();
  for (const { id, from, to, protocol, ports, purpose } of flows) {
    for (const start of zonesOf(from)) {
      for (const end of zonesOf(to)) {
        const key = `${start} ${end}`;
        const link = links.get(key) ?? { from: start, to: end, flows: 0, some: [] };
        link.flows++;
        if (link.some.length < flowsNamed) link.some.push({ id, protocol, ports, purpose });
        links.set(key, link);
      }
    }
  }
  return [...links.values()];
}

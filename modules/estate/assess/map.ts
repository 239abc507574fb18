/** The estate as a map: zones by what stands in them, what may flow between them, and what rests on which. Never one row for each asset. Pure. */

import { supportOfAsset } from '../legacy/index.ts';
import type { Asset, Estate, Flow } from '../model.ts';
import { createCoverage, type Registers } from '../registers/index.ts';
import type { Support, SupportState, SupportTable } from '../support/index.ts';
import type { EstateMap } from './model.ts';

type Zone = EstateMap['zones'][number];
type Group = Zone['groups'][number];

/** Conversations of a link that are named; of the rest the number is enough. */
const flowsNamed = 5;

export interface Drawn {
  day: string;
  estate: Estate;
  supportOf(asset: Asset): Support;
}

/** Of a hospital of which nothing was imported: what nobody lists is on none of its assets, so each is supported as its system is. */
export function mapOfFolder(
  estate: Estate,
  registers: Registers,
  table: SupportTable,
  day: string,
): EstateMap {
  const coverageOf = createCoverage(registers);
  const named = new Set([...registers.models, ...registers.extended_support].flatMap(({ covers }) => covers));
  const known = new Map<string, Support>();
  return mapView({
    ...{ day, estate },
    supportOf(asset) {
      const { id, os, support_ends, system, zone } = asset;
      // A hospital has the same few hundred over and over; only what a register names by itself may differ from its like.
      const like = named.has(id) ? id : [os, support_ends, system, zone].join('\n');
      const before = known.get(like);
      if (before !== undefined) return before;
      const support = supportOfAsset(table, asset, coverageOf(asset, day), day);
      known.set(like, support);
      return support;
    },
  });
}

export function mapView({ day, estate, supportOf }: Drawn): EstateMap {
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

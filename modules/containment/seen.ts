/** Flows that were seen, by the names that the estate has for their ends, and which of them an action would break. Pure. */
import {
  daysSeen,
  elsewhere,
  type FlowSeen,
  type FlowsSeen,
  firstDynamicPort,
  zoneOfEnd,
} from '@cordon/detection';
import type { Asset, Estate, Flow } from '@cordon/estate';
import type { Action, SeenBreak, SeenBreaks } from './model.ts';
import { meet, type PortRange, portRanges } from './ports.ts';

/** An end of a flow: null where the estate does not know what it is. */
export interface SeenEnd {
  readonly asset: Asset | null;
  readonly zone: string | null;
  /** The address, where one is kept. */
  readonly address: string | null;
}

export interface SeenFlow {
  readonly seen: FlowSeen;
  readonly from: SeenEnd;
  readonly to: SeenEnd;
}

export function placeFlows(estate: Estate, { flows }: FlowsSeen): SeenFlow[] {
  const internet = estate.zones.find(({ kind }) => kind === 'internet')?.id ?? null;
  const ends = new Map<string, SeenEnd>();
  const endOf = (name: string): SeenEnd => {
    const known = ends.get(name);
    if (known !== undefined) return known;
    const end = placed(name);
    ends.set(name, end);
    return end;
  };
  const placed = (name: string): SeenEnd => {
    if (name === elsewhere) return { asset: null, zone: internet, address: null };
    const zone = zoneOfEnd(name);
    if (zone !== undefined) return { asset: null, zone: estate.zone(zone)?.id ?? null, address: null };
    const asset = estate.assetByAddress(name) ?? null;
    return { asset, zone: asset?.zone ?? estate.zoneOfAddress(name)?.id ?? null, address: name };
  };
  return flows.map((seen) => ({ seen, from: endOf(seen.from), to: endOf(seen.to) }));
}

/** Whether what was seen is what the estate allows with this flow, on these of its ports. */
export function isOn(
  { seen, from, to }: SeenFlow,
  flow: Pick<Flow, 'from' | 'to' | 'protocol'>,
  ports: readonly PortRange[],
): boolean {
  return (
    (flow.protocol === 'any' || flow.protocol === seen.protocol) &&
    means(flow.from, from) &&
    means(flow.to, to) &&
    (seen.port === null || meet(ports, [portsOf(seen.port)]))
  );
}

const means = (endpoint: string, { asset, zone }: SeenEnd): boolean =>
  endpoint === zone || (asset !== null && (endpoint === asset.id || endpoint === asset.system));

/** The first dynamic port stands for all of them. */
export const portsOf = (port: number): PortRange =>
  port >= firstDynamicPort ? [firstDynamicPort, 65_535] : [port, port];

export const serviceText = ({ protocol, port }: Pick<FlowSeen, 'protocol' | 'port'>): string => {
  if (port === null) return protocol;
  const [low, high] = portsOf(port);
  return `${protocol} ${low === high ? low : `${low}-${high}`}`;
};

/** What people call an end, and where it stands. */
export function nameOfEnd(estate: Estate, { asset, zone, address }: SeenEnd): string {
  if (asset) return asset.location ? `${asset.hostname} (${asset.location})` : asset.hostname;
  const place = zone === null ? 'no zone that is known' : (estate.zone(zone)?.name ?? zone);
  return address === null ? place : `${address}, in ${place} and not in the estate`;
}

/** Services that use what stands at either end themselves: nearly all rest on a directory, and that would say nothing. */
const servicesOf = (estate: Estate, { from, to }: SeenFlow): string[] => {
  const systems = [from.asset?.system, to.asset?.system];
  const users = new Set(estate.dependencies.filter((one) => systems.includes(one.to)).map((one) => one.from));
  return estate.services.filter(({ id }) => users.has(id)).map(({ name }) => name);
};

/** A flow as a person is told of it. */
export const told = (estate: Estate, flow: SeenFlow): SeenBreak => ({
  from: nameOfEnd(estate, flow.from),
  to: nameOfEnd(estate, flow.to),
  service: serviceText(flow.seen),
  times: flow.seen.times,
  days: daysSeen(flow.seen),
  last_seen: flow.seen.last_seen,
  for: servicesOf(estate, flow),
});

const pairOf = (from: string | null, to: string | null): string => `${from ?? ''} ${to ?? ''}`;

/** The most used come first, and only these are named. */
const named = 5;

/** @returns for an action: what was seen that it breaks; null where nothing was watched that could tell, which is not "none" */
export function createSeenBreaks(
  estate: Estate,
  seen: FlowsSeen,
): (action: Action, closed: readonly Flow[]) => SeenBreaks | null {
  const flows = placeFlows(estate, seen);
  const watchedZones = new Set(flows.flatMap(({ from, to }) => [from.zone, to.zone]));
  /** A sensor that sees a zone talk with one other may see nothing of what it says to a third. */
  const watchedPairs = new Set(
    flows.flatMap(({ from, to }) => [pairOf(from.zone, to.zone), pairOf(to.zone, from.zone)]),
  );
  const organisations = new Map(estate.sites.map(({ id, organisation }) => [id, organisation]));
  const organisationOf = ({ asset }: SeenEnd) => (asset ? organisations.get(asset.site) : undefined);
  const zonesOf = (endpoint: string): string[] =>
    estate.zone(endpoint)
      ? [endpoint]
      : estate.assets.flatMap(({ id, system, zone }) =>
          id === endpoint || system === endpoint ? [zone] : [],
        );

  const isWatched = (closed: readonly Flow[]): boolean =>
    closed.some(({ from, to }) => {
      const ends = zonesOf(to);
      return zonesOf(from).some((zone) => ends.some((end) => watchedPairs.has(pairOf(zone, end))));
    });

  const breaks = (
    action: Action,
    closed: readonly Flow[],
  ): { watched: boolean; hit: (flow: SeenFlow) => boolean } | null => {
    switch (action.kind) {
      case 'isolate-asset':
        return {
          watched: zonesOf(action.asset).some((zone) => watchedZones.has(zone)),
          hit: ({ from, to }) => from.asset?.id === action.asset || to.asset?.id === action.asset,
        };
      case 'quarantine-zone':
        return {
          watched: watchedZones.has(action.zone),
          hit: ({ from, to }) => (from.zone === action.zone) !== (to.zone === action.zone),
        };
      case 'block-flow':
      case 'cut-supplier':
        return {
          watched: isWatched(closed),
          hit: (flow) =>
            closed.some((one) =>
              isOn(flow, one, portRanges(action.kind === 'block-flow' ? action.ports : one.ports)),
            ),
        };
      case 'cut-link':
        return {
          watched: isWatched(closed),
          hit: ({ from, to }) => {
            const ends = [organisationOf(from), organisationOf(to)];
            return ends.includes(action.organisation) && ends.includes(action.other);
          },
        };
      // Flows say which host talks, and not as whom.
      case 'disable-account':
      case 'reset-credentials':
        return null;
    }
  };

  return (action, closed) => {
    const found = breaks(action, closed);
    if (found === null || !found.watched) return null;
    const broken = flows.filter(found.hit).sort((a, b) => b.seen.times - a.seen.times);
    return {
      flows: broken.length,
      times: broken.reduce((sum, { seen: { times } }) => sum + times, 0),
      most: broken.slice(0, named).map((flow) => told(estate, flow)),
    };
  };
}

/** What the estate allows and what was seen, by pairs of zones: each end stands in one zone, so that a firewall between them can tell. Pure. */
import { portsOf, portText, type SeenEnd, type SeenFlow } from '@cordon/containment';
import type { Asset, Estate, Flow } from '@cordon/estate';

/** One end of a way: a zone, an asset, or what of a system stands in the zone. */
export interface End {
  readonly id: string;
  readonly zone: string;
}

/** Who may call whom, on what. */
export interface Way {
  readonly from: End;
  readonly to: End;
  readonly protocol: Flow['protocol'];
  readonly ports: readonly string[];
}

/** A way and the flow of the estate that allows it. */
export interface Stated extends Way {
  readonly flow: Flow;
}

export const pairOf = ({ from, to }: Pick<Way, 'from' | 'to'>): string => `${from.zone} ${to.zone}`;

/** There are thousands of ways, and few between any two zones. */
export function byPair<W extends Pick<Way, 'from' | 'to'>>(
  ways: Iterable<W>,
): (pair: string) => readonly W[] {
  const lists = new Map<string, W[]>();
  for (const way of ways) {
    const list = lists.get(pairOf(way));
    if (list) list.push(way);
    else lists.set(pairOf(way), [way]);
  }
  return (pair) => lists.get(pair) ?? [];
}

export type Ends = ReturnType<typeof createEnds>;

/** @param estate whose names ends have */
export function createEnds(estate: Estate) {
  const bySystem = new Map<string, Asset[]>();
  for (const asset of estate.assets) {
    if (asset.system === null) continue;
    const list = bySystem.get(asset.system);
    if (list) list.push(asset);
    else bySystem.set(asset.system, [asset]);
  }
  const endsOfSystem = (system: string): End[] =>
    [...new Set((bySystem.get(system) ?? []).map(({ zone }) => zone))].map((zone) => ({ id: system, zone }));

  const endsOf = (endpoint: string): End[] => {
    if (estate.zone(endpoint) !== undefined) return [{ id: endpoint, zone: endpoint }];
    const asset = estate.asset(endpoint);
    return asset ? [{ id: asset.id, zone: asset.zone }] : endsOfSystem(endpoint);
  };

  /** Ids of the assets that an end means, where it is less than a zone. */
  const assetsOf = ({ id, zone }: End): string[] =>
    estate.asset(id)
      ? [id]
      : (bySystem.get(id) ?? []).filter((asset) => asset.zone === zone).map((asset) => asset.id);

  return {
    endsOf,
    assetsOf,
    /** What of this endpoint belongs to the system: a zone is narrowed to it, anything else is narrow already. */
    within: (endpoint: string, system: string): End[] =>
      estate.zone(endpoint) === undefined
        ? endsOf(endpoint)
        : endsOfSystem(system).filter(({ zone }) => zone === endpoint),
    /** Whether two ends of one zone have a machine in common, known or not. */
    touch: (a: End, b: End): boolean =>
      a.id === a.zone || b.id === b.zone || assetsOf(a).some((id) => assetsOf(b).includes(id)),
    /** The one that rules name for what was seen: its system, since servers of one system stand in for each other. */
    ofSeen({ asset, zone }: SeenEnd): End | undefined {
      if (asset)
        return { id: asset.system ?? (isOneOfMany(asset) ? asset.zone : asset.id), zone: asset.zone };
      return zone === null ? undefined : { id: zone, zone };
    },
    /** As estates name it: a system that stands in several zones is told by its assets. */
    endpointsOf: (end: End): string[] =>
      end.id === end.zone || endsOf(end.id).length === 1 ? [end.id] : assetsOf(end),
    stated: (): Stated[] =>
      estate.flows.flatMap((flow) =>
        endsOf(flow.from).flatMap((from) =>
          endsOf(flow.to).map((to) => ({ flow, from, to, protocol: flow.protocol, ports: flow.ports })),
        ),
      ),
  };
}

/** A rule for each of these would be hundreds that say the same. */
const isOneOfMany = ({ kind }: Asset): boolean =>
  kind === 'workstation' || kind === 'laptop' || kind === 'phone' || kind === 'printer' || kind === 'unknown';

/** Ports of a seen flow as estates write them. */
export const portOf = ({ seen: { port } }: SeenFlow): string =>
  port === null ? 'any' : portText(portsOf(port));

/** What a rule could name of it; undefined for protocols that neither estates nor firewalls have a word for here. */
export const protocolOf = ({ seen: { protocol } }: SeenFlow): Flow['protocol'] | undefined =>
  protocol === 'other' ? undefined : protocol;

/** What each mode lets through: visibility everything as today, selective all but what intruders use between zones that are known, full only the rules. Pure. */
import { isOn, portRanges, type SeenFlow, without } from '@cordon/containment';
import type { Entry, EstateData, Flow } from '@cordon/estate';
import type { Mode, Recommendation, Rule } from './model.ts';
import { byPair, type Ends, pairOf, portOf, protocolOf, type Way } from './ways.ts';

/** A way that is open, and the flows of the estate behind it: a door from outside stays a door. */
export interface Open extends Way {
  readonly stated: readonly string[];
}

const wayOf = ({ from, to, from_zone, to_zone, protocol, ports, stated }: Rule): Open => ({
  ...{ from: { id: from, zone: from_zone }, to: { id: to, zone: to_zone } },
  ...{ protocol, ports, stated },
});

/** Pairs of zones that somebody knows enough of to deny anything between them. */
export const stablePairs = ({ pairs }: Recommendation): Set<string> =>
  new Set(pairs.filter(({ state }) => state === 'stable').map(({ from, to }) => `${from} ${to}`));

/** @param moved ports by which intruders move */
export function openWays(
  ends: Ends,
  placed: readonly SeenFlow[],
  recommendation: Recommendation,
  mode: Mode,
  moved: readonly string[],
): Open[] {
  const stated = ends.stated().map((way): Open => ({ ...way, stated: [way.flow.id] }));
  const seen = seenWays(ends, placed);
  const rules = recommendation.rules.map(wayOf);
  const stable = stablePairs(recommendation);
  // What passes within a zone never meets a firewall between zones.
  const isInside = ({ from, to }: Way) => from.zone === to.zone;
  switch (mode) {
    case 'visibility':
      return [...stated, ...seen];
    case 'selective':
      return [
        ...rules,
        ...[...stated, ...seen].flatMap((way) => {
          if (isInside(way) || !stable.has(pairOf(way))) return [way];
          const ports = way.protocol === 'icmp' ? way.ports : without(way.ports, moved);
          return ports.length > 0 ? [{ ...way, ports }] : [];
        }),
      ];
    case 'full':
      return [...rules, ...[...stated, ...seen].filter(isInside)];
  }
}

/** What was seen is open today, whether anybody stated it or not. */
function seenWays(ends: Ends, placed: readonly SeenFlow[]): Open[] {
  const ways = new Map<string, Open>();
  for (const flow of placed) {
    const [from, to, protocol] = [ends.ofSeen(flow.from), ends.ofSeen(flow.to), protocolOf(flow)];
    if (!from || !to || protocol === undefined) continue;
    const key = [pairOf({ from, to }), from.id, to.id, protocol, portOf(flow)].join(' ');
    if (!ways.has(key)) ways.set(key, { from, to, protocol, ports: [portOf(flow)], stated: [] });
  }
  return [...ways.values()];
}

/** The hospital as it would be: doors from outside lead where they led, as far as they still lead anywhere. */
export function estateWith(
  estate: EstateData,
  ends: Ends,
  entries: readonly Entry[],
  open: readonly Open[],
): { data: EstateData; entries: Entry[] } {
  const flows: Flow[] = [];
  const stated = new Map<string, readonly string[]>();
  for (const way of open) {
    for (const from of ends.endpointsOf(way.from)) {
      for (const to of ends.endpointsOf(way.to)) {
        const id = `way-${flows.length}`;
        flows.push({ id, from, to, protocol: way.protocol, ports: [...way.ports], purpose: '' });
        if (way.stated.length > 0) stated.set(id, way.stated);
      }
    }
  }
  return {
    data: { ...estate, flows },
    entries: entries.map((entry) => ({
      ...entry,
      flows: [...stated].filter(([, ids]) => ids.some((id) => entry.flows.includes(id))).map(([id]) => id),
    })),
  };
}

/** Whether something that was seen would still pass. Asked of thousands, so ways are kept by their zones. */
export function createPasses(open: readonly Open[]): (flow: SeenFlow) => boolean {
  const ways = byPair(open.map((way) => ({ ...way, ranges: portRanges(way.ports) })));
  return (flow) => {
    const { from, to } = flow;
    // Nobody can say between which zones it goes, so no rule speaks of it.
    if (from.zone === null || to.zone === null || from.zone === to.zone) return true;
    return ways(`${from.zone} ${to.zone}`).some((way) =>
      isOn(flow, { from: way.from.id, to: way.to.id, protocol: way.protocol }, way.ranges),
    );
  };
}

/** Between which assets packets go, named as flows name their ends: a zone, a system, or one asset. Pure. */
import type { PacketSet, ServiceRange, Space } from '@cordon/firewall';
import type { Ground, Place } from './ground.ts';

export interface EndPair {
  readonly source: string;
  readonly destination: string;
  readonly services: readonly ServiceRange[];
}

/** Pairs of assets that are named one by one; beyond that the larger side is its whole zone, which is more than passes. */
const mostPairs = 64;

/**
 * Assets are sorted by what may go from them and to them, and those that are treated alike are named together, so costs follow the assets
 * and not their pairs.
 */
export function endpointsOf(
  { space, nameOf }: Ground,
  packets: PacketSet,
  from: Place,
  to: Place,
): { ends: EndPair[]; widened: boolean } {
  const ends = new Map<string, EndPair>();
  let widened = false;
  for (const [arriving, destinations] of classesOf(space, packets, 'destination', to)) {
    for (const [passing, sources] of classesOf(space, arriving, 'source', from)) {
      const services = space.services(passing);
      const [left, right] = within(nameOf(sources, from), nameOf(destinations, to), [from, to]);
      widened ||= left.widened || right.widened;
      for (const source of left.ids)
        for (const destination of right.ids)
          ends.set(`${source} ${destination} ${passing}`, { source, destination, services });
    }
  }
  // In an order that does not hang on that of the assets.
  const sorted = [...ends].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  return { ends: sorted, widened };
}

/** What is left of the packets for each group of assets that they treat alike; the internet is one group. */
function classesOf(
  space: Space,
  packets: PacketSet,
  field: 'source' | 'destination',
  { zone, hosts }: Place,
): [PacketSet, Set<string>][] {
  if (zone.kind === 'internet') return [[packets, new Set()]];
  return [...space.partition(packets, field, hosts)].map(([rest, some]) => [
    rest,
    new Set(some.map(({ asset }) => asset)),
  ]);
}

interface Named {
  readonly ids: readonly string[];
  readonly widened: boolean;
}

function within(
  left: readonly string[],
  right: readonly string[],
  [from, to]: readonly [Place, Place],
): [Named, Named] {
  const asIs = (ids: readonly string[]): Named => ({ ids, widened: false });
  const whole = ({ zone }: Place): Named => ({ ids: [zone.id], widened: true });
  if (left.length * right.length <= mostPairs) return [asIs(left), asIs(right)];
  const larger = left.length > right.length;
  const rest = larger ? right.length : left.length;
  if (rest > mostPairs) return [whole(from), whole(to)];
  return larger ? [whole(from), asIs(right)] : [asIs(left), whole(to)];
}

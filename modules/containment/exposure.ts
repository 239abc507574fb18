/** Whether the internet may call an asset, or get to it by way of others, and by what: the Exposure of SSVC, from our own reachability. */
import { type Entry, type Estate, type Exposed, flowsFromOutside } from '@cordon/estate';
import { createContainment } from './containment.ts';
import type { ReachedAsset } from './model.ts';

/** Steps of an example that are named; what lies between is counted. */
const named = 4;

/**
 * What no conversation leads to is taken to be shut in, unless nobody knows where it stands.
 *
 * @param entries ways in that somebody registered: what they lead to is open, whether or not a flow says so
 */
export function exposureFromOutside(
  estate: Estate,
  entries: readonly Entry[],
): (asset: string) => Exposed | null {
  const called = new Map(
    flowsFromOutside(estate).map(({ id, to, protocol, ports }) => [
      to,
      `The internet may call it: ${id}, ${protocol} ${ports.join(' ')}.`,
    ]),
  );
  const registered = new Map(
    entries.flatMap(({ name, through }) =>
      through.map((place) => [place, `A registered way in leads to it: ${name}.`] as const),
    ),
  );
  const open = new Map<string, string>();
  for (const { id, zone, system } of estate.assets) {
    const places = [id, system ?? '', zone];
    const doors = [called, registered].flatMap((why) => places.flatMap((place) => why.get(place) ?? []));
    if (doors[0] !== undefined) open.set(id, doors[0]);
  }
  const { assets } = createContainment({ estate }).reach([...open.keys()]);
  const reached = new Map(assets.map((one) => [one.asset, one]));
  return (asset) => {
    const own = open.get(asset);
    if (own !== undefined) return { value: 'open', why: own };
    const found = reached.get(asset);
    if (found !== undefined) return { value: 'controlled', why: wayTo(estate, found) };
    return estate.zone(estate.asset(asset)?.zone ?? '')?.kind === 'unknown'
      ? null
      : { value: 'small', why: 'No allowed conversation leads there from the internet.' };
  };
}

function wayTo(estate: Estate, { path }: ReachedAsset): string {
  const hosts = path.map(({ from }) => estate.asset(from)?.hostname ?? from);
  const by =
    hosts.length <= named
      ? hosts.join(', then ')
      : `${hosts[0]}, ${hosts.length - 2} more, then ${hosts.at(-1)}`;
  const { flow, port } = path.at(-1)!;
  return `It can be reached from the internet by way of ${by}; at the end by ${flow}, on ${port === 'any' ? 'any port' : `port ${port}`}.`;
}

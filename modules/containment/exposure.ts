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
  const doors = new Map<string, string>();
  for (const { name, through } of entries)
    for (const place of through) doors.set(place, `A registered way in leads to it: ${name}.`);
  for (const { id, to, protocol, ports } of flowsFromOutside(estate))
    doors.set(to, `The internet may call it: ${id}, ${protocol} ${ports.join(' ')}.`);
  const open = new Map<string, string>();
  for (const { id, zone, system } of estate.assets) {
    const why = doors.get(id) ?? doors.get(system ?? '') ?? doors.get(zone);
    if (why !== undefined) open.set(id, why);
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

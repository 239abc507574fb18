import { formatPrefix, type Prefix } from './address.ts';
import { nothing, type PacketSet } from './diagrams.ts';
import type { Network, Step } from './network.ts';
import type { Packet } from './packet.ts';
import { packetsOf, type Service } from './service.ts';
import type { ExampleHints, Space } from './space.ts';

/** Hosts with a name. */
export interface Group {
  readonly name: string;
  readonly networks: readonly Prefix[];
}

/**
 * What must stay true of a network, as data.
 * - `never`: nothing of the services may pass from one group to the other.
 * - `only`: nothing but the services may pass from one group to the other.
 * - `always`: all of the services must pass, surely.
 */
export interface Assertion {
  readonly name: string;
  readonly rule: 'never' | 'only' | 'always';
  readonly from: Group;
  readonly to: Group;
  /** Empty means every service. */
  readonly services: readonly Service[];
}

export interface Verdict {
  readonly assertion: Assertion;
  readonly holds: boolean;
  /** A packet that proves it broken: one that passes and must not, or does not surely pass and must. */
  readonly counterExample?: Packet;
  /** How that packet passes; or, where it must and does not, where it is stopped. */
  readonly path: readonly Step[];
}

export function check(
  space: Space,
  network: Network,
  assertion: Assertion,
  hints: ExampleHints = {},
): Verdict {
  const { rule, from, to } = assertion;
  for (const group of [from, to]) {
    // A group without addresses would make every assertion about it hold.
    if (group.networks.length === 0)
      throw new RangeError(`"${assertion.name}" cannot be checked: "${group.name}" has no addresses`);
  }
  const services = packetsOf(space, assertion.services);
  const wanted = space.intersection([space.openers, services, ends(space, from, to)]);
  const question =
    rule === 'only' ? space.minus(space.and(space.openers, ends(space, from, to)), services) : wanted;
  const answer = network.permits(from, to, question, hints);
  const broken = rule === 'always' ? space.minus(wanted, answer.sure) : answer.allowed;
  if (broken === nothing) return { assertion, holds: true, path: [] };
  const counterExample = space.example(broken, hints)!;
  const path =
    rule === 'always'
      ? network.stops(from, counterExample)
      : network.permits(from, to, space.only(counterExample)).path;
  return { assertion, holds: false, counterExample, path };
}

function ends(space: Space, from: Group, to: Group): PacketSet {
  return space.and(
    space.union(from.networks.map((prefix) => space.inPrefix('source', prefix))),
    space.union(to.networks.map((prefix) => space.inPrefix('destination', prefix))),
  );
}

/** For people: `guest (10.9.0.0/16)`. */
export const formatGroup = ({ name, networks }: Group): string =>
  `${name} (${networks.map(formatPrefix).join(', ')})`;

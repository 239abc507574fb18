import { type Address, contains, formatPrefix } from './address.ts';
import { everything, nothing, type PacketSet } from './diagrams.ts';
import { type Device, type Route, self } from './model.ts';
import type { AddressField, Space } from './space.ts';

export interface Exit {
  readonly interface: string;
  readonly packets: PacketSet;
  readonly via?: Address;
}

/**
 * The ways out of a device, each with the packets that its connected networks and routes send there: longest
 * prefix first. Without routes nobody knows where the rest goes, and it may go anywhere.
 *
 * @param field `source` for the packets whose answers would go there: those of hosts that are behind it
 */
export function exitsOf(space: Space, device: Device, field: AddressField): Exit[] {
  const interfaces = device.interfaces.filter(({ name }) => name !== self);
  const connected: Route[] = interfaces.flatMap(({ name, networks }) =>
    networks.map((prefix) => ({ prefix, interface: name })),
  );
  // Equal routes share the traffic: a packet may take any of them.
  const routes = new Map<string, Route[]>();
  for (const route of [...connected, ...device.routes].sort((a, b) => b.prefix.bits - a.prefix.bits)) {
    const key = formatPrefix(route.prefix);
    routes.set(key, [...(routes.get(key) ?? []), route]);
  }
  const known = new Set(interfaces.map(({ name }) => name));
  const exits: Exit[] = [];
  const leave = (name: string, packets: PacketSet, via?: Address) => {
    if (known.has(name)) exits.push({ interface: name, packets, ...(via !== undefined && { via }) });
  };
  let left: PacketSet = everything;
  for (const equal of routes.values()) {
    const packets = space.and(left, space.inPrefix(field, equal[0]!.prefix));
    for (const { via, interface: named } of equal) {
      if (named !== undefined) leave(named, packets, via);
      else if (via !== undefined) {
        for (const { prefix, interface: name } of connected)
          if (contains(prefix, via)) leave(name!, packets, via);
      }
    }
    left = space.minus(left, packets);
  }
  // No route for the rest: dropped if the device has routes, and unknown if it has none.
  if (device.routes.length === 0) for (const { name } of interfaces) leave(name, left);
  return exits;
}

/**
 * The packets from hosts behind one interface to hosts behind another, as far as networks and routes tell which
 * those are: what a person means by "from here to there".
 */
export function createBehind(space: Space, device: Device): (from: string, to: string) => PacketSet {
  const sets = { source: new Map<string, PacketSet>(), destination: new Map<string, PacketSet>() };
  for (const field of ['source', 'destination'] as const)
    for (const { interface: name, packets } of exitsOf(space, device, field))
      sets[field].set(name, space.or(sets[field].get(name) ?? nothing, packets));
  return (from, to) => space.and(sets.source.get(from) ?? nothing, sets.destination.get(to) ?? nothing);
}

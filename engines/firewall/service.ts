import { everything, type PacketSet } from './diagrams.ts';
import { protocols } from './packet.ts';
import type { Space } from './space.ts';

/** What is offered at a port, or a protocol without ports. Without ports it is all of the protocol. */
export interface Service {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
  /** First and last destination port. */
  readonly ports?: readonly [number, number];
}

/** Each version of IP has its own. */
export const icmp = (space: Space): PacketSet =>
  space.or(
    space.and(space.isFamily(4), space.inRange('protocol', protocols.icmp)),
    space.and(space.isFamily(6), space.inRange('protocol', protocols.icmpv6)),
  );

/** No services means every service. */
export function packetsOf(space: Space, services: readonly Service[]): PacketSet {
  if (services.length === 0) return everything;
  return space.union(
    services.map(({ protocol, ports }) =>
      protocol === 'any'
        ? everything
        : space.and(
            protocol === 'icmp' ? icmp(space) : space.inRange('protocol', protocols[protocol]),
            ports === undefined ? everything : space.inRange('destinationPort', ports[0], ports[1]),
          ),
    ),
  );
}

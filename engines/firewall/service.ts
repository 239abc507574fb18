import { everything, type PacketSet } from './diagrams.ts';
import { protocols } from './packet.ts';
import { parsePortRange } from './readers/ports.ts';
import type { Space } from './space.ts';

/** What is offered at a port, or a protocol without ports. Without ports it is all of the protocol. */
export interface Service {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
  /** First and last destination port. */
  readonly ports?: readonly [number, number];
}

/**
 * Packets of a protocol, by number. Each version of IP has its own ICMP, and devices never mean that of the
 * other.
 */
export function ofProtocol(space: Space, protocol: number): PacketSet {
  const packets = space.inRange('protocol', protocol);
  if (protocol === protocols.icmp) return space.and(space.isFamily(4), packets);
  if (protocol === protocols.icmpv6) return space.and(space.isFamily(6), packets);
  return packets;
}

/** What people call ICMP: whichever belongs to the packet's version of IP. */
export const anyIcmp = (space: Space): PacketSet =>
  space.or(ofProtocol(space, protocols.icmp), ofProtocol(space, protocols.icmpv6));

/**
 * Services as people write them: `tcp 443`, `udp/53`, `tcp 135-139`, `https`, `icmp`, `any`. A port alone is meant
 * for TCP and for UDP. undefined when it is none.
 */
export function parseServices(text: string): Service[] | undefined {
  const [, named, ports] = /^(?:(tcp|udp|icmp|any)\b)?[ /]*([\w-]*)$/i.exec(text.trim()) ?? [];
  const protocol = named?.toLowerCase() as Service['protocol'] | undefined;
  if (!ports) return protocol === undefined ? undefined : [{ protocol }];
  const range = parsePortRange(ports, '-') ?? parsePortRange(ports, ' ');
  if (range === undefined || protocol === 'icmp') return undefined;
  const carriers = protocol === 'tcp' || protocol === 'udp' ? [protocol] : (['tcp', 'udp'] as const);
  return carriers.map((one) => ({ protocol: one, ports: range }));
}

/** No services means every service. */
export function packetsOf(space: Space, services: readonly Service[]): PacketSet {
  if (services.length === 0) return everything;
  return space.union(
    services.map(({ protocol, ports }) =>
      protocol === 'any'
        ? everything
        : space.and(
            protocol === 'icmp' ? anyIcmp(space) : space.inRange('protocol', protocols[protocol]),
            ports === undefined ? everything : space.inRange('destinationPort', ports[0], ports[1]),
          ),
    ),
  );
}

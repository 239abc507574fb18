import { type Address, formatAddress } from './address.ts';

/** One packet, as far as firewalls look at it. */
export interface Packet {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  /** Without meaning where the protocol has no ports. */
  readonly sourcePort: number;
  /** For ICMP: type times 256 plus code. */
  readonly destinationPort: number;
  /** It belongs to a connection that was opened before, rather than opening one. */
  readonly reply: boolean;
}

export const protocols = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  eigrp: 88,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
} as const;

const namesOfProtocols = new Map<number, string>(
  Object.entries(protocols).map(([name, number]) => [number, name]),
);

export const protocolsWithPorts: readonly number[] = [protocols.tcp, protocols.udp, protocols.sctp];

const isIcmp = (protocol: number): boolean => protocol === protocols.icmp || protocol === protocols.icmpv6;

export const formatProtocol = (protocol: number): string =>
  namesOfProtocols.get(protocol) ?? `protocol ${protocol}`;

/** For people: `tcp 10.20.1.10:49152 -> 10.30.2.10:445`. */
export function formatPacket(packet: Packet): string {
  const { protocol, sourcePort, destinationPort } = packet;
  const source = formatAddress(packet.source);
  const destination = formatAddress(packet.destination);
  const kind = `${formatProtocol(protocol)}${packet.reply ? ' reply' : ''}`;
  if (protocolsWithPorts.includes(protocol)) {
    return `${kind} ${end(source, sourcePort)} -> ${end(destination, destinationPort)}`;
  }
  const detail = isIcmp(protocol) ? ` type ${destinationPort >> 8} code ${destinationPort & 255}` : '';
  return `${kind} ${source} -> ${destination}${detail}`;
}

const end = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** Protocols of which the same destination ports occur; first and last of each. */
export interface ServiceRange {
  readonly protocols: readonly [number, number];
  readonly ports: readonly (readonly [number, number])[];
}

/** For people: `tcp 443, 2575-2577; udp 53`. */
export function formatServices(services: readonly ServiceRange[]): string {
  const parts = services.map(({ protocols: [first, last], ports }) => {
    const all = ports.length === 1 && ports[0]![0] === 0 && ports[0]![1] === 65_535;
    if (first === 0 && last === 255) return all ? 'everything' : `any protocol ${portList(ports)}`;
    const name = first === last ? formatProtocol(first) : `protocols ${first}-${last}`;
    return all ? name : `${name} ${isIcmp(first) ? typeList(ports) : portList(ports)}`;
  });
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

type Ranges = ServiceRange['ports'];

const portList = (ports: Ranges): string =>
  ports.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ');

const typeList = (ports: Ranges): string =>
  `type ${ports.map(([first, last]) => [...new Set([first >> 8, last >> 8])].join('-')).join(', ')}`;

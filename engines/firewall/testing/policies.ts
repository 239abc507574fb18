/**
 * Random policies over a space so small that every packet of it can be tried, and the plainest way to decide
 * one packet.
 */
import fc from 'fast-check';
import { type Address, contains, type Prefix, parseAddress, parsePrefix } from '../address.ts';
import type { Packet } from '../packet.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';

export const zones: Zone[] = ['a', 'b', 'c'].map((name, at) => ({
  name,
  interface: `eth${at}`,
  networks: [parsePrefix(`10.${at}.0.0/24`)!],
}));

const hosts = zones.map((_, at) => [0, 1, 2, 3].map((host) => parseAddress(`10.${at}.0.${host}`)!));
const ports = [21, 22, 23, 80];

/** Every packet from one zone to another, among those that differ for the policies below. */
export function* packetsBetween(from: number, to: number): Generator<Packet> {
  for (const source of hosts[from]!) {
    for (const destination of hosts[to]!) {
      for (const protocol of [1, 6, 17, 47]) {
        for (const port of protocol === 6 || protocol === 17 ? ports : [0]) {
          yield { source, destination, protocol, sourcePort: 0, destinationPort: port, reply: false };
        }
      }
    }
  }
}

const prefix = (at: number): fc.Arbitrary<Prefix> =>
  fc
    .record({ host: fc.integer({ min: 0, max: 3 }), bits: fc.constantFrom(24, 30, 31, 32) })
    .map(({ host, bits }) => parsePrefix(`10.${at}.0.${host}/${bits}`)!);

const service: fc.Arbitrary<Service> = fc.oneof(
  fc.constantFrom<Service>(
    { protocol: 'any' },
    { protocol: 'icmp' },
    { protocol: 'tcp' },
    { protocol: 'udp' },
  ),
  fc
    .record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      low: fc.constantFrom(...ports),
      span: fc.constantFrom(0, 0, 1, 60),
    })
    .map(({ protocol, low, span }) => ({ protocol, ports: [low, low + span] as const })),
);

export interface PolicyOptions {
  readonly actions?: readonly Rule['action'][];
  readonly otherwise?: readonly Policy['otherwise'][];
  readonly maxRules?: number;
}

const rule = (actions: readonly Rule['action'][]): fc.Arbitrary<Rule> =>
  fc
    .record({ from: fc.integer({ min: -1, max: 2 }), to: fc.integer({ min: -1, max: 2 }) })
    .chain(({ from, to }) =>
      fc.record({
        name: fc.constantFrom('plain', 'a "quoted" name', 'two words; drop table\n-A FORWARD -j ACCEPT'),
        ...(from >= 0 && { from: fc.constant(zones[from]!.name) }),
        ...(to >= 0 && { to: fc.constant(zones[to]!.name) }),
        sources: fc.array(prefix(Math.max(0, from)), { maxLength: 2 }),
        destinations: fc.array(prefix(Math.max(0, to)), { maxLength: 2 }),
        services: fc.array(service, { maxLength: 2 }),
        action: fc.constantFrom(...actions),
      }),
    );

export const policies = ({
  actions = ['permit', 'deny'],
  otherwise = ['permit', 'deny'],
  maxRules = 8,
}: PolicyOptions = {}): fc.Arbitrary<Policy> =>
  fc.record({
    name: fc.constant('test policy'),
    zones: fc.constant(zones),
    rules: fc.array(rule(actions), { maxLength: maxRules }),
    otherwise: fc.constantFrom(...otherwise),
  });

/** Rule by rule, as one would by hand: nothing of the engine but the notion of a prefix. */
export function decide(policy: Policy, from: string, to: string, packet: Packet): Rule['action'] {
  const decisive = policy.rules.find(
    (one) =>
      (one.from ?? from) === from &&
      (one.to ?? to) === to &&
      inOne(one.sources, packet.source) &&
      inOne(one.destinations, packet.destination) &&
      (one.services.length === 0 || one.services.some((each) => isOf(each, packet))),
  );
  return decisive?.action ?? policy.otherwise;
}

const inOne = (networks: readonly Prefix[], address: Address): boolean =>
  networks.length === 0 || networks.some((network) => contains(network, address));

function isOf({ protocol, ports: range }: Service, packet: Packet): boolean {
  if (protocol === 'any') return true;
  if (packet.protocol !== { icmp: 1, tcp: 6, udp: 17 }[protocol]) return false;
  return range === undefined || (packet.destinationPort >= range[0] && packet.destinationPort <= range[1]);
}

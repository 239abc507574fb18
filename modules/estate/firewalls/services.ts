/** Between flows, which say `tcp 135-139`, and sets of packets. Pure. */
import { type PacketSet, packetsOf, type Service, type ServiceRange, type Space } from '@cordon/firewall';
import type { Flow } from '../model.ts';
import type { Ends } from './ends.ts';

/** The connections that a flow states. */
export function packetsOfFlow(space: Space, ends: Ends, { from, to, protocol, ports }: Flow): PacketSet {
  const side = (field: 'source' | 'destination', id: string) =>
    space.union(ends(id).map((prefix) => space.inPrefix(field, prefix)));
  return space.intersection([
    space.openers,
    side('source', from),
    side('destination', to),
    packetsOf(space, servicesOf(protocol, ports)),
  ]);
}

function servicesOf(protocol: Flow['protocol'], ports: readonly string[]): Service[] {
  const allPorts = ports.includes('any') || ports.length === 0;
  if (allPorts || protocol === 'icmp') return [{ protocol }];
  const carriers = protocol === 'any' ? (['tcp', 'udp'] as const) : [protocol];
  return carriers.flatMap((one) =>
    ports.map((text): Service => {
      const [low = 0, high = low] = text.split('-').map(Number);
      return { protocol: one, ports: [low, high] };
    }),
  );
}

type Stated = Pick<Flow, 'protocol' | 'ports'>;

const carriers = [
  ['tcp', 6],
  ['udp', 17],
] as const;
const icmp = [1, 58];

/** As flows say it. Protocols that are none of TCP, UDP and ICMP are in no flow, unless every protocol passes. */
export function statedAs(services: readonly ServiceRange[]): Stated[] {
  const [only] = services;
  if (services.length === 1 && isWhole(only!, [0, 255])) return [{ protocol: 'any', ports: ['any'] }];
  const has = ({ protocols: [first, last] }: ServiceRange, protocol: number) =>
    first <= protocol && protocol <= last;
  return [
    ...carriers.flatMap(([protocol, number]): Stated[] => {
      const ranges = services
        .filter((one) => has(one, number))
        .flatMap(({ ports }) => ports.filter(([, high]) => high > 0));
      return ranges.length === 0 ? [] : [{ protocol, ports: ranges.map(portText) }];
    }),
    ...(services.some((one) => icmp.some((number) => has(one, number)))
      ? [{ protocol: 'icmp' as const, ports: [] }]
      : []),
  ];
}

const isWhole = ({ protocols, ports }: ServiceRange, [first, last]: readonly [number, number]): boolean =>
  protocols[0] === first && protocols[1] === last && ports.length === 1 && portText(ports[0]!) === 'any';

/** Nobody listens on port 0, and flows begin at 1. */
function portText([low, high]: readonly [number, number]): string {
  const first = Math.max(low, 1);
  if (first === 1 && high === 65_535) return 'any';
  return first >= high ? String(first) : `${first}-${high}`;
}

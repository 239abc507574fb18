import { type Address, formatPrefix, overlap, type Prefix } from './address.ts';
import { type Analysis, type Answer, analyse, type Hit } from './analysis.ts';
import { everything, nothing, type PacketSet } from './diagrams.ts';
import { type Device, self } from './model.ts';
import type { Packet } from './packet.ts';
import { exitsOf } from './routing.ts';
import type { ExampleHints, Space } from './space.ts';

/** An interface of a device in a network of several. */
export interface Port {
  readonly device: string;
  readonly interface: string;
}

/** What lies between devices: hosts of the same networks, reached by each other without crossing a filter. */
export interface Segment {
  readonly name: string;
  /** Empty where no configuration says: then any address may be there. */
  readonly networks: readonly Prefix[];
  readonly ports: readonly Port[];
}

/** One device on the way of a packet, with the lines that let it pass. */
export interface Step {
  readonly device: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly Hit[];
}

export interface NetworkAnswer extends Omit<Answer, 'lines'> {
  /** The devices that the example crosses; empty when it crosses none. */
  readonly path: readonly Step[];
}

/** Hosts, by the segment where they are or by their addresses wherever those are. */
export type End = { readonly segment: string } | { readonly networks: readonly Prefix[] };

export interface Network {
  readonly segments: readonly Segment[];
  /** What packets of `from` may reach `to`, by whatever way the routes allow. */
  permits(from: End, to: End, packets?: PacketSet, hints?: ExampleHints): NetworkAnswer;
  /** Where a packet of `from` is, or may be, stopped on its way, with the lines that do it. */
  stops(from: End, packet: Packet): Step[];
  /** By which lines these packets pass: looked at once for all of them, and then for each. */
  trace(from: End, to: End, packets: PacketSet): Trace;
}

export interface Trace {
  /** Packets that get their verdict from the same line of the same device, for each line that lets any of them pass. */
  readonly hits: readonly PacketSet[];
  /** The way of one packet of a part of them. */
  pathOf(part: PacketSet): Step[];
}

export interface NetworkOptions {
  /** Ports that are joined although no common network says so. */
  readonly links?: readonly (readonly [Port, Port])[];
}

/**
 * Devices that filter, joined where they have a network in common. Packets are sent as whole sets and not one
 * by one: what enters a device is split by its routes and cut by its filters, until nothing new arrives
 * anywhere. Where a device's routes are not known, packets may leave it by any interface, which can only show
 * too much to be reachable and never too little.
 */
export function createNetwork(
  space: Space,
  devices: readonly Device[],
  { links = [] }: NetworkOptions = {},
): Network {
  const analyses = new Map(devices.map((device) => [device.name, analyse(space, device)]));
  const segments = segmentsOf(devices, links);
  const segmentAt = new Map(
    segments.flatMap((segment) => segment.ports.map((port) => [keyOf(port), segment] as const)),
  );
  const inNetworks = {
    source: addressesIn(space, 'source'),
    destination: addressesIn(space, 'destination'),
  };
  /** Where every line was understood, what may pass surely passes. */
  const certain = [...analyses.values()].every(({ allowed, sure }) => allowed === sure);
  // What is connected somewhere is there, and not also beyond a segment of which no configuration says what it has.
  const connected = space.union(
    segments
      .filter(({ networks }) => networks.length > 0)
      .map(({ networks }) => inNetworks.destination(networks)),
  );
  const home = new Map(
    segments.map(
      (segment) =>
        [
          segment,
          segment.networks.length === 0 ? space.not(connected) : inNetworks.destination(segment.networks),
        ] as const,
    ),
  );
  const exits = new Map(devices.map((device) => [device.name, exitsOf(space, device, 'destination')]));

  /** Where packets get to: those delivered on each segment, and the way on from each device. */
  function spread(
    start: ReadonlyMap<Segment, PacketSet>,
    passes: (analysis: Analysis, from: string, to: string) => PacketSet,
  ): Spread {
    const delivered = new Map<Segment, PacketSet>();
    const crossed = new Map<string, Crossing>();
    const seen = new Map<string, PacketSet>();
    const cameFrom = new Map<string, Arrival>();
    const queue: { port: Port; packets: PacketSet }[] = [];
    const add = <K>(map: Map<K, PacketSet>, key: K, set: PacketSet) =>
      map.set(key, space.or(map.get(key) ?? nothing, set));

    const arrive = (port: Port, packets: PacketSet, before?: Arrival) => {
      const key = keyOf(port);
      const fresh = space.minus(packets, seen.get(key) ?? nothing);
      if (fresh === nothing) return;
      add(seen, key, fresh);
      if (before !== undefined && !cameFrom.has(key)) cameFrom.set(key, before);
      queue.push({ port, packets: fresh });
    };
    for (const [segment, packets] of start) {
      add(delivered, segment, space.and(packets, home.get(segment)!));
      const leaving = segment.networks.length === 0 ? packets : space.minus(packets, home.get(segment)!);
      for (const port of segment.ports) arrive(port, leaving);
    }
    for (const { port, packets } of queue) {
      const analysis = analyses.get(port.device)!;
      for (const exit of exits.get(port.device)!) {
        if (exit.interface === port.interface) continue;
        const out = space.intersection([
          packets,
          exit.packets,
          passes(analysis, port.interface, exit.interface),
        ]);
        if (out === nothing) continue;
        const crossing = keyOf({ device: keyOf(port), interface: exit.interface });
        const others = crossed.get(crossing)?.packets ?? nothing;
        crossed.set(crossing, { entered: port, left: exit.interface, packets: space.or(others, out) });
        const segment = segmentAt.get(keyOf({ device: port.device, interface: exit.interface }))!;
        const here = space.and(out, home.get(segment)!);
        const step: Arrival = { entered: port, left: exit.interface };
        if (here !== nothing) {
          add(delivered, segment, here);
          if (!cameFrom.has(segment.name)) cameFrom.set(segment.name, step);
        }
        const onward = segment.networks.length === 0 ? out : space.minus(out, home.get(segment)!);
        for (const next of segment.ports) {
          if (next.device !== port.device && leadsTo(exit.via, next)) arrive(next, onward, step);
        }
      }
    }
    return { delivered, cameFrom, crossed, entered: queue.map(({ port }) => port) };
  }

  /**
   * Whether a packet sent to this next hop comes to that device. Nobody's next hop, or none, may be any of
   * them.
   */
  function leadsTo(via: Address | undefined, port: Port): boolean {
    if (via === undefined) return true;
    const owner = devices.find(({ interfaces }) =>
      interfaces.some(({ addresses }) => addresses.some((address) => sameAddress(address, via))),
    );
    return owner === undefined || owner.name === port.device;
  }

  function startOf(end: End, packets: PacketSet): Map<Segment, PacketSet> {
    if ('segment' in end) {
      const segment = segmentNamed(end.segment);
      return new Map([[segment, space.and(packets, inNetworks.source(segment.networks))]]);
    }
    const starts = new Map<Segment, PacketSet>();
    let left = space.and(packets, inNetworks.source(end.networks));
    for (const segment of segments) {
      if (segment.networks.length === 0) continue;
      const here = space.and(left, inNetworks.source(segment.networks));
      if (here !== nothing) starts.set(segment, here);
      left = space.minus(left, here);
    }
    if (left === nothing) return starts;
    // The rest is connected nowhere that we know: beyond an open segment, or, where there is none, anywhere.
    const open = segments.filter(({ networks }) => networks.length === 0);
    for (const segment of open.length > 0 ? open : segments)
      starts.set(segment, space.or(starts.get(segment) ?? nothing, left));
    return starts;
  }

  const arrived = (end: End, delivered: ReadonlyMap<Segment, PacketSet>): PacketSet =>
    'segment' in end
      ? (delivered.get(segmentNamed(end.segment)) ?? nothing)
      : space.and(space.union([...delivered.values()]), inNetworks.destination(end.networks));

  function segmentNamed(name: string): Segment {
    const segment = segments.find((candidate) => candidate.name === name);
    if (segment === undefined) {
      throw new RangeError(
        `no segment is called "${name}"; there are: ${segments.map((one) => one.name).join(', ')}`,
      );
    }
    return segment;
  }

  const inWorstCase = (analysis: Analysis, from: string, to: string): PacketSet =>
    space.between(analysis.allowed, from, to);
  const surely = (analysis: Analysis, from: string, to: string): PacketSet =>
    space.between(analysis.sure, from, to);

  /** The way of one packet, without the lines. */
  function routeOf(from: End, to: End, packet: Packet): Arrival[] {
    const one = space.only(packet);
    const { delivered, cameFrom } = spread(startOf(from, one), inWorstCase);
    const goal = segments.find(
      (segment) =>
        delivered.has(segment) &&
        space.and(delivered.get(segment)!, arrived(to, delivered)) !== nothing &&
        (!('segment' in to) || segment.name === to.segment),
    );
    const route: Arrival[] = [];
    for (let at = goal && cameFrom.get(goal.name); at !== undefined; at = cameFrom.get(keyOf(at.entered)))
      route.push(at);
    return route.reverse();
  }

  function pathOf(from: End, to: End, packet: Packet): Step[] {
    const one = space.only(packet);
    return routeOf(from, to, packet).map(({ entered: { device, interface: port }, left }) => ({
      device,
      from: port,
      to: left,
      lines: analyses.get(device)!.decidedBy(port, left, one, 'permit'),
    }));
  }

  function trace(from: End, to: End, packets: PacketSet): Trace {
    const { crossed } = spread(startOf(from, packets), inWorstCase);
    const crossings = [...crossed.values()].map((crossing) => ({
      ...crossing,
      hits: analyses
        .get(crossing.entered.device)!
        .decidedBy(crossing.entered.interface, crossing.left, crossing.packets, 'permit'),
    }));
    type Crossed = (typeof crossings)[number];
    const isAt = (a: Arrival, b: Arrival) => keyOf(a.entered) === keyOf(b.entered) && a.left === b.left;
    const along = (packet: Packet): Crossed[] =>
      routeOf(from, to, packet).flatMap((at) => crossings.find((one) => isAt(one, at)) ?? []);
    // Where every device is crossed by all of them, they all go the same way.
    const together = packets !== nothing && crossings.every((one) => one.packets === packets);
    const common = together ? along(space.pick(packets)) : undefined;
    return {
      hits: crossings.flatMap(({ hits }) => hits.map((hit) => hit.packets)),
      pathOf(part) {
        const isIn = space.probe(part);
        return (common ?? along(space.pick(part))).map(({ entered, left, hits }) => ({
          device: entered.device,
          from: entered.interface,
          to: left,
          lines: hits.filter((hit) => isIn(hit.packets)),
        }));
      },
    };
  }

  function permits(
    from: End,
    to: End,
    packets: PacketSet = space.openers,
    hints: ExampleHints = {},
  ): NetworkAnswer {
    const start = startOf(from, packets);
    const allowed = arrived(to, spread(start, inWorstCase).delivered);
    const sure = certain ? allowed : arrived(to, spread(start, surely).delivered);
    const example = space.example(allowed, hints);
    return {
      allowed,
      sure,
      ...(example !== undefined && { example }),
      path: example === undefined ? [] : pathOf(from, to, example),
    };
  }

  function stops(from: End, packet: Packet): Step[] {
    const one = space.only(packet);
    const { entered } = spread(startOf(from, one), inWorstCase);
    return entered.flatMap(({ device, interface: port }) => {
      const analysis = analyses.get(device)!;
      return exits
        .get(device)!
        .filter((exit) => exit.interface !== port && space.and(one, exit.packets) !== nothing)
        .map((exit) => ({
          device,
          from: port,
          to: exit.interface,
          lines: analysis.decidedBy(port, exit.interface, one, 'deny'),
        }))
        .filter(({ lines }) => lines.length > 0);
    });
  }

  return { segments, permits, stops, trace };
}

/** The packets with an address in networks; in any where there are none. The same list is asked about again and again. */
function addressesIn(
  space: Space,
  field: 'source' | 'destination',
): (networks: readonly Prefix[]) => PacketSet {
  const known = new WeakMap<readonly Prefix[], PacketSet>();
  return (networks) => {
    const before = known.get(networks);
    if (before !== undefined) return before;
    const packets =
      networks.length === 0
        ? everything
        : space.union(networks.map((prefix) => space.inPrefix(field, prefix)));
    known.set(networks, packets);
    return packets;
  };
}

interface Arrival {
  readonly entered: Port;
  readonly left: string;
}

/** Packets on their way through a device. */
interface Crossing extends Arrival {
  readonly packets: PacketSet;
}

interface Spread {
  readonly delivered: Map<Segment, PacketSet>;
  readonly cameFrom: Map<string, Arrival>;
  readonly crossed: Map<string, Crossing>;
  readonly entered: Port[];
}

/** Ports belong together when they have a network in common or a link says so. */
function segmentsOf(devices: readonly Device[], links: readonly (readonly [Port, Port])[]): Segment[] {
  const groups: { ports: Port[]; networks: Prefix[] }[] = [];
  for (const device of devices) {
    for (const { name, networks } of device.interfaces) {
      if (name === self) continue;
      const port: Port = { device: device.name, interface: name };
      const joined = groups.filter(
        (group) =>
          group.networks.some((network) => networks.some((other) => overlap(network, other))) ||
          links.some(
            (link) =>
              link.some((end) => keyOf(end) === keyOf(port)) &&
              link.some((end) => group.ports.some((member) => keyOf(member) === keyOf(end))),
          ),
      );
      const group = {
        ports: [...joined.flatMap(({ ports }) => ports), port],
        networks: [...joined.flatMap((one) => one.networks), ...networks],
      };
      for (const old of joined) groups.splice(groups.indexOf(old), 1);
      groups.push(group);
    }
  }
  return groups.map(({ ports, networks }) => ({
    name: ports.map(keyOf).join(' + '),
    networks: [...new Map(networks.map((prefix) => [formatPrefix(prefix), prefix])).values()],
    ports,
  }));
}

const keyOf = (port: Port): string => `${port.device}/${port.interface}`;

const sameAddress = (a: Address, b: Address): boolean =>
  a.family === b.family && a.bytes.every((byte, at) => byte === b.bytes[at]);

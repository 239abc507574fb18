/** The network that configurations describe, with the zones of the estate where they lie in it. Pure. */
import {
  type Address,
  contains,
  createNetwork,
  type Device,
  elsewhere,
  type Kind,
  type Network,
  overlap,
  type Packet,
  type PacketSet,
  type Prefix,
  parsePrefix,
  readConfiguration,
  type Segment,
  type Space,
  type Step,
} from '@cordon/firewall';
import type { EstateData, Zone } from '../model.ts';
import { createEnds, createHolders, type Ends, hostsOf } from './ends.ts';
import { exampleOf, linesOf } from './lines.ts';
import type { Configuration, ExamplePacket, FirewallFolder, RuleLine } from './model.ts';
import { createNamer, type NameAssets } from './names.ts';

/** A zone of the estate, as far as some interface leads there. */
export interface Place {
  readonly zone: Zone;
  readonly networks: readonly Prefix[];
  readonly segments: ReadonlySet<Segment>;
  /** Packets from its addresses, and packets to them. */
  readonly sources: PacketSet;
  readonly destinations: PacketSet;
  /** The addresses of its assets; the internet's are without number. */
  readonly hosts: ReturnType<typeof hostsOf>;
  /** Some of them, for examples. */
  readonly some: ReturnType<typeof hostsOf>;
}

export interface Ground {
  readonly data: EstateData;
  readonly space: Space;
  readonly network: Network;
  readonly devices: readonly Device[];
  readonly ends: Ends;
  readonly places: readonly Place[];
  readonly unplaced: readonly string[];
  /** Whether hosts with these addresses are behind some interface. */
  isPlaced(prefix: Prefix): boolean;
  /** An example names hosts that people know, where it can. */
  hints(from: Place, to: Place): { sources: Place['hosts']; destinations: Place['hosts'] };
  nameOf: NameAssets;
  linesOf(path: readonly Step[]): RuleLine[];
  exampleOf(packet: Packet): ExamplePacket;
}

/** A configuration that cannot be read as a whole, or is not what the settings say of it: nothing was compared. */
export class UnreadableConfiguration extends Error {
  readonly file: string;
  constructor(file: string, why: string) {
    super(why);
    this.name = 'UnreadableConfiguration';
    this.file = file;
  }
}

/** More are not needed to find one that fits, and each costs. */
const hostsInHints = 20;

/** @throws UnreadableConfiguration */
export function openGround(space: Space, data: EstateData, folder: FirewallFolder): Ground {
  const cidrs = createEnds(data);
  const internet = new Set(data.zones.filter(({ kind }) => kind === 'internet').map(({ id }) => id));
  const devices = folder.devices.map((device) => {
    const behind = folder.interfaces
      .filter((one) => one.device === device.id)
      .map(({ name, zones, networks }) => ({
        name,
        networks: [
          ...networks.map((text) => parsePrefix(text)!),
          ...zones.flatMap((id) => (internet.has(id) ? [] : cidrs(id))),
        ],
        // Any address may be there, whichever are connected.
        open: zones.some((id) => internet.has(id)),
      }));
    return placed(read(space, device, behind), behind, device.file);
  });
  const network = createNetwork(space, devices);
  const connected = network.segments.flatMap(({ networks }) => networks);
  const ends = createEnds(data, [...connected, ...devices.flatMap(routedInside)]);

  const inNetworks = (field: 'source' | 'destination', networks: readonly Prefix[]): PacketSet =>
    space.union(networks.map((prefix) => space.inPrefix(field, prefix)));
  const open = network.segments.filter(({ networks }) => networks.length === 0);
  const placeOf = (zone: Zone): Place => {
    const networks = ends(zone.id);
    const isInternet = internet.has(zone.id);
    const segments = isInternet
      ? open
      : network.segments.filter((segment) =>
          segment.networks.some((one) => networks.some((own) => overlap(one, own))),
        );
    const behind = segments.flatMap((segment) => segment.networks);
    const hosts = isInternet ? [] : hostsOf(data.assets.filter((asset) => asset.zone === zone.id));
    const within = (field: 'source' | 'destination'): PacketSet =>
      isInternet
        ? inNetworks(field, networks)
        : space.and(inNetworks(field, networks), inNetworks(field, behind));
    return {
      zone,
      networks,
      segments: new Set(segments),
      sources: within('source'),
      destinations: within('destination'),
      hosts,
      some: hosts.slice(0, hostsInHints),
    };
  };
  const all = data.zones.map(placeOf);
  const fileOf = new Map(folder.devices.map(({ id, file }) => [id, file]));
  const holder = createHolders(data.assets);
  return {
    ...{ data, space, network, devices, ends },
    places: all.filter(({ segments }) => segments.size > 0),
    unplaced: all.filter(({ segments }) => segments.size === 0).map(({ zone }) => zone.id),
    isPlaced: (prefix) =>
      connected.some((one) => overlap(one, prefix)) || (open.length > 0 && isOutside(prefix)),
    hints: (from, to) => ({ sources: from.some, destinations: to.some }),
    nameOf: createNamer(data.assets),
    linesOf: (path) => linesOf(path, (device) => fileOf.get(device)!),
    exampleOf: (packet) => exampleOf(packet, holder),
  };

  function isOutside(prefix: Prefix): boolean {
    return data.zones.some(({ id }) => internet.has(id) && ends(id).some((one) => overlap(one, prefix)));
  }
}

interface Behind {
  readonly name: string;
  readonly networks: readonly Prefix[];
  readonly open: boolean;
}

/** Kinds whose configurations name only the interfaces that some line is about. */
const namesByTheWay = new Set<Kind>(['iptables', 'nftables']);

function read(space: Space, { id, kind, text, file }: Configuration, behind: readonly Behind[]): Device {
  try {
    const interfaces = namesByTheWay.has(kind)
      ? behind.map(({ name }) => ({ name, networks: [], addresses: [] }))
      : [];
    return { ...readConfiguration(space, kind, text, { interfaces }), name: id };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new UnreadableConfiguration(file, error.message);
    throw error;
  }
}

/** The device with what people say lies behind its interfaces. */
function placed(device: Device, behind: readonly Behind[], file: string): Device {
  const names = new Set(device.interfaces.map(({ name }) => name));
  for (const { name } of behind) {
    if (names.has(name)) continue;
    throw new UnreadableConfiguration(
      file,
      `has no interface "${name}", which firewalls.yaml names; it has: ${[...names].join(', ')}`,
    );
  }
  return {
    ...device,
    // Whoever is the next hop is found by what is connected, which an interface that leads anywhere no longer tells.
    routes: device.routes.map((route) => ({ ...interfaceTo(device, route.via), ...route })),
    interfaces: device.interfaces
      // Once somebody said what lies behind the interfaces, nothing lies behind one that does not exist.
      .filter(({ name }) => name !== elsewhere || behind.length === 0)
      .map((one) => {
        const said = behind.filter(({ name }) => name === one.name);
        if (said.some(({ open }) => open)) return { ...one, networks: [] };
        return { ...one, networks: [...one.networks, ...said.flatMap(({ networks }) => networks)] };
      }),
  };
}

function interfaceTo({ interfaces }: Device, via: Address | undefined): { interface?: string } {
  const found = via && interfaces.find(({ networks }) => networks.some((network) => contains(network, via)));
  return found === undefined ? {} : { interface: found.name };
}

/** Networks to which a device has a route that does not lead outside: they are somebody's, though perhaps of no zone. */
function routedInside({ routes, interfaces }: Device): Prefix[] {
  const open = new Set(interfaces.filter(({ networks }) => networks.length === 0).map(({ name }) => name));
  return routes
    .filter(({ prefix, interface: name }) => prefix.bits > 0 && name !== undefined && !open.has(name))
    .map(({ prefix }) => prefix);
}

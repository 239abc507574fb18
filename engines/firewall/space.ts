import type { Address, Family, Prefix } from './address.ts';
import { createDiagrams, everything, not, nothing, type PacketSet } from './diagrams.ts';
import { type Packet, protocols, protocolsWithPorts, type ServiceRange } from './packet.ts';

/**
 * The bits of a packet in the order in which diagrams test them. First what is not in its header: the
 * interfaces (or zones) by which it enters and leaves a device, and whether it belongs to a known connection.
 * An IPv4 address takes the first 32 of the 128 bits of an address; the rest is then never tested and costs
 * nothing.
 */
const widths = {
  from: 12,
  to: 12,
  reply: 1,
  family: 1,
  destination: 128,
  source: 128,
  protocol: 8,
  destinationPort: 16,
  sourcePort: 16,
} as const;
type Field = keyof typeof widths;
export type AddressField = 'source' | 'destination';
export type NumberField = 'protocol' | 'sourcePort' | 'destinationPort';

const fields = Object.keys(widths) as Field[];
const startOf = {} as Record<Field, number>;
let levels = 0;
for (const field of fields) {
  startOf[field] = levels;
  levels += widths[field];
}
const fieldAt: readonly Field[] = fields.flatMap((field) => Array<Field>(widths[field]).fill(field));
const header = startOf.family;
const maxPlaces = 1 << widths.from;

/** How many header bits of a family lie at or below each level: what a set's size is counted in. */
const bitsBelow: Record<Family, Int32Array> = { 4: countBits(4), 6: countBits(6) };

function countBits(family: Family): Int32Array {
  const below = new Int32Array(levels + 1);
  for (let level = levels - 1; level >= 0; level--) {
    const counted =
      level > startOf.family &&
      !(family === 4 && (isTail(level, startOf.source) || isTail(level, startOf.destination)));
    below[level] = below[level + 1]! + (counted ? 1 : 0);
  }
  return below;
}

function isTail(level: number, start: number): boolean {
  return level >= start + 32 && level < start + 128;
}

/** Ports by which people know a service, likeliest to matter in a hospital first: examples prefer them. */
const knownPorts = [445, 443, 3389, 22, 80, 104, 2575, 2762, 11112, 1433, 53, 389, 88, 135, 25, 161];

export interface ExampleHints {
  /** Addresses of real hosts: an example names one of them where it can. */
  readonly sources?: readonly Address[];
  readonly destinations?: readonly Address[];
}

export interface SpaceOptions {
  /** Nodes of diagrams at most, 18 bytes each as they are needed; the default is 8 million, some 150 MB. */
  readonly maxNodes?: number;
}

/**
 * Sets of packets, exact and without sampling, and what can be asked of them. Sets of one space can be
 * compared with each other and never with those of another; a space only grows, so make one per question and
 * let it go.
 */
export type Space = ReturnType<typeof createSpace>;

export function createSpace({ maxNodes = 8_000_000 }: SpaceOptions = {}) {
  const diagrams = createDiagrams(levels, maxNodes);
  const { and, node } = diagrams;
  const places = new Map<string, number>();

  const or = (a: PacketSet, b: PacketSet): PacketSet => not(and(not(a), not(b)));
  const minus = (a: PacketSet, b: PacketSet): PacketSet => and(a, not(b));

  /** By halves, so that large sets meet large sets: adding one by one would walk the growing sum each time. */
  function union(sets: readonly PacketSet[]): PacketSet {
    let round = sets;
    while (round.length > 1) {
      const half: PacketSet[] = [];
      for (let i = 0; i < round.length; i += 2) {
        const next = round[i + 1];
        half.push(next === undefined ? round[i]! : or(round[i]!, next));
      }
      round = half;
    }
    return round[0] ?? nothing;
  }

  /**
   * From the last bits up, so that what is tested first is put on top of what is ready, and not copied each
   * time.
   */
  const intersection = (sets: readonly PacketSet[]): PacketSet =>
    [...sets].sort((a, b) => diagrams.level(b) - diagrams.level(a)).reduce(and, everything);

  const bit = (level: number, one: boolean, rest: PacketSet): PacketSet =>
    one ? node(level, nothing, rest) : node(level, rest, nothing);

  /** Where the field's bits that `counts` selects are those of `value`. */
  function masked(field: Field, width: number, value: BitOf, counts: BitOf): PacketSet {
    let set: PacketSet = everything;
    for (let i = width - 1; i >= 0; i--) if (counts(i)) set = bit(startOf[field] + i, value(i), set);
    return set;
  }

  function atLeast(field: Field, width: number, value: BitOf): PacketSet {
    let set: PacketSet = everything;
    for (let i = width - 1; i >= 0; i--) {
      const level = startOf[field] + i;
      set = value(i) ? node(level, nothing, set) : node(level, set, everything);
    }
    return set;
  }

  function atMost(field: Field, width: number, value: BitOf): PacketSet {
    let set: PacketSet = everything;
    for (let i = width - 1; i >= 0; i--) {
      const level = startOf[field] + i;
      set = value(i) ? node(level, everything, set) : node(level, set, nothing);
    }
    return set;
  }

  const isFamily = (family: Family): PacketSet => bit(startOf.family, family === 6, everything);
  const inFamily = (family: Family, set: PacketSet): PacketSet => bit(startOf.family, family === 6, set);

  function inPrefix(field: AddressField, prefix: Prefix): PacketSet {
    return inFamily(
      prefix.family,
      masked(field, prefix.bits, bitsOf(prefix.bytes), () => true),
    );
  }

  /**
   * Where the bits that are 1 in `mask` are those of `address`: what wildcard masks of routers say, gaps and
   * all.
   */
  function inMask(field: AddressField, address: Address, mask: readonly number[]): PacketSet {
    return inFamily(
      address.family,
      masked(field, address.bytes.length * 8, bitsOf(address.bytes), bitsOf(mask)),
    );
  }

  /** Both ends belong to it; nothing when the first is the larger. */
  function inAddressRange(field: AddressField, first: Address, last: Address): PacketSet {
    if (first.family !== last.family) return nothing;
    const width = first.bytes.length * 8;
    return inFamily(
      first.family,
      and(atLeast(field, width, bitsOf(first.bytes)), atMost(field, width, bitsOf(last.bytes))),
    );
  }

  /** Both ends belong to it; nothing when the first is the larger. */
  function inRange(field: NumberField, first: number, last = first): PacketSet {
    const width = widths[field];
    if (first > last || last >= 2 ** width || first < 0) return nothing;
    if (first === last) return masked(field, width, bitsOfNumber(first, width), () => true);
    return and(
      atLeast(field, width, bitsOfNumber(first, width)),
      atMost(field, width, bitsOfNumber(last, width)),
    );
  }

  function numberOf(name: string): number {
    const known = places.get(name);
    if (known !== undefined) return known;
    // The last number is for the places that nothing names.
    if (places.size === maxPlaces - 1) {
      throw new RangeError(
        `more than ${maxPlaces - 1} interfaces: "${name}" has no number; ask about fewer devices in one space`,
      );
    }
    places.set(name, places.size);
    return places.size - 1;
  }

  const at = (field: 'from' | 'to', name: string): PacketSet =>
    masked(field, widths[field], bitsOfNumber(numberOf(name), widths[field]), () => true);

  /** The part of a set at one pair of places, freed of the places: what is said there of packets alone. */
  function between(set: PacketSet, from: string, to: string): PacketSet {
    let rest = set;
    const route = [bitsOfNumber(numberOf(from), widths.from), bitsOfNumber(numberOf(to), widths.to)];
    for (let level = diagrams.level(rest); level < startOf.reply; level = diagrams.level(rest)) {
      const value = level < startOf.to ? route[0]!(level) : route[1]!(level - startOf.to);
      rest = value ? diagrams.high(rest) : diagrams.low(rest);
    }
    return rest;
  }

  /** The headers that occur in a set, whatever the places and the connection. */
  const headers = (set: PacketSet): PacketSet => whatever(set, (field) => startOf[field] < header);

  /** What is in a set for some value of the fields that do not matter. */
  function whatever(set: PacketSet, ignored: (field: Field) => boolean): PacketSet {
    const seen = new Map<PacketSet, PacketSet>();
    const walk = (part: PacketSet): PacketSet => {
      if (part === everything || part === nothing) return part;
      let result = seen.get(part);
      if (result === undefined) {
        const level = diagrams.level(part);
        const [low, high] = [walk(diagrams.low(part)), walk(diagrams.high(part))];
        result = ignored(fieldAt[level]!) ? or(low, high) : node(level, low, high);
        seen.set(part, result);
      }
      return result;
    };
    return walk(set);
  }

  /**
   * The services that occur in a set between any hosts: what a person wants to know of it first. Ports of
   * ICMP are type times 256 plus code.
   */
  function services(set: PacketSet): ServiceRange[] {
    const bare = whatever(set, (field) => field !== 'protocol' && field !== 'destinationPort');
    return intervals(bare, 'protocol').map(({ first, last, rest }) => ({
      protocols: [first, last],
      ports: intervals(rest, 'destinationPort').map((ports) => [ports.first, ports.last] as const),
    }));
  }

  /**
   * The values of a field that leave anything, with what they leave; neighbours that leave the same are one
   * interval.
   */
  function intervals(set: PacketSet, field: NumberField): { first: number; last: number; rest: PacketSet }[] {
    const found: { first: number; last: number; rest: PacketSet }[] = [];
    const end = startOf[field] + widths[field];
    const walk = (part: PacketSet, level: number, first: number): void => {
      if (part === nothing) return;
      if (diagrams.level(part) >= end) {
        const last = first + 2 ** (end - level) - 1;
        const before = found.at(-1);
        if (before?.rest === part && before.last === first - 1) before.last = last;
        else found.push({ first, last, rest: part });
        return;
      }
      const splits = diagrams.level(part) === level;
      walk(splits ? diagrams.low(part) : part, level + 1, first);
      walk(splits ? diagrams.high(part) : part, level + 1, first + 2 ** (end - level - 1));
    };
    walk(set, startOf[field], 0);
    return found;
  }

  /** How many different headers a set has, of one IP version: exact, up to 2^104 for 4 and 2^296 for 6. */
  function count(set: PacketSet, family: Family = 4): bigint {
    const below = bitsBelow[family];
    const seen = new Map<PacketSet, bigint>();
    // Of the bits from the set's own level down.
    const walk = (part: PacketSet): bigint => {
      if (part === nothing) return 0n;
      if (part === everything) return 1n;
      let result = seen.get(part);
      if (result === undefined) {
        const next = below[diagrams.level(part) + 1]!;
        result = 0n;
        for (const branch of [diagrams.low(part), diagrams.high(part)]) {
          result += walk(branch) << BigInt(next - below[diagrams.level(branch)]!);
        }
        seen.set(part, result);
      }
      return result;
    };
    let start = headers(set);
    if (diagrams.level(start) === startOf.family) {
      start = family === 6 ? diagrams.high(start) : diagrams.low(start);
    }
    return walk(start) << BigInt(below[startOf.family]! - below[diagrams.level(start)]!);
  }

  /** Sets that an example is taken from where it can be: each narrows what is left, if anything then is. */
  const wishes = (hints: ExampleHints): PacketSet[] => {
    fixed ??= fixedWishes();
    return [
      ...fixed.before,
      ...hostWishes('source', hints.sources),
      ...hostWishes('destination', hints.destinations),
      ...fixed.after,
    ];
  };

  let fixed: ReturnType<typeof fixedWishes> | undefined;
  const fixedWishes = () => ({
    before: [
      not(bit(startOf.reply, true, everything)),
      isFamily(4),
      union([protocols.tcp, protocols.udp].map((protocol) => inRange('protocol', protocol))),
      inRange('protocol', protocols.tcp),
    ],
    after: [
      ...[inKnownPorts(), ...knownPorts.map((port) => inRange('destinationPort', port))].map(wherePorts),
      wherePorts(inRange('sourcePort', 49_152, 65_535)),
    ],
  });

  const inKnownPorts = () => union(knownPorts.map((port) => inRange('destinationPort', port)));

  const wherePorts = (set: PacketSet): PacketSet =>
    or(set, not(union(protocolsWithPorts.map((protocol) => inRange('protocol', protocol)))));

  function hostWishes(field: AddressField, hosts: readonly Address[] = []): PacketSet[] {
    usual[field] ??= usualHosts(field);
    if (hosts.length === 0) return usual[field];
    let known = knownHosts[field].get(hosts);
    if (known === undefined) {
      known = union(hosts.map((host) => inPrefix(field, { ...host, bits: host.bytes.length * 8 })));
      knownHosts[field].set(hosts, known);
    }
    return [known, ...usual[field]];
  }

  /** The same hosts are hinted at again and again. */
  const knownHosts = {
    source: new WeakMap<readonly Address[], PacketSet>(),
    destination: new WeakMap<readonly Address[], PacketSet>(),
  };
  const usual: Partial<Record<AddressField, PacketSet[]>> = {};
  const usualHosts = (field: AddressField): PacketSet[] => [
    not(
      union(
        ['224.0.0.0/3', '127.0.0.0/8', '0.0.0.0/8', '169.254.0.0/16'].map((text) => reserved(field, text)),
      ),
    ),
    // No network's own address, and no broadcast.
    inMask(field, { family: 4, bytes: [0, 0, 0, 10] }, [0, 0, 0, 255]),
    inMask(field, { family: 4, bytes: [0, 0, 0, 1] }, [0, 0, 0, 1]),
  ];

  function reserved(field: AddressField, text: string): PacketSet {
    const [host = '', bits] = text.split('/');
    return inPrefix(field, { family: 4, bytes: host.split('.').map(Number), bits: Number(bits) });
  }

  /**
   * One packet of the set, always the same, and one that people can read where there is a choice: TCP, a host
   * that the caller knows, a port with a name. undefined for the empty set.
   */
  function example(set: PacketSet, hints: ExampleHints = {}): Packet | undefined {
    if (set === nothing) return undefined;
    let rest = set;
    for (const wish of wishes(hints)) {
      const narrowed = and(rest, wish);
      if (narrowed !== nothing) rest = narrowed;
    }
    return pick(rest);
  }

  /** A packet of a set that is not empty, always the same, and of which nobody is told. */
  function pick(set: PacketSet): Packet {
    let rest = set;
    const ones = new Set<number>();
    while (rest !== everything) {
      const level = diagrams.level(rest);
      const low = diagrams.low(rest);
      if (low === nothing) ones.add(level);
      rest = low === nothing ? diagrams.high(rest) : low;
    }
    const number = (field: Field, width: number = widths[field], offset = 0): number => {
      let value = 0;
      for (let i = 0; i < width; i++) value = value * 2 + (ones.has(startOf[field] + offset + i) ? 1 : 0);
      return value;
    };
    const family: Family = number('family') === 1 ? 6 : 4;
    const address = (field: AddressField): Address => ({
      family,
      bytes: Array.from({ length: family === 6 ? 16 : 4 }, (_, byte) => number(field, 8, byte * 8)),
    });
    return {
      source: address('source'),
      destination: address('destination'),
      protocol: number('protocol'),
      sourcePort: number('sourcePort'),
      destinationPort: number('destinationPort'),
      reply: number('reply') === 1,
    };
  }

  /** The set of just this packet, at any place. */
  function only(packet: Packet): PacketSet {
    const whole = (address: Address): Prefix => ({ ...address, bits: address.bytes.length * 8 });
    return intersection([
      bit(startOf.reply, packet.reply, everything),
      inRange('protocol', packet.protocol),
      inPrefix('source', whole(packet.source)),
      inPrefix('destination', whole(packet.destination)),
      inRange('sourcePort', packet.sourcePort),
      inRange('destinationPort', packet.destinationPort),
    ]);
  }

  /**
   * Hosts by what a set says of packets from them, or to them: those in one class are treated alike. The key is
   * what is left of the set where the address is one of theirs; hosts of which it has no packet are in no class.
   * Fields that are tested before the address may have any value.
   *
   * @param hosts in the order of their addresses, so that what is alike is passed over and not looked at one by one
   */
  function partition<Host extends Address>(
    set: PacketSet,
    field: AddressField,
    hosts: readonly Host[],
  ): Map<PacketSet, Host[]> {
    const start = startOf[field];
    const free = whatever(set, (other) => startOf[other] < start && other !== 'family');
    const classes = new Map<PacketSet, Host[]>();
    /** The hosts from `low` to before `high` have the same bits before this one. */
    const split = (family: Family, part: PacketSet, place: number, low: number, high: number): void => {
      if (part === nothing || low === high) return;
      const level = diagrams.level(part);
      if (level >= start + widths[field]) {
        const rest = inFamily(family, part);
        const alike = classes.get(rest) ?? [];
        classes.set(rest, alike);
        for (let at = low; at < high; at++) alike.push(hosts[at]!);
        return;
      }
      const middle = firstWithBit(hosts, place, low, high);
      const isTested = level === start + place;
      split(family, isTested ? diagrams.low(part) : part, place + 1, low, middle);
      split(family, isTested ? diagrams.high(part) : part, place + 1, middle, high);
    };
    const splits = diagrams.level(free) === startOf.family;
    const firstOfSix = firstWhere(0, hosts.length, (at) => hosts[at]!.family === 6);
    split(4, splits ? diagrams.low(free) : free, 0, 0, firstOfSix);
    split(6, splits ? diagrams.high(free) : free, 0, firstOfSix, hosts.length);
    return classes;
  }

  /**
   * One member of a set, places included, as a question to other sets: whether they have it too. Far cheaper
   * than to intersect them, where one set is held against thousands.
   */
  function probe(set: PacketSet): (other: PacketSet) => boolean {
    const ones = new Uint8Array(levels);
    for (let rest = set; rest !== everything && rest !== nothing; ) {
      const low = diagrams.low(rest);
      if (low === nothing) ones[diagrams.level(rest)] = 1;
      rest = low === nothing ? diagrams.high(rest) : low;
    }
    return (other) => diagrams.holds(other, ones);
  }

  /** Whether a packet is in a set that says nothing of places. */
  function has(set: PacketSet, packet: Packet): boolean {
    const bits = new Uint8Array(levels);
    const put = (field: Field, value: readonly number[], width = 8) =>
      value.forEach((part, at) => {
        for (let i = 0; i < width; i++) bits[startOf[field] + at * width + i] = (part >> (width - 1 - i)) & 1;
      });
    put('reply', [packet.reply ? 1 : 0], 1);
    put('family', [packet.source.family === 6 ? 1 : 0], 1);
    put('protocol', [packet.protocol]);
    put('destination', packet.destination.bytes);
    put('source', packet.source.bytes);
    put('destinationPort', [packet.destinationPort], 16);
    put('sourcePort', [packet.sourcePort], 16);
    return diagrams.holds(set, bits);
  }

  return {
    has,
    probe,
    partition,
    and,
    or,
    not,
    minus,
    union,
    intersection,
    isFamily,
    inPrefix,
    inMask,
    inAddressRange,
    inRange,
    /** Packets of connections opened before: return traffic. */
    replies: bit(startOf.reply, true, everything),
    /** Packets that open a connection. */
    openers: bit(startOf.reply, false, everything),
    from: (name: string): PacketSet => at('from', name),
    to: (name: string): PacketSet => at('to', name),
    between,
    headers,
    services,
    count,
    example,
    pick,
    only,
    get size(): number {
      return diagrams.size;
    },
  };
}

const firstWithBit = (hosts: readonly Address[], place: number, low: number, high: number): number =>
  firstWhere(low, high, (at) => bitsOf(hosts[at]!.bytes)(place));

/** The first place from `low` to before `high` from which on something is true; `high` where it is nowhere. */
function firstWhere(low: number, high: number, isTrue: (at: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The bit of a value at a place, the most significant first. */
type BitOf = (place: number) => boolean;

const bitsOf =
  (bytes: readonly number[]): BitOf =>
  (place) =>
    ((bytes[place >> 3]! >> (7 - (place & 7))) & 1) === 1;

const bitsOfNumber =
  (value: number, width: number): BitOf =>
  (place) =>
    ((value >> (width - 1 - place)) & 1) === 1;

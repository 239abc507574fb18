/**
 * The risk: a set that holds a packet which it should not, or lacks one, so that every answer built on it is
 * wrong.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress, parsePrefix } from './address.ts';
import { everything, nothing, type PacketSet, TooComplex } from './diagrams.ts';
import { formatPacket, formatServices, type Packet } from './packet.ts';
import { createSpace, type Space } from './space.ts';

/** A set said twice: as the engine builds it, and as a question about one packet. */
interface Both {
  build(space: Space): PacketSet;
  holds(packet: Packet): boolean;
}

const octet = fc.integer({ min: 0, max: 255 });
const small = fc.integer({ min: 0, max: 7 });
const port = fc.constantFrom(0, 1, 22, 80, 443, 1023, 1024, 65_535);
const addressOf = (last: number) => parseAddress(`10.0.0.${last}`)!;

const basic: fc.Arbitrary<Both> = fc.oneof(
  fc
    .record({
      field: fc.constantFrom('source' as const, 'destination' as const),
      last: small,
      bits: fc.integer({ min: 28, max: 32 }),
    })
    .map(({ field, last, bits }) => ({
      build: (space: Space) => space.inPrefix(field, parsePrefix(`10.0.0.${last}/${bits}`)!),
      holds: (packet: Packet) => packet[field].bytes[3]! >> (32 - bits) === last >> (32 - bits),
    })),
  fc
    .record({ field: fc.constantFrom('source' as const, 'destination' as const), first: small, last: small })
    .map(({ field, first, last }) => ({
      build: (space: Space) => space.inAddressRange(field, addressOf(first), addressOf(last)),
      holds: (packet: Packet) => packet[field].bytes[3]! >= first && packet[field].bytes[3]! <= last,
    })),
  fc
    .record({ field: fc.constantFrom('source' as const, 'destination' as const), value: octet, mask: octet })
    .map(({ field, value, mask }) => ({
      build: (space: Space) => space.inMask(field, addressOf(value), [255, 255, 255, mask]),
      holds: (packet: Packet) => (packet[field].bytes[3]! & mask) === (value & mask),
    })),
  fc
    .record({
      field: fc.constantFrom('sourcePort' as const, 'destinationPort' as const),
      first: port,
      last: port,
    })
    .map(({ field, first, last }) => ({
      build: (space: Space) => space.inRange(field, first, last),
      holds: (packet: Packet) => packet[field] >= first && packet[field] <= last,
    })),
  fc.constantFrom(1, 6, 17).map((protocol) => ({
    build: (space: Space) => space.inRange('protocol', protocol),
    holds: (packet: Packet) => packet.protocol === protocol,
  })),
  fc.constant({
    build: (space: Space) => space.replies,
    holds: (packet: Packet) => packet.reply,
  }),
);

const { set } = fc.letrec<{ set: Both }>((tie) => ({
  set: fc.oneof(
    { maxDepth: 4 },
    basic,
    fc.tuple(tie('set'), tie('set'), fc.constantFrom('and', 'or', 'minus')).map(([a, b, how]) => ({
      build: (space: Space) => space[how as 'and' | 'or' | 'minus'](a.build(space), b.build(space)),
      holds: (packet: Packet) =>
        how === 'and'
          ? a.holds(packet) && b.holds(packet)
          : how === 'or'
            ? a.holds(packet) || b.holds(packet)
            : a.holds(packet) && !b.holds(packet),
    })),
    tie('set').map((a) => ({
      build: (space: Space) => space.not(a.build(space)),
      holds: (packet: Packet) => !a.holds(packet),
    })),
  ),
}));

const packet: fc.Arbitrary<Packet> = fc.record({
  source: fc.oneof(small, octet).map(addressOf),
  destination: fc.oneof(small, octet).map(addressOf),
  protocol: fc.constantFrom(1, 6, 17),
  sourcePort: port,
  destinationPort: port,
  reply: fc.boolean(),
});

test('property: a packet is in a set exactly when the set says so', () => {
  fc.assert(
    fc.property(set, fc.array(packet, { minLength: 20, maxLength: 20 }), (both, packets) => {
      const space = createSpace();
      const built = both.build(space);
      for (const one of packets) expect(space.has(built, one), formatPacket(one)).toBe(both.holds(one));
    }),
    { numRuns: 500 },
  );
});

test('property: sets that are equal are the same reference, and an example is in its set', () => {
  fc.assert(
    fc.property(set, set, (one, other) => {
      const space = createSpace();
      const a = one.build(space);
      const b = other.build(space);
      expect(space.not(space.or(a, b))).toBe(space.and(space.not(a), space.not(b)));
      expect(space.or(space.minus(a, b), space.and(a, b))).toBe(a);
      expect(space.minus(a, b) === nothing).toBe(space.or(a, b) === b);
      const example = space.example(a);
      expect(example === undefined).toBe(a === nothing);
      if (example !== undefined) expect(space.has(a, example)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('property: the sizes of two sets add up to those of their sum and what they share', () => {
  fc.assert(
    fc.property(set, set, (one, other) => {
      const space = createSpace();
      const [a, b] = [space.headers(one.build(space)), space.headers(other.build(space))];
      for (const family of [4, 6] as const) {
        expect(space.count(a, family) + space.count(b, family)).toBe(
          space.count(space.or(a, b), family) + space.count(space.and(a, b), family),
        );
      }
    }),
  );
});

test('sizes are exact', () => {
  const space = createSpace();
  expect(space.count(everything)).toBe(2n ** 104n);
  expect(space.count(everything, 6)).toBe(2n ** 296n);
  expect(space.count(nothing)).toBe(0n);
  const narrow = space.intersection([
    space.inPrefix('source', parsePrefix('10.0.0.0/30')!),
    space.inPrefix('destination', parsePrefix('10.9.0.1')!),
    space.inRange('protocol', 6),
    space.inRange('sourcePort', 1_024, 65_535),
    space.inRange('destinationPort', 104, 105),
  ]);
  expect(space.count(narrow)).toBe(4n * 64_512n * 2n);
  expect(space.count(space.inPrefix('source', parsePrefix('2001:db8::/32')!))).toBe(0n);
  expect(space.count(space.inPrefix('source', parsePrefix('2001:db8::/32')!), 6)).toBe(2n ** 264n);
});

test('the services of a set are told as people tell them', () => {
  const space = createSpace();
  const tcp = (first: number, last = first) =>
    space.and(space.inRange('protocol', 6), space.inRange('destinationPort', first, last));
  const host = space.inPrefix('source', parsePrefix('10.0.0.7')!);
  const some = space.union([
    space.and(tcp(443), host),
    tcp(2575, 2577),
    space.and(space.inRange('protocol', 17), space.inRange('destinationPort', 53)),
    space.and(space.inRange('protocol', 1), space.inRange('destinationPort', 8 * 256, 8 * 256 + 255)),
    space.inRange('protocol', 50, 51),
  ]);
  expect(formatServices(space.services(some))).toBe(
    'icmp type 8; tcp 443, 2575-2577; udp 53; protocols 50-51',
  );
  expect(formatServices(space.services(everything))).toBe('everything');
  expect(formatServices(space.services(nothing))).toBe('nothing');
});

test('property: a port is among the services exactly when some packet of the set has it', () => {
  fc.assert(
    fc.property(set, port, fc.constantFrom(1, 6, 17), (both, wanted, protocol) => {
      const space = createSpace();
      const built = both.build(space);
      const listed = space
        .services(built)
        .some(
          ({ protocols: [low, high], ports }) =>
            low <= protocol &&
            protocol <= high &&
            ports.some(([first, last]) => first <= wanted && wanted <= last),
        );
      const such = space.and(space.inRange('protocol', protocol), space.inRange('destinationPort', wanted));
      expect(listed).toBe(space.and(built, such) !== nothing);
    }),
  );
});

test('an example is one that people can read, and names hosts that are known', () => {
  const space = createSpace();
  expect(formatPacket(space.example(everything)!)).toBe('tcp 1.0.0.10:49152 -> 1.0.0.10:445');
  const some = space.and(
    space.inPrefix('source', parsePrefix('10.20.0.0/16')!),
    space.inPrefix('destination', parsePrefix('10.30.0.0/16')!),
  );
  expect(formatPacket(space.example(some)!)).toBe('tcp 10.20.0.10:49152 -> 10.30.0.10:445');
  const hints = { destinations: [parseAddress('10.30.4.11')!, parseAddress('10.40.1.1')!] };
  expect(formatPacket(space.example(some, hints)!)).toBe('tcp 10.20.0.10:49152 -> 10.30.4.11:445');
  const v6 = space.inPrefix('destination', parsePrefix('2001:db8::5')!);
  expect(formatPacket(space.example(v6)!)).toBe('tcp [::]:49152 -> [2001:db8::5]:445');
});

test('what is too complex ends with an error and never with a wrong answer', () => {
  const space = createSpace({ maxNodes: 5_000 });
  expect(() =>
    Array.from({ length: 500 }, (_, i) =>
      space.and(
        space.inPrefix('source', parsePrefix(`10.${i % 250}.7.${(i * 37) % 250}`)!),
        space.inRange('destinationPort', i * 7),
      ),
    ).reduce(space.or),
  ).toThrow(TooComplex);
  const another = createSpace();
  expect(() => {
    for (let i = 0; i < 5_000; i++) another.from(`interface ${i}`);
  }).toThrow(/more than 4095 interfaces/);
});

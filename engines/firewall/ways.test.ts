/**
 * The risk: a forgotten rule that is told as part of another, or a host that is said to be treated like one that
 * is not. Each packet of a small space is held against what is said of it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, formatPrefix, outside, type Prefix, parseAddress, parsePrefix } from './address.ts';
import { nothing } from './diagrams.ts';
import { createNetwork } from './network.ts';
import { formatPacket } from './packet.ts';
import { readConfiguration } from './readers/index.ts';
import { parseServices } from './service.ts';
import { createSpace } from './space.ts';
import { decide, packetsBetween, policies, zones } from './testing/policies.ts';
import { waysOf } from './ways.ts';
import { write } from './writers/index.ts';

const interfaces = zones.map((zone) => ({ name: zone.interface, networks: zone.networks, addresses: [] }));

test('property: every packet that passes is in exactly one way, and one way is one rule', () => {
  fc.assert(
    fc.property(policies(), (policy) => {
      const space = createSpace();
      const device = readConfiguration(space, 'iptables', write('iptables', policy).shown, { interfaces });
      const network = createNetwork(space, [device]);
      const [from, to] = [zones[0]!, zones[1]!];
      const { allowed } = network.permits(from, to);
      const { ways, rest } = waysOf(space, network.trace(from, to, allowed), allowed);
      expect(rest).toBe(nothing);
      const ruleOf = ways.map(() => new Set<unknown>());
      for (const packet of packetsBetween(0, 1)) {
        const inside = ways.flatMap((way, at) => (space.has(way.packets, packet) ? [at] : []));
        const passes = decide(policy, from.name, to.name, packet) === 'permit';
        expect([formatPacket(packet), inside.length]).toEqual([formatPacket(packet), passes ? 1 : 0]);
        const rule = policy.rules.find(
          (one) => decide({ ...policy, rules: [one], otherwise: 'deny' }, 'a', 'b', packet) === 'permit',
        );
        for (const at of inside) ruleOf[at]!.add(rule);
      }
      // A rule may be several lines; a line is never of two rules.
      for (const rules of ruleOf) expect(rules.size).toBeLessThan(2);
    }),
    { numRuns: 30 },
  );
});

test('what is left when there are more ways than were asked for is not lost', () => {
  const space = createSpace();
  const rules = [21, 22, 23].map((port) => ({
    name: `port ${port}`,
    from: 'a',
    to: 'b',
    sources: [],
    destinations: [],
    services: [{ protocol: 'tcp' as const, ports: [port, port] as const }],
    action: 'permit' as const,
  }));
  const policy = { name: 'three', zones, rules, otherwise: 'deny' as const };
  const network = createNetwork(space, [
    readConfiguration(space, 'iptables', write('iptables', policy).shown, { interfaces }),
  ]);
  const [from, to] = [zones[0]!, zones[1]!];
  const { allowed } = network.permits(from, to);
  const { ways, rest } = waysOf(space, network.trace(from, to, allowed), allowed, { most: 2 });
  expect(ways.map(({ example }) => example.destinationPort)).toEqual([21, 22]);
  expect(space.union([rest, ...ways.map(({ packets }) => packets)])).toBe(allowed);
});

test('property: hosts in one class are treated alike, and hosts in two are not', () => {
  fc.assert(
    fc.property(policies(), (policy) => {
      const space = createSpace();
      const device = readConfiguration(space, 'iptables', write('iptables', policy).shown, { interfaces });
      const { allowed } = createNetwork(space, [device]).permits(zones[0]!, zones[1]!);
      const hosts = [0, 1, 2, 3].map((host) => parseAddress(`10.1.0.${host}`)!);
      const classes = space.partition(allowed, 'destination', hosts);
      const passing = hosts.map((host) =>
        [...packetsBetween(0, 1)]
          .filter(({ destination }) => destination.bytes[3] === host.bytes[3])
          .map((packet) => space.has(allowed, packet)),
      );
      const classOf = hosts.map(
        (host) => [...classes].find(([, some]) => some.includes(host))?.[0] ?? nothing,
      );
      hosts.forEach((_, i) => {
        if (passing[i]!.includes(true)) expect(classOf[i]).not.toBe(nothing);
        hosts.forEach((_, j) => {
          if (classOf[i] === classOf[j]) expect(passing[i]).toEqual(passing[j]);
        });
      });
      for (const [rest, some] of classes)
        for (const packet of packetsBetween(0, 1))
          if (some.some(({ bytes }) => bytes[3] === packet.destination.bytes[3]))
            expect(space.has(rest, packet)).toBe(space.has(allowed, packet));
    }),
    { numRuns: 30 },
  );
});

test('property: an address is outside of networks exactly when it is in none of them', () => {
  const prefix: fc.Arbitrary<Prefix> = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 10 }), fc.boolean())
    .map(
      ([byte, bits, isNew]) =>
        parsePrefix(isNew ? `${byte.toString(16)}00::/${bits}` : `${byte}.0.0.0/${bits}`)!,
    );
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 6 }), fc.integer({ min: 0, max: 255 }), (taken, byte) => {
      const rest = outside(taken);
      for (const address of [parseAddress(`${byte}.99.0.1`)!, parseAddress(`${byte.toString(16)}63::1`)!]) {
        const holds = (some: readonly Prefix[]) => some.filter((one) => contains(one, address)).length;
        expect([rest.map(formatPrefix), holds(rest)]).toEqual([
          rest.map(formatPrefix),
          holds(taken) > 0 ? 0 : 1,
        ]);
      }
    }),
  );
});

test('services are read as people write them, and anything else is refused', () => {
  expect(parseServices('tcp 443')).toEqual([{ protocol: 'tcp', ports: [443, 443] }]);
  expect(parseServices('udp/5000-5010')).toEqual([{ protocol: 'udp', ports: [5000, 5010] }]);
  expect(parseServices('https')).toEqual([
    { protocol: 'tcp', ports: [443, 443] },
    { protocol: 'udp', ports: [443, 443] },
  ]);
  expect(parseServices('tcp ms-wbt-server')).toEqual([{ protocol: 'tcp', ports: [3389, 3389] }]);
  expect(parseServices('icmp')).toEqual([{ protocol: 'icmp' }]);
  for (const text of ['', 'tcp 70000', 'icmp 8', 'ipx', 'tcp 443 445', '443; rm', 'tcp 5-2'])
    expect([text, parseServices(text)]).toEqual([text, undefined]);
});

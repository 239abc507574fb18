/**
 * The risk: a way through several devices that is not seen, or an assertion that holds although a packet
 * breaks it. Each answer is compared with packets sent hop by hop.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress, parsePrefix } from './address.ts';
import { type Assertion, check } from './assertions.ts';
import { networkDifference } from './difference.ts';
import { createNetwork } from './network.ts';
import { formatPacket, formatServices, type Packet } from './packet.ts';
import { readConfiguration } from './readers/index.ts';
import { createSpace, type Space } from './space.ts';

/**
 * Guest, clinical and device networks behind a router, and the internet behind a firewall that the router
 * leads to.
 */
const router = (guest: string, toDevices: string) => `hostname core
interface Gi0/0
 ip address 10.90.0.1 255.255.0.0
 ip access-group GUEST in
interface Gi0/1
 ip address 10.20.0.1 255.255.0.0
interface Gi0/2
 ip address 10.30.0.1 255.255.0.0
 ip access-group DEVICES out
interface Gi0/3
 ip address 10.0.0.2 255.255.255.252
ip route 0.0.0.0 0.0.0.0 10.0.0.1
ip access-list extended GUEST
${guest}
ip access-list extended DEVICES
${toDevices}
`;
const firewall = (rules: string) => `hostname edge
interface g0
 nameif outside
 security-level 0
interface g1
 nameif inside
 security-level 100
 ip address 10.0.0.1 255.255.255.252
route outside 0.0.0.0 0.0.0.0 192.0.2.1
route inside 10.0.0.0 255.0.0.0 10.0.0.2
${rules}
access-group FROM-INSIDE in interface inside
`;

const group = (name: string, ...networks: string[]) => ({
  name,
  networks: networks.map((text) => parsePrefix(text)!),
});
const guest = group('guest', '10.90.0.0/16');
const clinical = group('clinical', '10.20.0.0/16');
const devices = group('medical devices', '10.30.0.0/16');
const lims = group('LIMS', '10.30.5.11/32');
const internet = group('internet', '203.0.113.0/24');

const build = (space: Space, guestLines: string, deviceLines: string, edgeLines: string) =>
  createNetwork(space, [
    readConfiguration(space, 'cisco-ios', router(guestLines, deviceLines)),
    readConfiguration(space, 'cisco-asa', firewall(edgeLines)),
  ]);

test('a path goes over both devices and names the lines of each', () => {
  const space = createSpace();
  const network = build(
    space,
    ' deny ip any 10.0.0.0 0.255.255.255\n permit tcp any any eq 443',
    ' permit tcp 10.20.0.0 0.0.255.255 host 10.30.5.11 eq 2575',
    'access-list FROM-INSIDE extended permit tcp 10.90.0.0 255.255.0.0 any4 range 440 443',
  );
  const { example, path, allowed } = network.permits(guest, internet);
  expect(formatPacket(example!)).toBe('tcp 10.90.0.10:49152 -> 203.0.113.10:443');
  expect(path.map(({ device, from, to }) => [device, from, to])).toEqual([
    ['core', 'Gi0/0', 'Gi0/3'],
    ['edge', 'inside', 'outside'],
  ]);
  expect(path.map(({ lines }) => lines.at(-1)?.line.text.trim())).toEqual([
    'permit tcp any any eq 443',
    'access-list FROM-INSIDE extended permit tcp 10.90.0.0 255.255.0.0 any4 range 440 443',
  ]);
  // Only 443 passes both: 65,536 sources, 256 destinations, any source port.
  expect(space.count(allowed)).toBe(2n ** 16n * 2n ** 8n * 2n ** 16n);
  expect(network.permits(guest, devices).example).toBeUndefined();
  expect(network.permits(devices, clinical).path).toMatchObject([
    { device: 'core', from: 'Gi0/2', to: 'Gi0/1' },
  ]);
});

test('what changed in a network names the way it goes and the line that stopped it', () => {
  const space = createSpace();
  const edge = 'access-list FROM-INSIDE extended permit tcp any4 any4 eq 443';
  const before = build(
    space,
    ' deny ip any 10.0.0.0 0.255.255.255\n permit ip any any',
    ' permit ip any any',
    edge,
  );
  const after = build(
    space,
    ' deny ip any 10.20.0.0 0.0.255.255\n permit ip any any',
    ' deny tcp 10.20.0.0 0.0.255.255 any eq 445\n permit ip any any',
    edge,
  );
  const changes = networkDifference(space, before, after, [guest, clinical, devices, internet]);
  expect(
    changes.map(({ from, to, change, packets: changed, path, stops }) => [
      `${from} > ${to} ${change}`,
      formatServices(space.services(changed)),
      path.flatMap(({ lines }) => lines.map(({ line }) => line.text.trim())).join(' + '),
      stops.flatMap(({ lines }) => lines.map(({ line }) => line.text.trim())).join(' + '),
    ]),
  ).toEqual([
    [
      'guest > medical devices reachable',
      'everything',
      'permit ip any any + permit ip any any',
      'deny ip any 10.0.0.0 0.255.255.255',
    ],
    [
      'clinical > medical devices unreachable',
      'tcp 445',
      'permit ip any any',
      'deny tcp 10.20.0.0 0.0.255.255 any eq 445',
    ],
  ]);
  expect(networkDifference(space, after, after, [guest, clinical, devices, internet])).toEqual([]);
});

test('assertions: never, only and always, each with a packet that breaks it', () => {
  const space = createSpace();
  const network = build(
    space,
    ' permit tcp any host 10.30.5.11 eq 104\n deny ip any 10.0.0.0 0.255.255.255',
    ' permit tcp any host 10.30.5.11 eq 104\n permit tcp 10.20.0.0 0.0.255.255 host 10.30.5.11 range 2575 2576',
    'access-list FROM-INSIDE extended deny ip any any',
  );
  const results = (
    [
      { name: 'guests', rule: 'never', from: guest, to: devices, services: [] },
      { name: 'guests and the internet', rule: 'never', from: guest, to: internet, services: [] },
      {
        name: 'ties',
        rule: 'only',
        from: clinical,
        to: lims,
        services: [
          { protocol: 'tcp', ports: [2575, 2575] },
          { protocol: 'tcp', ports: [104, 104] },
        ],
      },
      {
        name: 'results',
        rule: 'always',
        from: clinical,
        to: lims,
        services: [{ protocol: 'tcp', ports: [2575, 2575] }],
      },
      {
        name: 'imaging',
        rule: 'always',
        from: clinical,
        to: devices,
        services: [{ protocol: 'tcp', ports: [104, 104] }],
      },
    ] satisfies Assertion[]
  ).map((assertion) => check(space, network, assertion));
  expect(
    results.map(({ holds, counterExample }) => (holds ? 'holds' : formatPacket(counterExample!))),
  ).toEqual([
    'tcp 10.90.0.10:49152 -> 10.30.5.11:104',
    'holds',
    'tcp 10.20.0.10:49152 -> 10.30.5.11:2576',
    'holds',
    'tcp 10.20.0.10:49152 -> 10.30.0.10:104',
  ]);
  expect(results[0]!.path[0]!.lines.map(({ line }) => line.text.trim())).toContain(
    'permit tcp any host 10.30.5.11 eq 104',
  );
  expect(() =>
    check(space, network, { name: 'x', rule: 'never', from: group('nobody'), to: lims, services: [] }),
  ).toThrow(/no addresses/);
});

/**
 * `permit tcp 10.90.0.0/31 host 10.30.0.2 eq 22` and the like, over so few addresses and ports that all can
 * be tried.
 */
const line = fc
  .record({
    action: fc.constantFrom('permit', 'deny'),
    source: fc.constantFrom('any', '10.90.0.0 0.0.0.1', 'host 10.90.0.2', '10.20.0.0 0.0.255.255'),
    destination: fc.constantFrom('any', 'host 10.30.0.2', '10.30.0.0 0.0.0.1', '203.0.113.0 0.0.0.255'),
    port: fc.constantFrom('', ' eq 22', ' range 22 23'),
  })
  .map(({ action, source, destination, port }) => ` ${action} tcp ${source} ${destination}${port}`);
const list = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

test('property: what passes the network is what passes device by device, and counter-examples are packets that do', () => {
  fc.assert(
    fc.property(list, list, list, (guestLines, deviceLines, edge) => {
      const space = createSpace();
      const edgeLines = edge
        .replaceAll(/^ /gm, 'access-list FROM-INSIDE extended ')
        .replaceAll('0.0.0.1', '255.255.255.254')
        .replaceAll('0.0.255.255', '255.255.0.0')
        .replaceAll('0.0.0.255', '255.255.255.0');
      const network = build(space, guestLines, deviceLines, edgeLines);
      const passes = (packet: Packet, lists: string[]) => lists.every((text) => permitted(text, packet));
      for (const { from, to, lists } of [
        { from: guest, to: devices, lists: [guestLines, deviceLines] },
        { from: guest, to: internet, lists: [guestLines, edge] },
        { from: clinical, to: devices, lists: [deviceLines] },
        { from: clinical, to: internet, lists: [edge] },
      ]) {
        const { allowed } = network.permits(from, to);
        const wrong = packets(from.name, to.name).filter(
          (packet) => space.has(allowed, packet) !== passes(packet, lists),
        );
        expect(wrong.map(formatPacket)).toEqual([]);
        const { holds, counterExample } = check(space, network, {
          name: 'x',
          rule: 'never',
          from,
          to,
          services: [],
        });
        expect(holds).toBe(counterExample === undefined);
        if (counterExample !== undefined) expect(passes(counterExample, lists)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

function packets(from: string, to: string): Packet[] {
  const ends: Record<string, string> = {
    guest: '10.90.0.',
    clinical: '10.20.0.',
    'medical devices': '10.30.0.',
    internet: '203.0.113.',
  };
  return [0, 1, 2, 3].flatMap((source) =>
    [0, 1, 2, 3].flatMap((destination) =>
      [21, 22, 23].map((port) => ({
        source: parseAddress(`${ends[from]}${source}`)!,
        destination: parseAddress(`${ends[to]}${destination}`)!,
        protocol: 6,
        sourcePort: 49_152,
        destinationPort: port,
        reply: false,
      })),
    ),
  );
}

/** An access list by hand: the texts that `line` makes and no others. */
function permitted(text: string, packet: Packet): boolean {
  for (const entry of text.split('\n')) {
    const [, action, source, destination, first, last] =
      /^ (\w+) tcp (any|host \S+|\S+ \S+) (any|host \S+|\S+ \S+)(?: (?:eq|range) (\d+)(?: (\d+))?)?$/.exec(
        entry,
      )!;
    const port = packet.destinationPort;
    const portFits = first === undefined || (port >= Number(first) && port <= Number(last ?? first));
    if (portFits && covers(source!, packet.source.bytes) && covers(destination!, packet.destination.bytes))
      return action === 'permit';
  }
  return false;
}

function covers(text: string, bytes: readonly number[]): boolean {
  if (text === 'any') return true;
  const [first = '', second = ''] = text.split(' ');
  const [base, wild] = first === 'host' ? [second, '0.0.0.0'] : [first, second];
  const numbers = (address: string) => address.split('.').map(Number);
  return numbers(base).every((byte, at) => {
    const mask = 255 - numbers(wild)[at]!;
    return (byte & mask) === (bytes[at]! & mask);
  });
}

/**
 * The risk: a rule that nobody stated and that is not found, a host that is said to be shut in though a packet gets to it, and a flow that
 * is called allowed though it is stopped. Each answer is compared with packets that are sent one by one.
 */
import { createSpace } from '@cordon/firewall';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EstateData, Flow } from '../model.ts';
import { joinFirewalls } from './join.ts';
import type { FirewallFolder } from './model.ts';

/** Three zones of four addresses, of which three are of assets. Two of them share two systems. */
const zones = ['a', 'b', 'c'];
const hosts = [0, 1, 2, 3];
const ports = [21, 22, 23, 24];
const assets = zones.flatMap((zone, at) =>
  hosts.slice(1).map((host) => ({
    id: `${zone}${host}`,
    hostname: `${zone}${host}`,
    addresses: [`10.${at}.0.${host}`],
    kind: 'server' as const,
    os: '',
    support_ends: null,
    zone,
    site: 'main',
    system: host === 3 ? null : zone === 'c' ? 'own' : 'shared',
    location: '',
    notes: '',
  })),
);

const estateOf = (flows: readonly Flow[]): EstateData => ({
  organisations: [{ id: 'o', name: 'o', ods_code: 'Z9Z9Z', domains: [] }],
  sites: [{ id: 'main', name: 'main', organisation: 'o' }],
  services: [],
  wards: [],
  suppliers: [],
  systems: ['own', 'shared'].map((id) => ({ id, name: id, kind: '', supplier: null, organisation: 'o' })),
  dependencies: [],
  zones: zones.map((id, at) => ({ id, name: id, kind: 'server', cidrs: [`10.${at}.0.0/30`] })),
  flows: [...flows],
  assets,
  accounts: [],
  rights: [],
  trusts: [],
});

/** One line of an access list: ends are a zone, an address in it, or anybody. */
interface Entry {
  action: 'permit' | 'deny';
  from: End;
  to: End;
  port: number;
  span: number;
}
type End = { zone: number; host: number | null } | null;
type List = readonly Entry[];

/** `a` and `b` behind the first router and `c` behind the second, with a list where packets enter each. */
interface Lists {
  a: List;
  b: List;
  c: List;
  fromSecond: List;
  fromFirst: List;
}

function folderOf({ a, b, c, fromSecond, fromFirst }: Lists): FirewallFolder {
  const port = (name: string, ip: string, list: List, named: string) =>
    [
      `interface ${name}\n ip address ${ip}\n ip access-group ${named} in`,
      `ip access-list extended ${named}\n${list.map(textOf).join('\n')}`,
    ].join('\n');
  const first = [
    port('Gi0', '10.0.0.0 255.255.255.252', a, 'A'),
    port('Gi1', '10.1.0.0 255.255.255.252', b, 'B'),
    port('Gi9', '10.9.0.1 255.255.255.252', fromSecond, 'SECOND'),
    'ip route 10.2.0.0 255.255.255.252 10.9.0.2',
  ];
  const second = [
    port('Gi2', '10.2.0.0 255.255.255.252', c, 'C'),
    port('Gi9', '10.9.0.2 255.255.255.252', fromFirst, 'FIRST'),
    'ip route 10.0.0.0 255.254.0.0 10.9.0.1',
  ];
  const device = (id: string, lines: string[]) => ({
    ...{ id, file: `${id}.cfg`, kind: 'cisco-ios' as const, also: [], text: lines.join('\n') },
  });
  return { devices: [device('first', first), device('second', second)], interfaces: [], assertions: [] };
}

function textOf({ action, from, to, port, span }: Entry): string {
  const end = (one: End) =>
    one === null
      ? 'any'
      : one.host === null
        ? `10.${one.zone}.0.0 0.0.0.3`
        : `host 10.${one.zone}.0.${one.host}`;
  return ` ${action} tcp ${end(from)} ${end(to)} range ${port} ${port + span}`;
}

interface Packet {
  from: number;
  source: number;
  to: number;
  destination: number;
  port: number;
}
const packets: Packet[] = [0, 1, 2].flatMap((from) =>
  [0, 1, 2]
    .filter((to) => to !== from)
    .flatMap((to) =>
      hosts.flatMap((source) =>
        hosts.flatMap((destination) => ports.map((port) => ({ from, source, to, destination, port }))),
      ),
    ),
);

/** As routers do it, line by line and router by router. */
function passes({ a, b, c, fromSecond, fromFirst }: Lists, packet: Packet): boolean {
  const isAt = (end: End, zone: number, host: number) =>
    end === null || (end.zone === zone && (end.host === null || end.host === host));
  const permits = (list: List) =>
    list.find(
      ({ from, to, port, span }) =>
        isAt(from, packet.from, packet.source) &&
        isAt(to, packet.to, packet.destination) &&
        packet.port >= port &&
        packet.port <= port + span,
    )?.action === 'permit';
  const entering = permits([a, b, c][packet.from]!);
  if (packet.from === 2) return entering && permits(fromSecond);
  return entering && (packet.to !== 2 || permits(fromFirst));
}

/** Whether a flow is about a packet: a zone means all of its addresses, anything else its assets. */
function isAbout({ from, to, protocol, ports: some }: Flow, packet: Packet): boolean {
  const isEnd = (end: string, zone: number, host: number) =>
    end === zones[zone] ||
    assets.some(
      ({ id, system, addresses }) =>
        (id === end || system === end) && addresses[0] === `10.${zone}.0.${host}`,
    );
  return (
    (protocol === 'tcp' || protocol === 'any') &&
    some.some((text) => {
      const [low = 0, high = low] = text.split('-').map(Number);
      return text === 'any' || (packet.port >= low && packet.port <= high);
    }) &&
    isEnd(from, packet.from, packet.source) &&
    isEnd(to, packet.to, packet.destination)
  );
}

const end: fc.Arbitrary<End> = fc.option(
  fc.record({ zone: fc.constantFrom(0, 1, 2), host: fc.option(fc.constantFrom(...hosts)) }),
);
const entry: fc.Arbitrary<Entry> = fc.record({
  action: fc.constantFrom('permit', 'permit', 'deny'),
  from: end,
  to: end,
  port: fc.constantFrom(21, 22, 23),
  span: fc.constantFrom(0, 1),
});
const list = fc.array(entry, { minLength: 1, maxLength: 5 });
const lists: fc.Arbitrary<Lists> = fc.record({
  a: list,
  b: list,
  c: list,
  fromSecond: list,
  fromFirst: list,
});
const name = fc.constantFrom(...zones, 'own', 'shared', ...assets.map(({ id }) => id));
const flows: fc.Arbitrary<Flow[]> = fc
  .array(fc.record({ from: name, to: name, port: fc.constantFrom('21', '22-23', '24') }), { maxLength: 5 })
  .map((some) =>
    some.map(({ from, to, port }, at) => ({
      ...{ id: `stated-${at}`, from, to, protocol: 'tcp' as const, ports: [port], purpose: '' },
    })),
  );
const hasAssets = ({ source, destination }: Packet) => source > 0 && destination > 0;

describe('property: joined with what people state, firewalls say the same as packets sent one by one', () => {
  test('what joins is what passes and nobody stated, for every pair of assets and every port', () => {
    fc.assert(
      fc.property(lists, flows, (some, stated) => {
        const { flows: all, view } = joinFirewalls(estateOf(stated), folderOf(some));
        const joined = all.filter(({ allowed_by }) => allowed_by !== undefined);
        expect(view.unstated.some(({ widened, sure }) => widened || !sure)).toBe(false);
        const wrong = packets.filter((packet) => {
          const isMeant = stated.some((flow) => isAbout(flow, packet));
          const isJoined = joined.some((flow) => isAbout(flow, packet));
          return (
            hasAssets(packet) && isJoined !== (passes(some, packet) && !isMeant) && !(isJoined && isMeant)
          );
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('a pair of zones is told of exactly when something passes there that nobody stated, assets or not', () => {
    fc.assert(
      fc.property(lists, flows, (some, stated) => {
        const { view } = joinFirewalls(estateOf(stated), folderOf(some));
        const told = new Set(view.unstated.map(({ from, to }) => `${from} ${to}`));
        const found = packets.filter(
          (packet) => passes(some, packet) && !stated.some((flow) => isAbout(flow, packet)),
        );
        expect(told).toEqual(new Set(found.map(({ from, to }) => `${zones[from]} ${zones[to]}`)));
      }),
      { numRuns: 60 },
    );
  });

  test('a stated flow is allowed, denied or both, and not seen where no packet of it crosses a router', () => {
    fc.assert(
      fc.property(lists, flows, (some, stated) => {
        const { view } = joinFirewalls(estateOf(stated), folderOf(some));
        const expected = stated.map((flow) => {
          const about = packets.filter((packet) => isAbout(flow, packet));
          const passing = about.filter((packet) => passes(some, packet)).length;
          if (about.length === 0) return 'not seen';
          return passing === about.length ? 'allowed' : passing === 0 ? 'denied' : 'partly denied';
        });
        expect(view.stated.map(({ state }) => state)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test('what an earlier estate had from its firewalls does not count as stated', () => {
  const open: Entry[] = [{ action: 'permit', from: null, to: null, port: 21, span: 0 }];
  const folder = folderOf({ a: open, b: open, c: open, fromSecond: open, fromFirst: open });
  const once = joinFirewalls(estateOf([]), folder);
  const twice = joinFirewalls({ ...estateOf([]), flows: once.flows }, folder);
  expect(once.flows.length).toBeGreaterThan(0);
  expect(twice).toEqual(once);
});

test('rules too many to compare exactly leave the estate as it is stated, and say so', () => {
  const open: Entry[] = [{ action: 'permit', from: null, to: null, port: 21, span: 0 }];
  const folder = folderOf({ a: open, b: open, c: open, fromSecond: open, fromFirst: open });
  const { flows: left, view } = joinFirewalls(estateOf([]), folder, createSpace({ maxNodes: 4_096 }));
  expect(left).toEqual([]);
  expect(view).toMatchObject({
    unstated: [],
    assertions: [],
    too_complex: expect.stringContaining('4,096 nodes'),
  });
  expect(view.devices.map(({ id }) => id)).toEqual(['first', 'second']);
});

/** The risks: whoever answers in Cordon's place has lines run on a firewall; more is dropped than was meant; one order that cannot be done holds up the next. */
import type { Client } from '@cordon/client';
import type { Block, PulledOrders } from '@cordon/containment';
import { type Policy, write } from '@cordon/firewall';
import { beforeEach, expect, it } from 'vitest';
import { nameOf, policyOf, Zones } from './lines.ts';
import type { PacketFilter } from './packet-filter.ts';
import { carryOutOrders } from './round.ts';

type Order = PulledOrders['items'][number];
const block: Block = {
  ...{ name: 'cordon files', from: 'wards', sources: ['10.99.1.0/24'], destinations: ['10.99.2.2/32'] },
  services: [{ protocol: 'tcp', ports: [445, 445] }],
};
const order = (over: Partial<Order> = {}): Order => ({
  ...{ plan: 'p', action: 'a', wants: 'done', state: 'under-way', blocks: [block], ...over },
});
const zones = Zones.parse({ wards: ['eth1', 'eth1.20'], internet: 'any' });

let held: Map<string, Policy>;
let reports: string[];
const filter: PacketFilter = {
  held: async () => new Set(held.keys()),
  hold: async (policy) => {
    held.set(policy.name, policy);
    return write('nftables', policy).apply;
  },
  letGo: async (name) => void held.delete(name),
};
const round = (items: unknown[]) =>
  carryOutOrders({
    ...{ filter, zones, tell: () => undefined },
    cordon: {
      ask: async (operation: string, input: { path: { action: string }; body: { state: string } }) => {
        if (operation === 'GET /orders') return { items };
        reports.push(`${input.path.action} ${input.body.state}`);
        return undefined;
      },
    } as unknown as Client,
  });
beforeEach(() => {
  held = new Map();
  reports = [];
});

it('drops behind each interface of a zone, or by addresses alone', () => {
  const lines = (one: Order) => write('nftables', policyOf(one, zones)).apply.match(/.* drop .*/g);
  expect(lines(order())).toEqual([
    '\t\tiifname "eth1" ip saddr 10.99.1.0/24 ip daddr 10.99.2.2/32 tcp dport 445 drop comment "cordon files"',
    '\t\tiifname "eth1.20" ip saddr 10.99.1.0/24 ip daddr 10.99.2.2/32 tcp dport 445 drop comment "cordon files"',
  ]);
  expect(lines(order({ blocks: [{ ...block, from: 'internet' }] }))).toEqual([
    '\t\tip saddr 10.99.1.0/24 ip daddr 10.99.2.2/32 tcp dport 445 drop comment "cordon files"',
  ]);
});

it.each([
  ['a zone that the file does not name', { ...block, from: 'elsewhere' }],
  ['no address at all, which is everything', { ...block, sources: [], destinations: [] }],
])('refuses %s, says so, and goes on with the next', async (_, wrong) => {
  expect(await round([order({ action: 'wrong', blocks: [wrong] }), order({ action: 'right' })])).toBe(1);
  expect(reports).toEqual(['wrong failed', 'right done']);
  expect([...held.keys()]).toEqual([nameOf(order({ action: 'right' }))]);
});

it.each([
  ['ports', { ...block, services: [{ protocol: 'tcp', ports: ['1 accept; flush ruleset; #', 1] }] }],
  ['an address', { ...block, sources: ['10.0.0.0/8 accept'] }],
  ['a protocol', { ...block, services: [{ protocol: 'tcp; flush ruleset' }] }],
  ['something to let pass', { ...block, action: 'permit' }],
])('takes no lines for %s, whoever answers, and changes nothing then', async (_, hostile) => {
  await expect(round([order(), { ...order(), blocks: [hostile] }])).rejects.toMatchObject({
    code: 'NOT_ORDERS',
  });
  expect([held.size, reports]).toEqual([0, []]);
});

it('quotes what is only a name', () => {
  const policy = policyOf(order({ blocks: [{ ...block, name: 'x"; flush ruleset\n#' }] }), zones);
  expect(write('nftables', policy).apply).toMatch(/comment "x ; flush ruleset"/);
});

it('takes back what is there and what is not, and leaves alone what no order is about', async () => {
  held.set('cordon-of-another', policyOf(order(), zones));
  await round([order()]);
  const undone = order({ wants: 'undone' });
  await round([undone]);
  await round([undone]);
  expect(reports).toEqual(['a done', 'a done', 'a done']);
  expect([...held.keys()]).toEqual(['cordon-of-another']);
});

/** The risks: whoever stands above hospitals is told of a host of one of them; a hospital that falls with its neighbour is shown as safe. */
import { createContainment } from '@cordon/containment';
import { createEstate, joinEstates, loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { beforeAll, expect, test } from 'vitest';
import { type Member, reachOf, sharedSuppliers } from './region-reach.ts';

let members: Member[];
let join: ReturnType<typeof joinEstates>;

beforeAll(async () => {
  members = await Promise.all(
    ['st-aldhelms', 'northmoor'].map(async (id) => {
      const dir = projectPath('content', 'hospitals', id);
      const estate = await loadEstate(dir);
      const { entries } = await loadRegisters(dir, estate);
      return { id, name: `The hospital ${id}`, estate, entries, held: () => [] };
    }),
  );
  join = joinEstates(members);
});

const spreadFrom = (held: { assets?: string[]; suppliers?: string[] }) =>
  createContainment({
    estate: createEstate(join.data),
    entries: join.entries,
    today: () => '2026-03-11',
  }).overTime({ assets: [], accounts: [], ...held }, 1_440);

test('suppliers of several hospitals are told with what each lets them have', () => {
  const shared = sharedSuppliers(join, members);
  expect(shared.map(({ id }) => id)).toEqual(['corvane-imaging', 'harrowmere-pathology']);
  expect(shared[0]!.hospitals).toMatchObject([
    { id: 'st-aldhelms', accounts: 2, ways_in: ["Suppliers' tunnels"] },
    { id: 'northmoor', accounts: 1, ways_in: ["Corvane Imaging's tunnel"] },
  ]);
});

test('a supplier of both comes to both, and no host or account of either is named', () => {
  const spread = spreadFrom({ suppliers: ['corvane-imaging'] });
  const reached = members.map((member, at) => reachOf(member, join.folders[at]!, spread));
  for (const { first, hosts, services } of reached) {
    expect(first?.quick).toBeLessThan(60);
    expect(hosts).toBeGreaterThan(3);
    expect(services).toContainEqual(
      expect.objectContaining({ name: 'Hyper-acute stroke', stopped: expect.anything() }),
    );
  }
  const told = JSON.stringify(reached).toLowerCase();
  for (const { assets, accounts, zones } of members.map(({ estate }) => estate))
    for (const name of [
      ...assets.map(({ hostname }) => hostname),
      ...accounts.map((one) => one.name),
      ...zones.map((one) => one.id),
    ])
      expect(told).not.toContain(`"${name.toLowerCase()}"`);
});

test('from the directory of one hospital to another that trusts it is counted in the other', () => {
  const spread = spreadFrom({ assets: [join.folders[0]!.asset('sah-dc01')!] });
  expect(reachOf(members[1]!, join.folders[1]!, spread)).toMatchObject({ hosts: expect.any(Number) });
  const { data } = join;
  const apart = createContainment({
    estate: createEstate({ ...data, trusts: [] }),
    entries: join.entries,
    today: () => '2026-03-11',
  });
  const accounts = (trusting: ReturnType<typeof spreadFrom>) => trusting.paces.quick.accounts.at(-1)!;
  const alone = apart.overTime({ assets: [join.folders[0]!.asset('sah-dc01')!], accounts: [] }, 1_440);
  expect(accounts(spread)).toBeGreaterThan(accounts(alone));
});

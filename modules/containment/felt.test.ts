/** The risk: a ward or a system full of records that an intruder reaches and nobody is told of; people counted twice as if they were others. */
import type { Estate, System, Ward } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blastRadius } from './blast.ts';
import { loadKnowledge } from './knowledge.ts';
import { buildMovement } from './movement/index.ts';
import { createPlanner } from './plan.ts';
import { asset, entries, estateOf, flow, smallEstates, someHeld } from './testing.ts';

const knowledge = loadKnowledge();
const sceneOf = (estate: Estate) => ({
  estate,
  knowledge,
  movement: buildMovement({ estate, entries, knowledge, today: '2026-03-11' }),
});

const ward = (id: string, services: string[]): Ward => ({
  ...{ id, name: `Ward ${id}`, site: 'main', services },
  beds: 10,
  locations: '',
});
const wards = [ward('w0', ['s0']), ward('w1', ['s0', 's1']), ward('w2', [])];
const held = [
  { records: ['identity', 'mental-health'], people: 300 },
  { records: ['results'] },
] as const satisfies readonly Pick<System, 'records' | 'people'>[];

/** The same hospitals with three wards, on which their hosts stand in turn, and records in both systems. */
const peopled = smallEstates.map((estate) =>
  estateOf({
    ...estate,
    wards,
    systems: estate.systems.map((system, i) => ({ ...system, ...held[i]!, records: [...held[i]!.records] })),
    assets: estate.assets.map((one, i) => ({
      ...one,
      location: i < 4 ? `Ward w${i % 3}, bay ${i}` : i === 4 ? 'Data centre' : '',
    })),
  }),
);

test('property: each asset that falls is on its ward, elsewhere or unknown, and a ward feels what its services feel', () => {
  fc.assert(
    fc.property(peopled, someHeld, (estate, from) => {
      const blast = blastRadius(sceneOf(estate), from, { horizon: 600 });
      const { elsewhere, unknown } = blast.off_wards;
      const fallen = blast.wards.reduce((sum, one) => sum + one.fallen, 0);
      expect(fallen + elsewhere + unknown).toBe(blast.assets.length);
      const services = new Map(blast.services.map((one) => [one.service, one]));
      for (const { id, services: own } of wards) {
        const one = blast.wards.find((reached) => reached.ward === id);
        const here = blast.assets.filter(({ asset: name }) => estate.wardOf(name)?.id === id);
        expect(one?.fallen ?? 0).toBe(here.length);
        expect(one?.first?.quick).toBe(
          here.length > 0 ? Math.min(...here.map(({ quick }) => quick)) : undefined,
        );
        expect(one?.services.map(({ service }) => service) ?? []).toEqual(
          own.filter((service) => services.has(service)),
        );
      }
    }),
    { numRuns: 150 },
  );
});

test('property: records can be read from the first host of their system on, and are lost when it is', () => {
  fc.assert(
    fc.property(peopled, someHeld, (estate, from) => {
      const { assets, records } = blastRadius(sceneOf(estate), from, { horizon: 600 });
      for (const { id } of estate.systems) {
        const hosts = assets.filter(({ asset: name }) => estate.asset(name)!.system === id);
        const first = hosts.length > 0 ? Math.min(...hosts.map(({ quick }) => quick)) : undefined;
        expect(records.systems.find(({ system }) => system === id)?.read?.quick).toBe(first);
      }
      for (const { read, lost, sensitive, system } of records.systems) {
        expect(read !== null || lost !== null).toBe(true);
        expect(sensitive).toEqual(system === 'y0' ? ['mental-health'] : []);
      }
    }),
    { numRuns: 150 },
  );
});

const oneZone = (systems: readonly (Pick<System, 'id'> & Partial<System>)[]): Estate =>
  estateOf({
    systems: systems.map((one) => ({ name: one.id, kind: '', supplier: null, organisation: 'o', ...one })),
    assets: systems.map(({ id }) => asset(`h-${id}`, 'z0', id, { support_ends: null })),
    flows: [flow('f', 'z0', 'z0', ['445'])],
  });
const recordsIn = (estate: Estate) =>
  blastRadius(sceneOf(estate), { assets: ['h-a'], accounts: [] }, { horizon: 10_000 }).records;

test('people of several systems are between the largest and the sum, and those that nobody counted are told apart', () => {
  const { people, systems, unsaid } = recordsIn(
    oneZone([
      { id: 'a', records: ['identity'], people: 400 },
      { id: 'b', records: ['images'], people: 250 },
      { id: 'c', records: ['letters'] },
      { id: 'd', records: ['none'] },
      { id: 'e' },
    ]),
  );
  expect(people).toEqual({ at_least: 400, at_most: 650, uncounted: 1 });
  expect(systems.map(({ system }) => system).sort()).toEqual(['a', 'b', 'c']);
  expect(unsaid).toEqual([{ system: 'e', name: 'e' }]);
});

test('a system whose hosts stand may still be lost to everybody with what it rests on', () => {
  const records = blastRadius(
    sceneOf(
      estateOf({
        systems: ['a', 'b'].map((id) => ({
          ...{ id, name: id, kind: '', supplier: null, organisation: 'o' },
          ...(id === 'b' && { records: ['notes' as const], people: 7 }),
        })),
        dependencies: [{ from: 'b', to: 'a', strength: 'stops' }],
        assets: [asset('h-a', 'z0', 'a'), asset('h-b', 'z1', 'b')],
      }),
    ),
    { assets: ['h-a'], accounts: [] },
    { horizon: 60 },
  ).records;
  expect(records.systems).toMatchObject([{ system: 'b', read: null, lost: { quick: 0 } }]);
});

test('a plan says which wards it costs something, and that an intruder gets to no more of their devices', () => {
  const estate = estateOf({
    wards,
    assets: [
      asset('h0', 'z0', null, { location: 'Ward w0', support_ends: null }),
      asset('h1', 'z0', null, { location: 'Ward w1', support_ends: null }),
    ],
    flows: [flow('f', 'z0', 'z0', ['445'])],
  });
  const { options } = createPlanner(sceneOf(estate)).propose(
    { assets: ['h0'], accounts: [] },
    { horizon: 600, hour: 9 },
  );
  const [nothing, everything] = options;
  expect(nothing?.wards).toMatchObject([
    { ward: 'w0', reached: 1, cut_off: 0 },
    { ward: 'w1', reached: 1, cut_off: 0 },
  ]);
  // The host that is held is cut off, so the other ward keeps all of its own.
  expect(everything?.wards).toMatchObject([{ ward: 'w0', reached: 1, cut_off: 1 }]);
});

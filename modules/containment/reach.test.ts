/** The risk: telling a hospital that an attack cannot get somewhere it can, or showing a way that is not there. */
import { createEstate, type Estate, type EstateData } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createContainment, Reach } from './index.ts';

const zones = ['z0', 'z1', 'z2'];
const systems = ['y0', 'y1', 'y2'];
const assetIds = Array.from({ length: 8 }, (_, i) => `a${i}`);

/** Small random estates: every asset in some zone and perhaps a system, flows between any kinds of endpoint. */
const estates = fc
  .record({
    homes: fc.tuple(
      ...assetIds.map(() => fc.tuple(fc.constantFrom(...zones), fc.constantFrom(null, ...systems))),
    ),
    flows: fc.array(
      fc.tuple(
        fc.constantFrom(...zones, ...systems, ...assetIds),
        fc.constantFrom(...zones, ...systems, ...assetIds),
        fc.constantFrom<string[]>(['443'], ['135', '445'], ['any']),
      ),
      { maxLength: 8 },
    ),
    copies: fc.subarray(systems),
    needs: fc.array(
      fc.tuple(
        fc.constantFrom('s0', 's1', ...systems),
        fc.constantFrom(...systems),
        fc.constantFrom('stops' as const, 'degrades' as const),
      ),
      { maxLength: 8 },
    ),
  })
  .map(({ homes, flows, needs, copies }) =>
    estateOf({
      systems: systems.map((id) => ({
        id,
        name: id,
        kind: '',
        supplier: null,
        organisation: 'o',
        ...(copies.includes(id) ? { lost_when: 'all' as const } : {}),
      })),
      assets: homes.map(([zone, system], i) => asset(assetIds[i]!, zone, system)),
      flows: flows.map(([from, to, ports], i) => flow(`f${i}`, from, to, ports)),
      dependencies: needs.map(([from, to, strength]) => ({ from, to, strength })),
    }),
  );
const someAssets = fc.uniqueArray(fc.constantFrom(...assetIds), { maxLength: 3 });

test('property: what is reachable, in how many steps, is what trying every pair of assets says', () => {
  fc.assert(
    fc.property(estates, someAssets, fc.option(fc.nat(3), { nil: undefined }), (estate, lost, maxSteps) => {
      const reach = createContainment({ estate }).reach(lost, maxSteps === undefined ? {} : { maxSteps });
      const expected = naiveSteps(estate, lost);
      for (const [id, steps] of expected) if (steps > (maxSteps ?? Infinity)) expected.delete(id);
      expect(new Map(reach.assets.map(({ asset: id, steps }) => [id, steps]))).toEqual(expected);
      expect(Reach.parse(reach)).toEqual(reach);
    }),
  );
});

test('property: every path starts at something lost, and each hop is one that a flow allows on a port of its own', () => {
  fc.assert(
    fc.property(estates, someAssets, (estate, lost) => {
      const reach = createContainment({ estate }).reach(lost);
      const ways = [
        ...reach.assets.map(({ asset: end, steps, path }) => ({ end, steps, path })),
        ...reach.services.map(({ via_asset: end, steps, path }) => ({ end, steps, path })),
      ];
      for (const { end, steps, path } of ways) {
        expect(path).toHaveLength(steps);
        expect(lost).toContain(path[0]?.from ?? end);
        expect(path.at(-1)?.to ?? end).toBe(end);
        path.forEach((hop, i) => {
          if (i > 0) expect(hop.from).toBe(path[i - 1]!.to);
          const allowed = estate.flows.find(({ id }) => id === hop.flow)!;
          expect(means(estate, allowed.from, hop.from) && means(estate, allowed.to, hop.to)).toBe(true);
          expect(allowed.ports).toContain(hop.port);
        });
      }
    }),
  );
});

test('property: losing more never makes anything or any service further away', () => {
  fc.assert(
    fc.property(estates, someAssets, someAssets, (estate, lost, more) => {
      const containment = createContainment({ estate });
      const before = containment.reach(lost);
      const after = containment.reach([...lost, ...more]);
      const assetSteps = new Map(after.assets.map(({ asset: id, steps }) => [id, steps]));
      for (const { asset: id, steps } of before.assets) expect(assetSteps.get(id)).toBeLessThanOrEqual(steps);
      const services = new Map(after.services.map((risk) => [risk.service, risk]));
      for (const risk of before.services) {
        expect(services.get(risk.service)!.steps).toBeLessThanOrEqual(risk.steps);
        if (risk.steps_to_stop != null) {
          expect(services.get(risk.service)!.steps_to_stop).toBeLessThanOrEqual(risk.steps_to_stop);
        }
      }
    }),
  );
});

test('property: each service has the nearest way to it, stops before degrades, and the list is worst first', () => {
  fc.assert(
    fc.property(estates, someAssets, (estate, lost) => {
      const { services } = createContainment({ estate }).reach(lost);
      const steps = naiveSteps(estate, lost);
      for (const service of estate.services) {
        const ways = systems.flatMap((system) => {
          const own = estate.assets.filter((each) => each.system === system);
          const away = own.map(({ id }) => steps.get(id) ?? Infinity);
          const nearest = Math.min(...away);
          const copies = estate.system(system)?.lost_when === 'all';
          const impact =
            own[0] && estate.servicesOf(own[0].id).find((each) => each.service.id === service.id);
          if (impact === undefined || nearest === Infinity) return [];
          const stops = impact.strength === 'degrades' ? Infinity : copies ? Math.max(...away) : nearest;
          return [{ nearest, stops }];
        });
        const risk = services.find((each) => each.service === service.id);
        const nearest = Math.min(...ways.map((way) => way.nearest));
        const stops = Math.min(...ways.map((way) => way.stops));
        expect(risk?.steps ?? Infinity).toBe(nearest);
        expect(risk?.steps_to_stop ?? Infinity).toBe(stops);
        if (risk === undefined) continue;
        expect(risk.state).toBe(nearest === 0 ? 'hit' : 'reachable');
        expect(risk.strength).toBe(stops === nearest ? 'stops' : 'degrades');
      }
      const rank = services.map(({ state, urgency, steps: away }) =>
        [state === 'hit' ? 0 : 1, urgency, away].join(),
      );
      expect(rank).toEqual([...rank].sort());
    }),
  );
});

test('one scanner of two lost degrades what needs scanners; only the second stops it', () => {
  const estate = estateOf({
    systems: [{ id: 'ct', name: 'CT', kind: '', supplier: null, organisation: 'o', lost_when: 'all' }],
    dependencies: [{ from: 's0', to: 'ct', strength: 'stops' }],
    assets: [asset('ct-1', 'z0', 'ct'), asset('ct-2', 'z0', 'ct'), asset('pc', 'z1', null)],
    flows: [flow('flat', 'z0', 'z0', ['any'])],
  });
  const { reach } = createContainment({ estate });
  expect(reach(['ct-1']).services).toMatchObject([
    { state: 'hit', strength: 'degrades', steps: 0, steps_to_stop: 1 },
  ]);
  expect(reach(['ct-1', 'ct-2']).services).toMatchObject([{ strength: 'stops', steps: 0, steps_to_stop: 0 }]);
  expect(reach(['ct-1'], { maxSteps: 0 }).services).toMatchObject([
    { strength: 'degrades', steps_to_stop: null },
  ]);
});

test('neighbours in a zone are not reachable unless a flow says so', () => {
  const assets = [asset('pc', 'z0', null), asset('neighbour', 'z0', null), asset('server', 'z1', null)];
  const out = [flow('out', 'z0', 'z1', ['443'])];
  const apart = createContainment({ estate: estateOf({ assets, flows: out }) });
  expect(apart.reach(['pc']).assets.map(({ asset: id }) => id)).toEqual(['pc', 'server']);
  const flat = createContainment({
    estate: estateOf({ assets, flows: [...out, flow('flat', 'z0', 'z0', ['any'])] }),
  });
  expect(
    flat
      .reach(['pc'])
      .assets.map(({ asset: id, steps }) => `${id} ${steps}`)
      .sort(),
  ).toEqual(['neighbour 1', 'pc 0', 'server 1']);
});

test('an asset that the estate does not know is reported, not ignored', () => {
  const estate = estateOf({ assets: [asset('pc', 'z0', null)], flows: [] });
  const reach = createContainment({ estate }).reach(['pc', 'stranger', 'pc', 'stranger', 'toString']);
  expect(reach).toMatchObject({ compromised: ['pc'], unknown: ['stranger', 'toString'] });
  expect(createContainment({ estate }).reach([])).toEqual({
    compromised: [],
    unknown: [],
    assets: [],
    services: [],
  });
});

function asset(id: string, zone: string, system: string | null): EstateData['assets'][number] {
  const unused = { addresses: [], os: '', support_ends: null, site: 'main', location: '', notes: '' };
  return { id, hostname: id, kind: 'server', zone, system, ...unused };
}

function flow(id: string, from: string, to: string, ports: string[]): EstateData['flows'][number] {
  return { id, from, to, protocol: 'tcp', ports, purpose: '' };
}

function estateOf(part: Partial<EstateData>): Estate {
  return createEstate({
    organisations: [],
    sites: [],
    services: ['s0', 's1'].map((id, i) => ({
      id,
      name: id,
      sites: [],
      urgency: i + 1,
      harm: '',
      tolerable_downtime_minutes: null,
      fallback: null,
    })),
    wards: [],
    suppliers: [],
    systems: [],
    dependencies: [],
    zones: [],
    flows: [],
    assets: [],
    accounts: [],
    rights: [],
    trusts: [],
    ...part,
  });
}

function means(estate: Estate, endpoint: string, id: string): boolean {
  const { zone, system } = estate.asset(id)!;
  return endpoint === id || endpoint === zone || endpoint === system;
}

/** Fewest steps by asking of every pair of assets whether any flow allows it, until nothing changes. */
function naiveSteps(estate: Estate, lost: string[]): Map<string, number> {
  const steps = new Map(lost.map((id) => [id, 0]));
  for (let round = 1; round <= estate.assets.length; round++) {
    for (const to of estate.assets) {
      if (steps.has(to.id)) continue;
      const allowed = estate.assets.some(
        (from) =>
          steps.get(from.id) === round - 1 &&
          estate.flows.some((each) => means(estate, each.from, from.id) && means(estate, each.to, to.id)),
      );
      if (allowed) steps.set(to.id, round);
    }
  }
  return steps;
}

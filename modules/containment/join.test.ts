/** The risk: hospitals that are looked at as one, and in which an intruder gets less far than in one of them alone. */
import { createEstate, type Estate, joinEstates } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blastRadius } from './blast.ts';
import { loadKnowledge } from './knowledge.ts';
import { buildMovement } from './movement/index.ts';
import { entries, smallEstates, someHeld } from './testing.ts';

const knowledge = loadKnowledge();
const horizon = 600;
const sceneOf = (estate: Estate, ways = entries) => ({
  estate,
  knowledge,
  movement: buildMovement({ estate, entries: ways, knowledge, today: '2026-03-11' }),
});

/** A second hospital that knows the hosts of the annex as the first does, save for where they stand with it. */
function neighbourOf(first: Estate, second: Estate): Estate {
  const shared = new Map(
    first.assets.filter(({ site }) => site === 'annex').map((asset) => [asset.id, asset]),
  );
  return createEstate({
    ...second,
    organisations: second.organisations.map((one) =>
      one.id === 'o' ? { ...one, ods_code: 'another' } : one,
    ),
    assets: second.assets.map(({ zone, ...asset }) => ({
      ...(shared.get(asset.id) ?? { ...asset, site: 'main' }),
      zone,
    })),
    accounts: second.accounts.map((account) => ({ ...account, organisation: 'o' })),
  });
}

/** The annex is a partner of both, and runs no system of either. */
const withPartner = (estate: Estate): Estate =>
  createEstate({
    ...estate,
    assets: estate.assets.map((asset) => (asset.site === 'annex' ? { ...asset, system: null } : asset)),
    accounts: estate.accounts.map((account) => ({ ...account, organisation: 'o' })),
  });

test('property: what falls in one hospital alone falls in all of them together, and no later', () => {
  fc.assert(
    fc.property(smallEstates, smallEstates, someHeld, fc.constantFrom(0, 1), (one, two, held, of) => {
      const first = withPartner(one);
      const folders = [first, neighbourOf(first, two)].map((estate) => ({ estate, entries }));
      const { data, entries: ways, folders: names } = joinEstates(folders);
      const name = names[of]!;
      const alone = blastRadius(sceneOf(folders[of]!.estate), held, { horizon });
      const together = blastRadius(
        sceneOf(createEstate(data), [...ways]),
        {
          assets: held.assets.map((id) => name.asset(id)!),
          accounts: held.accounts.map((id) => name.account(id)!),
          suppliers: held.suppliers.map((id) => name.supplier(id)!),
        },
        { horizon },
      );
      expect(together.unknown).toEqual([]);
      const soonest = new Map([
        ...together.assets.map(({ asset, quick }) => [asset, quick] as const),
        ...together.accounts.map(({ account, quick }) => [account, quick] as const),
        ...together.services.map(({ service, degraded }) => [service, degraded!.quick] as const),
      ]);
      for (const { asset, quick } of alone.assets)
        expect(soonest.get(name.asset(asset)!), asset).toBeLessThanOrEqual(quick);
      for (const { account, quick } of alone.accounts)
        expect(soonest.get(name.account(account)!), account).toBeLessThanOrEqual(quick);
      for (const { service, degraded } of alone.services)
        expect(soonest.get(name.service(service)!), service).toBeLessThanOrEqual(degraded!.quick);
    }),
    { numRuns: 200 },
  );
});

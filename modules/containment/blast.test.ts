/** The risk: an intruder who is somewhere that the picture says is out of reach, or later than it says. */
import type { Estate, Right } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blastRadius, type Held } from './blast.ts';
import { createFare } from './fare.ts';
import { loadKnowledge, type Minutes } from './knowledge.ts';
import type { Span } from './model.ts';
import { buildMovement, isFlawed } from './movement/index.ts';
import { meet, portRanges } from './ports.ts';
import { entries, smallEstates, someHeld } from './testing.ts';

const knowledge = loadKnowledge();
const { techniques } = knowledge;
const today = '2026-03-11';
const horizon = 600;

const sceneOf = (estate: Estate) => ({
  estate,
  knowledge,
  movement: buildMovement({ estate, entries, knowledge, today }),
});

const means = (estate: Estate, endpoint: string, id: string): boolean => {
  const { zone, system } = estate.asset(id)!;
  return endpoint === id || endpoint === zone || endpoint === system;
};

const organisationOf = (estate: Estate, id: string): string =>
  estate.asset(id)!.site === 'annex' ? 'q' : 'o';

const isAbout = (estate: Estate, { on, kinds }: Right, id: string): boolean =>
  (on === organisationOf(estate, id) || means(estate, on, id)) &&
  (kinds.length === 0 || kinds.includes(estate.asset(id)!.kind));

/** Every rule of movement asked of every pair, over and over, until nothing gets earlier. */
function plainly(estate: Estate, held: Held, pace: keyof Minutes): Map<string, number> {
  const own = estate.assets.filter(
    ({ site }) => site === 'annex' && held.suppliers?.includes('p1'), // the supplier that is one of the organisations
  );
  const at = new Map(
    [...held.assets, ...held.accounts, ...(held.suppliers ?? []), ...own.map(({ id }) => id)].map((id) => [
      id,
      0,
    ]),
  );
  const soonest = (ids: readonly string[]): number => Math.min(Infinity, ...ids.map(time));
  const time = (id: string): number => at.get(id) ?? Infinity;
  let changed = true;
  const arrive = (id: string, when: number): void => {
    if (when > horizon || when >= time(id)) return;
    at.set(id, when);
    changed = true;
  };
  const calls = (to: string, needs: 'flaw' | 'right'): number =>
    Math.min(
      ...techniques.network
        .filter((technique) => technique.needs === needs)
        .flatMap((technique) =>
          estate.flows
            .filter(
              (flow) =>
                means(estate, flow.to, to) && meet(portRanges(flow.ports), portRanges(technique.ports)),
            )
            .flatMap((flow) =>
              estate.assets
                .filter(({ id }) => means(estate, flow.from, id))
                .map(({ id }) => time(id) + technique.minutes[pace]),
            ),
        ),
    );
  const read = techniques.read_directory.minutes[pace];
  const take = techniques.take_credentials.minutes[pace];
  while (changed) {
    changed = false;
    for (const asset of estate.assets) {
      if (isFlawed(asset, today)) arrive(asset.id, calls(asset.id, 'flaw'));
      const holders = estate.rights.filter(
        (right) => right.right === 'administer' && isAbout(estate, right, asset.id),
      );
      const holder = Math.min(...holders.map(({ account }) => time(account)));
      arrive(asset.id, Math.max(holder, calls(asset.id, 'right')));
    }
    const readAt = (organisation: string): number =>
      Math.min(
        ...estate.assets
          .filter(
            ({ id, kind }) => kind === 'domain-controller' && organisationOf(estate, id) === organisation,
          )
          .map(({ id }) => time(id) + read),
        ...estate.rights
          .filter(({ right, on }) => right === 'replicate' && on === organisation)
          .map(({ account }) => time(account) + read),
      );
    const directoryAt = (organisation: string): number =>
      Math.min(
        readAt(organisation),
        ...estate.trusts
          .filter(({ trusting, filtered }) => trusting === organisation && filtered !== true)
          .map(({ trusted }) => readAt(trusted) + techniques.cross_trust.minutes[pace]),
      );
    arrive('p1', soonest(estate.assets.filter(({ site }) => site === 'annex').map(({ id }) => id)));
    const come = techniques.come_through_supplier.minutes[pace];
    // The second door of `entries` is the first supplier's and leads to z2, the third the other's and leads to h3.
    for (const { id, zone } of estate.assets) {
      if (zone === 'z2') arrive(id, time('p0') + come);
      if (id === 'h3') arrive(id, time('p1') + come);
    }
    // The first door of `entries` is open, and leads to z1 over the flow f0, or without any when there is no such flow.
    const thief = Math.min(
      ...estate.accounts.filter(({ kind }) => kind !== 'service').map(({ id }) => time(id)),
    );
    for (const { id, zone } of estate.assets)
      if (zone === 'z1') arrive(id, thief + techniques.enter_from_outside.minutes[pace]);
    for (const { id, usual_asset, supplier, organisation } of estate.accounts) {
      arrive(id, Math.min(...(organisation ? [organisation] : ['o', 'q']).map(directoryAt)));
      if (supplier !== undefined) {
        const others = estate.accounts.filter((other) => other.supplier === supplier);
        const share = techniques.share_credentials.minutes[pace];
        arrive(id, Math.min(time(supplier) + come, soonest(others.map((other) => other.id)) + share));
      }
      if (usual_asset !== null) arrive(id, time(usual_asset) + take);
      for (const right of estate.rights) {
        if (right.right !== 'sign-in' || right.account !== id) continue;
        for (const asset of estate.assets)
          if (isAbout(estate, right, asset.id)) arrive(id, time(asset.id) + take);
      }
    }
  }
  return at;
}

test('what falls and when is what the rules of movement say, asked of every pair', () => {
  fc.assert(
    fc.property(smallEstates, someHeld, (estate, held) => {
      const blast = blastRadius(sceneOf(estate), held, { horizon });
      const found = new Map<string, Span>([
        ...blast.assets.map((one) => [one.asset, one] as const),
        ...blast.accounts.map((one) => [one.account, one] as const),
        ...blast.suppliers.map((one) => [one.supplier, one] as const),
      ]);
      const plain = { quick: plainly(estate, held, 'quick'), likely: plainly(estate, held, 'likely') };
      expect(new Set(found.keys())).toEqual(new Set(plain.quick.keys()));
      for (const [id, span] of found) {
        expect(span.quick, id).toBe(plain.quick.get(id));
        expect(span.likely, id).toBe(plain.likely.get(id) ?? null);
      }
    }),
    { numRuns: 300 },
  );
});

test('services suffer as dependencies say once those hosts have fallen', () => {
  fc.assert(
    fc.property(smallEstates, someHeld, (estate, held) => {
      const fallen = plainly(estate, held, 'quick');
      const parts = (id: string) => estate.assets.filter(({ system }) => system === id);
      const lost = (id: string) => parts(id).filter((part) => fallen.has(part.id)).length;
      const isGone = ({ id, lost_when }: Estate['systems'][number]): boolean =>
        lost_when === 'all' ? lost(id) > 0 && lost(id) === parts(id).length : lost(id) > 0;
      const fares = createFare(estate)({
        stopped: [
          ...estate.systems.filter(isGone),
          ...estate.suppliers.filter(({ id }) => fallen.has(id)),
        ].map(({ id }) => id),
        degraded: estate.systems.filter(({ id }) => lost(id) > 0).map(({ id }) => id),
      });
      const { services } = blastRadius(sceneOf(estate), held, { horizon });
      expect(
        Object.fromEntries(
          services.map(({ service, stopped }) => [service, stopped ? 'stopped' : 'degraded']),
        ),
      ).toEqual(Object.fromEntries([...fares].filter(([id]) => id.startsWith('s'))));
    }),
    { numRuns: 300 },
  );
});

test('every example rests only on what came before it, and ends where it should', () => {
  fc.assert(
    fc.property(smallEstates, someHeld, (estate, held) => {
      for (const { service, because } of blastRadius(sceneOf(estate), held, { horizon }).services) {
        const own = held.suppliers.includes('p1') ? estate.assets.filter(({ site }) => site === 'annex') : [];
        const had = new Set<string>([
          ...[...held.assets, ...held.accounts, ...held.suppliers],
          ...own.map(({ id }) => id),
        ]);
        for (const step of because) {
          const needed =
            step.kind === 'network' && step.account !== null ? [step.from, step.account] : [step.from];
          // A system rests on hosts that it does not name.
          for (const id of needed)
            if (step.kind !== 'rests-on' || estate.asset(id) !== undefined)
              expect(had, JSON.stringify(step)).toContain(id);
          had.add(step.kind === 'credentials' ? step.account : step.to);
        }
        expect(because.at(-1)).toMatchObject({ kind: 'rests-on', to: service });
      }
    }),
    { numRuns: 100 },
  );
});

test('what nobody knows is said', () => {
  fc.assert(
    fc.property(smallEstates, (estate) => {
      const { unknown } = blastRadius(
        sceneOf(estate),
        { assets: ['h0', 'stranger'], accounts: ['nobody'] },
        { horizon },
      );
      expect(unknown).toEqual(['stranger', 'nobody']);
    }),
    { numRuns: 5 },
  );
});

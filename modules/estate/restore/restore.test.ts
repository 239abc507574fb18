/** The risk: teams that bring back what is not yet of use, or what can wait, while patients go past what paper can bear. */
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import type { EstateData } from '../model.ts';
import type { Recovery } from '../registers/index.ts';
import { lostSystems, type RestorePlan, restoreOrder } from './index.ts';

type Link = [from: string, to: string, strength?: 'stops' | 'degrades'];
type Served = [id: string, urgency: number, tolerable: number | null];

function hospital(systems: string[], services: Served[], links: Link[]): EstateData {
  return {
    organisations: [],
    sites: [],
    services: services.map(([id, urgency, tolerable_downtime_minutes]) => ({
      id,
      name: id,
      sites: [],
      urgency,
      harm: '',
      tolerable_downtime_minutes,
      fallback: null,
    })),
    wards: [],
    suppliers: [],
    systems: systems.map((id) => ({ id, name: id, kind: '', supplier: null, organisation: 'o' })),
    dependencies: links.map(([from, to, strength = 'stops']) => ({ from, to, strength })),
    zones: [],
    flows: [],
    assets: [],
    accounts: [],
    rights: [],
    trusts: [],
  };
}

const recoveryOf = (minutes: Record<string, number>): Recovery[] =>
  Object.entries(minutes).map(([system, restore_minutes]) => ({
    system,
    objective_minutes: null,
    restore_minutes,
    tried_on: null,
    restored_with: [],
  }));
const plan = (
  data: EstateData,
  minutes: Record<string, number> = {},
  lost = data.systems.map(({ id }) => id),
) => restoreOrder(data, new Set(lost), recoveryOf(minutes));
const order = ({ steps }: RestorePlan) => steps.map(({ id }) => id).join(' ');

test('what the most urgent service stops without comes first, with all that it needs; what only helps it comes after', () => {
  const data = hospital(
    ['scanner', 'storage', 'letters', 'whiteboard', 'virtual'],
    [
      ['stroke', 1, 30],
      ['clinic', 4, 480],
    ],
    [
      ['stroke', 'scanner'],
      ['stroke', 'whiteboard', 'degrades'],
      ['scanner', 'storage'],
      ['clinic', 'letters'],
      ['letters', 'virtual'],
    ],
  );
  const result = plan(data, { scanner: 20, storage: 20, whiteboard: 5, letters: 60, virtual: 60 });
  expect(order(result)).toBe('storage scanner whiteboard virtual letters');
  expect(result.steps[0]!.reason).toBe(
    'stroke (urgency 1, 30 min on paper) stops without it, by way of scanner.',
  );
  expect(result.steps.map(({ wave }) => wave)).toEqual([1, 2, 1, 1, 2]);
  expect(result.critical_path).toEqual(['virtual', 'letters']);
  expect(result.services.map(({ service, verdict }) => `${service.id} ${verdict}`)).toEqual([
    'stroke passed',
    'clinic in time',
  ]);
});

test('between services of one urgency the one that bears least time on paper goes first, and unknown bears none', () => {
  const data = hospital(
    ['a', 'b', 'c'],
    [
      ['long', 1, 120],
      ['short', 1, 30],
      ['nobody-agreed', 1, null],
    ],
    [
      ['long', 'a'],
      ['short', 'b'],
      ['nobody-agreed', 'c'],
    ],
  );
  const result = plan(data, { a: 10, b: 10, c: 10 });
  expect(order(result)).toBe('c b a');
  expect(result.services.find(({ service }) => service.id === 'nobody-agreed')!.verdict).toBe('unknown');
});

test('a step of unknown length makes every later time "at least", and promises nothing', () => {
  const data = hospital(
    ['a', 'b'],
    [['ward', 1, 60]],
    [
      ['ward', 'a'],
      ['a', 'b'],
    ],
  );
  const [ward] = plan(data, { a: 10 }).services;
  expect(ward).toMatchObject({ earliest: { minutes: 10, at_least: true }, verdict: 'unknown' });
  // What is known is already too long, whatever the rest takes.
  expect(plan(data, { a: 61 }).services[0]!.verdict).toBe('passed');
});

test('more teams help only where steps do not need each other', () => {
  const data = hospital(
    ['a', 'b'],
    [['ward', 1, 60]],
    [
      ['ward', 'a'],
      ['ward', 'b'],
    ],
  );
  expect(plan(data, { a: 50, b: 50 }).services[0]!.verdict).toBe('in time with more teams');
});

test('a ring is named, broken in the open, and nothing outside it is held up', () => {
  const data = hospital(
    ['directory', 'virtual', 'storage', 'record'],
    [['ward', 1, 60]],
    [
      ['ward', 'record'],
      ['record', 'directory'],
      ['directory', 'virtual'],
      ['virtual', 'directory'],
      ['virtual', 'storage'],
    ],
  );
  const result = plan(data, { directory: 5, virtual: 5, storage: 5, record: 5 });
  expect(result.rings.map((ring) => ring.sort())).toEqual([['directory', 'virtual']]);
  expect(order(result)).toBe('storage directory virtual record');
  const [, first] = result.steps;
  expect(first!.begins_without).toEqual(['virtual']);
  expect(first!.reason).toContain('bring it up without at first');
});

test('what is unharmed but stands on something lost passes the need on', () => {
  const data = hospital(
    ['record', 'directory', 'virtual'],
    [['ward', 1, 60]],
    [
      ['ward', 'record'],
      ['record', 'directory'],
      ['directory', 'virtual'],
    ],
  );
  expect(order(plan(data, {}, ['record', 'virtual']))).toBe('virtual record');
});

test('what something is brought back with comes before it, and is as urgent; what is up needs no bringing back', () => {
  const data = hospital(
    ['record', 'letters', 'backup'],
    [
      ['ward', 1, 60],
      ['clinic', 4, 480],
    ],
    [
      ['ward', 'record'],
      ['clinic', 'letters'],
    ],
  );
  const recovery = recoveryOf({ record: 10, letters: 10, backup: 10 }).map((row) =>
    row.system === 'record' ? { ...row, restored_with: ['backup'] } : row,
  );
  const order = (...lost: string[]) => restoreOrder(data, new Set(lost), recovery).steps.map(({ id }) => id);
  expect(order('record', 'letters', 'backup')).toEqual(['backup', 'record', 'letters']);
  expect(order('letters', 'backup')).toEqual(['letters', 'backup']);
});

test('a system falls with its assets as lost_when says, and a name that nobody knows is told', () => {
  const data = hospital(['one', 'both'], [], []);
  data.systems[1]!.lost_when = 'all';
  const asset = (id: string, system: string, site: string): EstateData['assets'][number] => ({
    id,
    hostname: id,
    addresses: [],
    kind: 'server',
    os: '',
    support_ends: null,
    zone: 'z',
    site,
    system,
    location: '',
    notes: '',
  });
  data.sites = [
    { id: 'main', name: '', organisation: 'o' },
    { id: 'other', name: '', organisation: 'o' },
  ];
  data.assets = [
    asset('a1', 'one', 'main'),
    asset('a2', 'one', 'other'),
    asset('b1', 'both', 'main'),
    asset('b2', 'both', 'other'),
  ];
  const lost = (...names: string[]) => [...lostSystems(data, names).ids].sort();
  expect(lost('main')).toEqual(['one']);
  expect(lost('main', 'b2')).toEqual(['both', 'one']);
  expect(lost()).toEqual(['both', 'one']);
  expect(lostSystems(data, ['main', 'nowhere']).strangers).toEqual(['nowhere']);
});

const systems = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyHospital = fc
  .record({
    urgencies: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
    tolerable: fc.array(fc.option(fc.integer({ min: 1, max: 60 })), { minLength: 3, maxLength: 3 }),
    links: fc.array(
      fc.tuple(
        fc.constantFrom('s0', 's1', 's2', ...systems),
        fc.constantFrom(...systems),
        fc.constantFrom<'stops' | 'degrades'>('stops', 'degrades'),
      ),
      { maxLength: 14 },
    ),
    minutes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ urgencies, tolerable, links, minutes }) => ({
    data: hospital(
      systems,
      urgencies.map((urgency, i) => [`s${i}`, urgency, tolerable[i]!]),
      links,
    ),
    minutes: Object.fromEntries(systems.map((id, i) => [id, minutes[i]!])),
  }));

test('property: everything comes back once, after what it needs unless that is in a ring with it, and the times add up', () => {
  fc.assert(
    fc.property(anyHospital, ({ data, minutes }) => {
      const { steps, rings, critical_path } = plan(data, minutes);
      expect(steps.map(({ id }) => id).sort()).toEqual(systems);
      const turn = new Map(steps.map((step) => [step.id, step.turn]));
      const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
        data.dependencies.some(
          (d) =>
            d.from === from &&
            d.strength === 'stops' &&
            !seen.has(d.to) &&
            (d.to === to || reaches(d.to, to, seen.add(d.to))),
        );
      for (const { from, to, strength } of data.dependencies) {
        if (strength !== 'stops' || !turn.has(from) || from === to) continue;
        if (turn.get(to)! < turn.get(from)!) continue;
        expect(reaches(to, from), `${from} before ${to}`).toBe(true);
        expect(steps[turn.get(from)! - 1]!.begins_without).toContain(to);
        expect(rings.some((ring) => ring.includes(from) && ring.includes(to))).toBe(true);
      }
      let sum = 0;
      for (const step of steps) {
        sum += minutes[step.id]!;
        expect(step.in_turn.minutes).toBe(sum);
        expect(step.earliest.minutes).toBeLessThanOrEqual(sum);
      }
      const length = critical_path.reduce((total, id) => total + minutes[id]!, 0);
      expect(length).toBe(Math.max(...steps.map(({ earliest }) => earliest.minutes)));
    }),
    { numRuns: 500 },
  );
});

/** Every order that honours the needs; with rings there may be none. */
function* orders(needs: Map<string, string[]>, done: string[] = []): Generator<string[]> {
  const left = [...needs.keys()].filter((id) => !done.includes(id));
  if (left.length === 0) yield done;
  for (const id of left) {
    if (needs.get(id)!.every((need) => done.includes(need))) yield* orders(needs, [...done, id]);
  }
}

test('property: of all orders that put the more urgent first, none has a smaller worst overrun (brute force)', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyHospital, ({ data, minutes }) => {
      const { steps, rings } = plan(data, minutes);
      if (rings.length > 0) return;
      const needs = new Map(steps.map(({ id, needs: before }) => [id, before]));
      const impacts = new Map(steps.map(({ id, services }) => [id, services]));
      const tierOf = (id: string) =>
        Math.min(...impacts.get(id)!.map((i) => i.service.urgency * 2 + (i.strength === 'stops' ? 0 : 1)));
      const urgentFirst = (ids: string[]) =>
        ids.every((id, i) => i === 0 || tierOf(ids[i - 1]!) <= tierOf(id));
      /** Of each tier, by how much the service that is worst off goes past what it can bear. */
      const overruns = (ids: string[]) => {
        const worst = new Map<number, number>();
        let clock = 0;
        for (const id of ids) {
          clock += minutes[id]!;
          for (const { service, strength } of impacts.get(id)!) {
            const tier = service.urgency * 2 + (strength === 'stops' ? 0 : 1);
            if (tier !== tierOf(id)) continue;
            const over = clock - (service.tolerable_downtime_minutes ?? 0);
            worst.set(tier, Math.max(worst.get(tier) ?? Number.NEGATIVE_INFINITY, over));
          }
        }
        return worst;
      };
      const own = steps.map(({ id }) => id);
      expect(urgentFirst(own)).toBe(true);
      const ours = overruns(own);
      for (const other of orders(needs)) {
        if (!urgentFirst(other)) continue;
        compared += 1;
        for (const [tier, over] of overruns(other)) expect(over).toBeGreaterThanOrEqual(ours.get(tier)!);
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(1_000);
});

test('the sample hospital: everything lost, everything comes back, and the record does not come before what it stands on', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const { steps, services } = restoreOrder(estate, lostSystems(estate, []).ids, []);
  expect(steps).toHaveLength(estate.systems.length);
  const turn = (id: string) => steps.find((step) => step.id === id)!.turn;
  expect(turn('storage')).toBeLessThan(turn('virtualisation'));
  expect(turn('virtualisation')).toBeLessThan(turn('epr'));
  expect(turn('ct')).toBeLessThan(turn('pas'));
  expect(services).toHaveLength(estate.services.length);
  // With nothing known of the work, nobody is promised anything.
  expect(new Set(services.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
});

test('a chain of two thousand systems is ordered, and the stack holds', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => `n${i}`);
  const data = hospital(
    many,
    [['ward', 1, 60]],
    [['ward', 'n0'], ...many.slice(1).map((id, i): Link => [many[i]!, id])],
  );
  expect(plan(data).steps[0]!.id).toBe('n1999');
});

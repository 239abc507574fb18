/** The risks: a policy that breaks care, or opens what nobody asked for; one that is enforced before enough is known; lines that do something else. */
import { readdirSync, readFileSync } from 'node:fs';
import { isOn, loadKnowledge, meet, placeFlows, portRanges } from '@cordon/containment';
import { daysSeen } from '@cordon/detection';
import { createEstate, type Estate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPasses, openWays } from './enforce.ts';
import { createSegmentation, loadPatterns, type Mode, usually } from './index.ts';
import { recommend } from './recommend.ts';
import { movedPorts } from './simulate.ts';
import { daily, flow, hospital, seen, someHospital, someSeen } from './testing.ts';
import { createEnds } from './ways.ts';

const knowledge = loadKnowledge();
const moved = movedPorts(knowledge);
const open = (estate: Estate, flows: Parameters<typeof recommend>[1]['flows'], mode: Mode) => {
  const recommendation = recommend(estate, { flows });
  return openWays(createEnds(estate), placeFlows(estate, { flows }), recommendation, mode, moved);
};
const segmentation = (estate: Estate, flows: ReturnType<typeof daily>[]) =>
  createSegmentation(
    { estate, entries: [], seen: { flows }, knowledge, today: '2026-03-30' },
    loadPatterns(),
  );

describe('full mode', () => {
  test('denies nothing that was seen often', () => {
    fc.assert(
      fc.property(someHospital, someSeen, (estate, flows) => {
        const passes = createPasses(open(estate, flows, 'full'));
        const often = placeFlows(estate, { flows }).filter(
          ({ seen: one }) => daysSeen(one) >= usually.oftenDays,
        );
        expect(often.filter((one) => !passes(one))).toEqual([]);
      }),
    );
  });

  test('lets nothing through that was neither seen nor stated: of every rule each port is one or the other', () => {
    fc.assert(
      fc.property(someHospital, someSeen, (estate, flows) => {
        const ends = createEnds(estate);
        const stated = ends.stated();
        const placed = placeFlows(estate, { flows });
        for (const rule of recommend(estate, { flows }).rules) {
          const [from, to] = [
            { id: rule.from, zone: rule.from_zone },
            { id: rule.to, zone: rule.to_zone },
          ];
          for (const port of rule.ports) {
            const range = portRanges([port]);
            const wasSeen = placed.some(
              (one) =>
                isOn(one, { from: rule.from, to: rule.to, protocol: rule.protocol }, range) &&
                one.from.zone === rule.from_zone &&
                one.to.zone === rule.to_zone,
            );
            const isStated = stated.some(
              (way) =>
                way.from.zone === from.zone &&
                way.to.zone === to.zone &&
                ends.touch(way.from, from) &&
                ends.touch(way.to, to) &&
                meet(portRanges(way.ports), range),
            );
            expect(rule.because === 'seen' ? wasSeen : isStated, JSON.stringify(rule)).toBe(true);
          }
        }
      }),
    );
  });

  test('keeps what a service rests on though nobody saw it, narrowed to the system, and closes the rest', () => {
    const estate = hospital(
      [flow('wide', 'users', 'servers', ['443', '3389']), flow('admin', 'users', 'devices', ['22'])],
      [{ from: 'care', to: 'record', strength: 'stops' }],
    );
    const flows = [daily('10.1.0.1', '10.2.0.3', 445), daily('10.1.0.1', '10.3.0.1', 80)];
    const { rules, unused } = recommend(estate, { flows });
    expect(rules.map(({ from, to, ports, because }) => [from, to, ports.join(' '), because])).toEqual([
      ['users', 'pumps', '80', 'seen'],
      ['users', 'files', '445', 'seen'],
      ['users', 'record', '443 3389', 'needed'],
    ]);
    expect(unused.map((one) => one.flow)).toEqual(['admin']);
  });
});

test('where nothing was seen between two zones, what is stated stays, and is said to be unknown', () => {
  const estate = hospital([flow('wide', 'users', 'servers', ['any'], 'any')]);
  const { observed, pairs, rules } = recommend(estate, { flows: [] });
  expect(observed).toBeNull();
  expect(pairs).toMatchObject([{ from: 'users', to: 'servers', state: 'unwatched' }]);
  expect(rules).toMatchObject([{ from: 'users', to: 'servers', ports: ['any'], because: 'stated' }]);
});

test('a pair is stable only when it was watched for long enough and nothing new came for as long', () => {
  const estate = hospital([]);
  const state = (...flows: ReturnType<typeof daily>[]) => recommend(estate, { flows }).pairs[0]!.state;
  const usual = daily('10.1.0.1', '10.2.0.1', 443);
  expect(state(usual)).toBe('stable');
  expect(state(usual, seen('10.1.0.1', '10.2.0.1', 22, [3]))).toBe('settling');
  // The same service used by another workstation is nothing new.
  expect(state(usual, seen('10.1.0.2', '10.2.0.2', 443, [3]))).toBe('stable');
  expect(state(seen('10.1.0.1', '10.2.0.1', 443, [0, 1, 2]))).toBe('settling');
});

test('an intruder who used a wide flow once is not taken for usual; what somebody wrote a flow for is', () => {
  const estate = hospital([
    flow('wide', 'users', 'servers', ['3389']),
    flow('named', 'users', 'record', ['443']),
  ]);
  const flows = [seen('10.1.0.1', '10.2.0.3', 3389, [2]), seen('10.1.0.1', '10.2.0.1', 443, [2])];
  const { rules, rare } = recommend(estate, { flows });
  expect(rules.map(({ to, ports }) => [to, ports.join()])).toEqual([['record', '443']]);
  expect(rare.map(({ to, service }) => [to, service])).toEqual([['FILES', 'tcp 3389']]);
});

test('each mode lets through no more than the one before, so reach never grows', async () => {
  await fc.assert(
    fc.asyncProperty(someHospital, someSeen, async (estate, flows) => {
      const { scores } = await segmentation(estate, flows).simulate();
      const [visibility, selective, full] = scores.map(({ assets, breaks_count }) => ({
        ...assets,
        breaks_count,
      }));
      expect(visibility!.breaks_count).toBe(0);
      for (const part of ['low', 'middle', 'high'] as const) {
        expect(selective![part]).toBeLessThanOrEqual(visibility![part]);
        expect(full![part]).toBeLessThanOrEqual(selective![part]);
      }
    }),
    { numRuns: 40 },
  );
});

describe('lines of a firewall', () => {
  const estate = hospital([
    flow('wide', 'users', 'servers', ['443', '445']),
    flow('out', 'servers', 'internet', ['443']),
  ]);
  const flows = [
    daily('10.1.0.1', '10.2.0.1', 443),
    daily('10.1.0.1', '10.2.0.3', 445),
    daily('10.2.0.1', 'elsewhere', 443),
  ];

  test.each(['pan-os', 'fortigate', 'cisco-asa', 'cisco-ios', 'nftables', 'iptables'] as const)(
    '%s: read back, exactly what was meant passes between all zones',
    (kind) => {
      // An IOS router takes nine lines before those that it has.
      for (const mode of kind === 'cisco-ios' ? (['full'] as const) : (['selective', 'full'] as const)) {
        const { apply, roll_back, pairs } = segmentation(estate, flows).export({ kind, mode, first: '7' });
        expect([apply, roll_back].every((text) => text.length > 0)).toBe(true);
        expect(pairs).toBe(6);
      }
    },
  );

  test('whatever is recommended, what is exported was read back and found the same', () => {
    fc.assert(
      fc.property(someHospital, someSeen, (some, seenThere) => {
        try {
          segmentation(some, seenThere).export({ kind: 'nftables', mode: 'full' });
        } catch (error) {
          expect(error).toMatchObject({ code: 'NOTHING_TO_ENFORCE' });
        }
      }),
      { numRuns: 25 },
    );
  });

  test('what a kind of firewall cannot be told is refused whole', () => {
    expect(() => segmentation(estate, flows).export({ kind: 'cisco-ios', mode: 'selective' })).toThrow(
      expect.objectContaining({ code: 'CANNOT_SAY' }),
    );
  });

  test('full mode says that it is too early; visibility has nothing to give', () => {
    const early = segmentation(estate, [seen('10.1.0.1', '10.2.0.1', 443, [0, 1])]);
    expect(early.export({ kind: 'nftables', mode: 'full' }).warnings.join()).toContain('not recommended');
    for (const mode of ['visibility', 'selective'] as const)
      expect(() => early.export({ kind: 'nftables', mode })).toThrow(
        expect.objectContaining({ code: 'NOTHING_TO_ENFORCE' }),
      );
  });
});

test('a machine that talks and that nobody knows is offered with what was seen of it, and is in no estate', () => {
  const estate = hospital([]);
  const { discovered } = segmentation(estate, [
    daily('10.1.0.1', '10.3.7.7', 104),
    seen('10.3.7.7', 'elsewhere', 443, [1]),
  ]).view();
  expect(discovered).toMatchObject([
    { address: '10.3.7.7', zone: 'devices', answers_on: ['tcp 104'], calls: ['tcp 443'], times: 29 },
  ]);
  expect(estate.assetByAddress('10.3.7.7')).toBeUndefined();
});

test('a pattern is unknown where nothing of its kind is known, and names what breaks it', () => {
  const states = (estate: Estate) =>
    Object.fromEntries(
      segmentation(estate, [])
        .view()
        .checks.map(({ id, state }) => [id, state]),
    );
  expect(states(createEstate({ ...hospital([]), zones: [], assets: [], systems: [] }))).toMatchObject({
    'point-of-care-apart': 'unknown',
    'users-and-devices': 'unknown',
    'no-flat-zones': 'unknown',
  });
  expect(
    states(hospital([flow('f', 'users', 'devices', ['3389']), flow('g', 'users', 'users', ['any'])])),
  ).toMatchObject({
    'users-and-devices': 'broken',
    'no-flat-zones': 'broken',
    'one-subnet': 'kept',
  });
});

test('nothing here can send a packet to a device: no part of it has a way to', () => {
  const folders = ['modules/segmentation', 'modules/detection/flows', 'modules/containment'];
  const files = folders.flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(20);
  const ways = /from 'node:(?:net|tls|dgram|dns|http|https|http2|child_process)|\bfetch\(/;
  expect(files.filter((file) => ways.test(readFileSync(projectPath(file), 'utf8')))).toEqual([]);
});

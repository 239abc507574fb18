/** The risk: a vulnerability that waits for the next maintenance while it is exploited on what keeps people alive, or for want of a fact. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Asset, ServiceImpact } from '../model.ts';
import type { Known } from '../vulnerabilities/index.ts';
import {
  automatables,
  decide,
  type Exposed,
  type Exposure,
  exploitations,
  exposures,
  humanImpacts,
  type Inputs,
  loadSsvc,
  outcomes,
  SsvcTable,
} from './index.ts';

const table = loadSsvc();
const asset = (kind: Asset['kind'], system: string | null): Asset => ({
  id: 'a',
  hostname: 'a',
  addresses: [],
  kind,
  os: '',
  support_ends: null,
  zone: 'z',
  site: 's',
  system,
  location: '',
  notes: '',
});
const impact = (urgency: number, strength: ServiceImpact['strength']): ServiceImpact => ({
  service: {
    id: `u${urgency}`,
    name: `Service ${urgency}`,
    sites: [],
    urgency,
    harm: '',
    tolerable_downtime_minutes: null,
    fallback: null,
  },
  strength,
  path: [],
});
const nothing: Known = {
  kev: [],
  exploited: 'not asserted',
  ransomware: 'unknown',
  due: null,
  cvss: null,
  epss: null,
  published: null,
};
const asserted: Known = {
  ...nothing,
  exploited: 'asserted',
  ransomware: 'yes',
  kev: [
    {
      asserter: 'CISA',
      cve: 'CVE-2020-1472',
      name: '',
      published: '2021-11-03',
      due: null,
      ransomware: 'yes',
      required_action: '',
    },
  ],
};
const exposed = (value: Exposure): Exposed => ({ value, why: 'a way there' });
const inputs = (more: Partial<Inputs>): Inputs => ({
  asset: asset('server', 'x'),
  services: [impact(1, 'stops')],
  vulnerability: nothing,
  exploit: 'none',
  exposure: exposed('small'),
  automatable: false,
  ...more,
});

test('all four outcomes are in the table, and nothing worse ever waits longer', () => {
  const seen = new Set<string>();
  const at = (e: number, x: number, a: number, h: number) => {
    const outcome = table.table[exploitations[e]!][exposures[x]!][automatables[a]!][h]!;
    seen.add(outcome);
    return outcomes.indexOf(outcome);
  };
  for (let e = 0; e < 3; e++)
    for (let x = 0; x < 3; x++)
      for (let a = 0; a < 2; a++)
        for (let h = 0; h < 4; h++) {
          const here = at(e, x, a, h);
          if (e < 2) expect(at(e + 1, x, a, h)).toBeGreaterThanOrEqual(here);
          if (x < 2) expect(at(e, x + 1, a, h)).toBeGreaterThanOrEqual(here);
          if (a < 1) expect(at(e, x, a + 1, h)).toBeGreaterThanOrEqual(here);
          if (h < 3) expect(at(e, x, a, h + 1)).toBeGreaterThanOrEqual(here);
        }
  expect([...seen].sort()).toEqual([...outcomes].sort());
});

test('the table counts as many of each outcome as CERT/CC’s version 1.0.0 does', () => {
  const count = new Map<string, number>();
  for (const e of exploitations)
    for (const x of exposures)
      for (const a of automatables)
        for (const outcome of table.table[e][x][a]) count.set(outcome, (count.get(outcome) ?? 0) + 1);
  expect(Object.fromEntries(count)).toEqual({ defer: 7, scheduled: 42, 'out-of-cycle': 20, immediate: 3 });
});

describe('what a decision rests on', () => {
  test('exploited, open to the internet, and stroke care stops: now', () => {
    const decision = decide(table, inputs({ vulnerability: asserted, exposure: exposed('open') }));
    expect(decision.outcome).toBe('immediate');
    expect(decision.exploitation.why).toBe('Exploited, in ransomware attacks, says CISA since 2021-11-03.');
    expect(decision.human_impact.why).toBe('Service 1 (urgency 1) stops without it.');
  });

  test('the worst service counts, not the first', () => {
    const { human_impact } = decide(table, inputs({ services: [impact(3, 'stops'), impact(1, 'degrades')] }));
    expect(human_impact.value).toBe('high');
  });

  test.each<[Partial<Inputs>, 'exploitation' | 'exposure' | 'automatable' | 'human_impact', string]>([
    [{ vulnerability: { ...nothing, exploited: 'unknown' } }, 'exploitation', 'active'],
    [{ exploit: null }, 'exploitation', 'public poc'],
    [{ exposure: null }, 'exposure', 'open'],
    [{ automatable: null }, 'automatable', 'yes'],
    [{ services: [] }, 'human_impact', 'very high'],
    [{ services: [], asset: asset('server', null) }, 'human_impact', 'very high'],
    [{ services: [], asset: asset('medical-device', null) }, 'human_impact', 'very high'],
  ])('what nobody knows is taken at its worst, and said: %o', (more, point, value) => {
    expect(decide(table, inputs(more))[point]).toMatchObject({ value, known: false });
  });

  test('an ordinary desk is no unknown', () => {
    const { human_impact } = decide(table, inputs({ services: [], asset: asset('workstation', null) }));
    expect(human_impact).toMatchObject({ value: 'low', known: true });
  });

  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'yes', true],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 'no', true],
    ['CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'no', true],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 'yes', false],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 'yes', false],
  ])('what a vector says of automation: %s', (vector, value, known) => {
    const vulnerability = { ...nothing, cvss: { version: '', score: 9, vector, by: 'NVD' } };
    const { automatable } = decide(table, inputs({ automatable: null, vulnerability }));
    expect(automatable).toMatchObject({ value, known });
  });
});

test('property: to know less never makes anything wait longer', () => {
  const option = <T>(...values: T[]) => fc.constantFrom(...values);
  const any = fc.record({
    exploited: option<Known['exploited']>('asserted', 'not asserted', 'unknown'),
    exploit: option<Inputs['exploit']>('active', 'public', 'none', null),
    exposure: option(...exposures.map(exposed), null),
    automatable: option(true, false, null),
    urgency: option(1, 2, 3, 4, null),
  });
  fc.assert(
    fc.property(
      any,
      fc.constantFrom('exploited', 'exploit', 'exposure', 'automatable', 'urgency'),
      (given, forgot) => {
        const outcomeOf = ({ exploited, urgency, ...rest }: typeof given) =>
          outcomes.indexOf(
            decide(
              table,
              inputs({
                ...rest,
                vulnerability: exploited === 'asserted' ? asserted : { ...nothing, exploited },
                services: urgency === null ? [] : [impact(urgency, 'stops')],
              }),
            ).outcome,
          );
        // That somebody says it is exploited is worse than that nobody says anything.
        if (forgot === 'exploit' && given.exploit === 'active') return;
        const less = { ...given, [forgot]: forgot === 'exploited' ? 'unknown' : null };
        expect(outcomeOf(less)).toBeGreaterThanOrEqual(outcomeOf(given));
      },
    ),
  );
});

test('a table with a hole in it is refused', () => {
  const broken = structuredClone(table) as { table: Record<string, Record<string, unknown>> };
  delete broken.table.active!.open;
  expect(SsvcTable.safeParse(broken).success).toBe(false);
  expect(humanImpacts).toHaveLength(4);
});

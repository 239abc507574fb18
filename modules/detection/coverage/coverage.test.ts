/** Guards: a claim of coverage that nothing stands behind, and a gap that is not shown. */

import { projectPath } from '@cordon/platform/root';
import type { Logsource, SigmaCorrelation, SigmaRule } from '@cordon/sigma';
import { describe, expect, it, test } from 'vitest';
import { namedSource, windowsSource } from '../readers/sources.ts';
import { loadMappings, openRules } from '../rules/index.ts';
import { loadAttack, tacticsFor, techniquesOf } from './attack.ts';
import { type CoverageRule, coverageOf, coverageRules } from './coverage.ts';
import { proveRules } from './prove.ts';
import { loadProved, type ProvedRule } from './proved.ts';
import { createSeen, sourceOfKey } from './sources.ts';

const attack = loadAttack();
const sysmon: Logsource = { product: 'windows', category: 'process_creation' };
const conn: Logsource = { product: 'zeek', service: 'conn' };

const rule = (id: string, technique: string, logsource: Logsource = sysmon): CoverageRule => ({
  id,
  title: id,
  level: 'high',
  tags: [`attack.${technique.toLowerCase()}`],
  kind: 'rule',
  logsources: [logsource],
});
const proof = (id: string, technique: string, recordings: string[] = []): [string, ProvedRule] => [
  id,
  { rule: id, title: id, techniques: [technique], fixture: true, recordings },
];

describe('coverage', () => {
  const cover = (
    rules: CoverageRule[],
    seen: ((one: Logsource) => boolean) | null,
    proved: [string, ProvedRule][] = [],
  ) => coverageOf({ attack, rules, seen, proved: new Map(proved) });

  it('keeps apart what has a rule, what has the log source and what was replayed', () => {
    const rules = [
      rule('a', 'T1490'),
      rule('b', 'T1490', conn),
      rule('c', 'T1486', conn),
      rule('d', 'T1003'),
    ];
    const coverage = cover(rules, ({ product }) => product === 'windows', [
      proof('a', 'T1490', ['x.evtx']),
      proof('d', 'T1003'),
    ]);
    expect(coverage.techniques.map(({ id, source, missing, proof }) => [id, source, missing, proof])).toEqual(
      [
        ['T1003', 'seen', [], 'fixture'],
        ['T1486', 'not-seen', ['zeek conn'], 'none'],
        ['T1490', 'seen', ['zeek conn'], 'recording'],
      ],
    );
    const impact = coverage.tactics.find(({ shortname }) => shortname === 'impact');
    expect(impact).toMatchObject({ techniques: 33, ruled: 2, sourced: 1, proved: 1 });
    // A record written beside the rule by its own author proves nothing to anybody else.
    const credentials = coverage.tactics.find(({ shortname }) => shortname === 'credential-access');
    expect(credentials).toMatchObject({ ruled: 1, proved: 0 });
  });

  it('calls log sources unknown, and not absent, when nobody has said which there are', () => {
    expect(cover([rule('a', 'T1490')], null).techniques[0]).toMatchObject({ source: 'unknown', missing: [] });
  });

  it('takes no proof for a technique that the rule did not tag when it was replayed', () => {
    expect(cover([rule('a', 'T1486')], null, [proof('a', 'T1490', ['x.evtx'])]).techniques[0]?.proof).toBe(
      'none',
    );
  });

  it('counts rules that name no technique, and names techniques that ATT&CK does not have by their id', () => {
    const coverage = cover(
      [{ ...rule('a', 'T9999') }, { ...rule('b', 'T1490'), tags: ['attack.impact'] }],
      null,
    );
    expect(coverage).toMatchObject({
      rules: 2,
      untagged: 1,
      techniques: [{ id: 'T9999', name: 'T9999', tactics: [] }],
    });
  });

  it('asks for a correlation the log sources of all that it joins, and comes out of a circle', () => {
    const base = { title: 't', level: 'high', tags: [] as string[] } as unknown as SigmaRule;
    const rules = [
      { ...base, kind: 'rule', id: 'r1', name: 'one', logsource: sysmon },
      { ...base, kind: 'rule', id: 'r2', logsource: conn },
    ] as SigmaRule[];
    const correlations = [
      { ...base, kind: 'correlation', id: 'c1', rules: ['one', 'c2', 'gone'] },
      { ...base, kind: 'correlation', id: 'c2', rules: ['r2', 'c1'] },
    ] as unknown as SigmaCorrelation[];
    const sources = new Map(coverageRules(rules, correlations).map(({ id, logsources }) => [id, logsources]));
    expect(sources.get('c1')).toEqual([sysmon, conn]);
    expect(sources.get('c2')).toEqual([conn, sysmon]);
  });
});

test('techniques and tactics are read from tags as Sigma writes them', () => {
  const tags = [
    'attack.T1059.001',
    'attack.execution',
    'attack.t1059.001',
    'attack.g0016',
    'cve.2024-1',
    'attack.t10591',
  ];
  expect(techniquesOf(tags)).toEqual(['T1059.001']);
  const shown = (id: string, of: string[]) =>
    tacticsFor(attack.technique(id), of, attack).map(({ id }) => id);
  expect(shown('T1078', ['attack.initial_access'])).toEqual(['TA0001']);
  expect(shown('T1078', [])).toEqual(['TA0001', 'TA0003', 'TA0004', 'TA0005']);
  expect(shown('T9999', ['attack.impact'])).toEqual(['TA0040']);
});

describe('log sources', () => {
  it.each([
    windowsSource('evtx', 'Security', 4688),
    windowsSource('windows-json', 'Microsoft-Windows-Sysmon/Operational', 1),
    windowsSource('evtx', 'System', undefined),
    namedSource('zeek', { product: 'zeek', service: 'conn' }),
    namedSource('syslog', { product: 'linux', service: 'sshd' }),
    namedSource('json', { product: 'windows', category: 'process_creation' }),
  ])('a key tells what routing needs: $key', (source) => {
    const { product, category, service, fixed } = sourceOfKey(source.key);
    expect({ product, category, fixed }).toEqual({
      product: source.product,
      category: source.category,
      fixed: source.fixed,
    });
    if (source.category === undefined) expect(service).toBe(source.service);
  });

  it('are seen through the same routing as events are', () => {
    const { mappings } = loadMappings();
    const seen = createSeen(['windows|Security|4688', 'zeek|dns'], mappings);
    expect(seen(sysmon)).toBe(true);
    expect(seen({ product: 'windows', service: 'security' })).toBe(true);
    expect(seen({ product: 'windows', category: 'process_access' })).toBe(false);
    expect(seen({ product: 'zeek', service: 'dns' })).toBe(true);
    expect(seen(conn)).toBe(false);
    expect(createSeen([], mappings)(sysmon)).toBe(false);
  });
});

describe('the proofs that come with the rules', () => {
  it('are of rules that fired, and of no technique that ATT&CK does not have', () => {
    const proved = [...loadProved().values()];
    expect(proved.length).toBeGreaterThan(200);
    expect(proved.filter(({ fixture, recordings }) => !fixture && recordings.length === 0)).toEqual([]);
    const names = proved
      .flatMap(({ techniques }) => techniques)
      .filter((id) => attack.technique(id).name === id);
    expect(names).toEqual([]);
  });

  it('come from the records beside the rules', async () => {
    const { ruleSet } = await openRules([projectPath('content', 'rules', 'suricata')], null);
    const proved = await proveRules({ ruleSet, correlations: [], data: null, figures: null });
    expect(proved.map(({ rule }) => rule)).toEqual(ruleSet.rules.map(({ id }) => id).sort());
    expect(proved.every(({ fixture, recordings }) => fixture && recordings.length === 0)).toBe(true);
  });
});

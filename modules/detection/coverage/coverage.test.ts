/** Guards: a claim of coverage that nothing stands behind, and a gap that is not shown. */

import { projectPath } from '@cordon/platform/root';
import type { Logsource, SigmaCorrelation, SigmaRule } from '@cordon/sigma';
import { describe, expect, it, test } from 'vitest';
import { readFigures } from '../models/index.ts';
import { namedSource, windowsSource } from '../readers/sources.ts';
import { loadMappings, openRules } from '../rules/index.ts';
import { loadAttack, tacticsFor, techniquesOf } from './attack.ts';
import { type CoverageRule, coverageModels, coverageOf, coverageRules } from './coverage.ts';
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

  it('of every model are such that events come from', () => {
    const { mappings } = loadMappings();
    const keys = [
      windowsSource('windows-json', 'Security', 4624),
      windowsSource('windows-json', 'System', 7040),
      windowsSource('windows-json', 'Microsoft-Windows-Sysmon/Operational', 1),
      windowsSource('windows-json', 'Microsoft-Windows-Sysmon/Operational', 11),
      windowsSource('windows-json', 'Microsoft-Windows-Windows Defender/Operational', 1116),
      namedSource('zeek', { product: 'zeek', service: 'conn' }),
      namedSource('zeek', { product: 'zeek', service: 'dns' }),
      namedSource('zeek', { product: 'zeek', service: 'smb_files' }),
      namedSource('fhir-auditevent', { product: 'fhir', service: 'audit' }),
      namedSource('syslog', { product: 'linux', service: 'syslog' }),
      namedSource('azure', { product: 'azure', service: 'signinlogs' }),
    ].map(({ key }) => key);
    const seen = createSeen(keys, mappings);
    const blind = coverageModels().flatMap(({ id, logsources }) =>
      logsources.filter((one) => !seen(one)).map((one) => `${id}: ${JSON.stringify(one)}`),
    );
    expect(blind).toEqual([]);
    expect(coverageModels().every(({ logsources }) => logsources.length > 0)).toBe(true);
  });

  it('of a model are alternatives, those of a correlation are all needed', () => {
    const both = { ...rule('x', 'T1490'), logsources: [sysmon, conn] };
    const source = (kind: CoverageRule['kind']) =>
      coverageOf({
        attack,
        rules: [{ ...both, kind }],
        seen: ({ product }) => product === 'zeek',
        proved: new Map(),
      }).techniques[0]?.source;
    expect([source('model'), source('correlation')]).toEqual(['seen', 'not-seen']);
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

  it('of correlations come from the stories beside them', async () => {
    const { ruleSet, correlations } = await openRules([projectPath('content', 'rules')], null);
    const few = correlations.slice(0, 3);
    const proved = await proveRules({ ruleSet, correlations: few, data: null, figures: null });
    const ids = new Set(proved.filter(({ fixture }) => fixture).map(({ rule }) => rule));
    expect(few.map(({ id }) => ids.has(id))).toEqual([true, true, true]);
  }, 60_000);

  it('of models come from what was measured, and are none where nothing was', async () => {
    const nothing = { ruleSet: (await openRules([], null)).ruleSet, correlations: [], data: null };
    expect(await proveRules({ ...nothing, figures: null })).toEqual([]);
    const figures = readFigures()!;
    const proved = await proveRules({ ...nothing, figures });
    for (const { rule, recordings } of proved) {
      const hits = figures.models[rule.slice('model:'.length)]?.hits ?? 0;
      expect(hits > 0 || recordings.length > 0).toBe(true);
    }
    expect(proved.length).toBeGreaterThan(20);
  });

  it('come from the records beside the rules', async () => {
    const { ruleSet } = await openRules([projectPath('content', 'rules', 'suricata')], null);
    const proved = await proveRules({ ruleSet, correlations: [], data: null, figures: null });
    expect(proved.map(({ rule }) => rule)).toEqual(ruleSet.rules.map(({ id }) => id).sort());
    expect(proved.every(({ fixture, recordings }) => fixture && recordings.length === 0)).toBe(true);
  });
});

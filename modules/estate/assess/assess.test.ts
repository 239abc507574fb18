/** The risk: a page that leaves out what is worst, counts wrongly, or finds what was not asked for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEstate } from '../load.ts';
import { hospitalSource } from '../merge/hospital.ts';
import { merge } from '../merge/merge.ts';
import type { Source } from '../merge/merged.ts';
import { loadRules } from '../merge/rules.ts';
import { loadRegisters } from '../registers/index.ts';
import { loadSsvc } from '../ssvc/index.ts';
import { loadSupport, supportStates } from '../support/index.ts';
import { loadFeedFolder, noFeeds } from '../vulnerabilities/index.ts';
import { assess } from './assess.ts';
import { createFind } from './find.ts';
import { AssetQuery, unknowns } from './model.ts';
import { assetView, entriesView, legacyView, vulnerabilitiesView } from './view.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const day = '2026-11-30';
const estate = await loadEstate(folder);
const registers = await loadRegisters(folder, estate);
const { table: support } = await loadSupport({ day });
const seen_at = '2026-11-29T00:00:00Z';
const scanner: Source = {
  name: 'nessus',
  kind: 'nessus',
  claims: [
    {
      about: 'asset',
      keys: ['host:sah-dc01'],
      seen_at,
      fields: { hostname: 'SAH-DC01', owner: 'Directory team' },
    },
    {
      about: 'vulnerability',
      of: 'host:sah-dc01',
      seen_at,
      id: 'CVE-2020-1472',
      severity: 'critical',
      score: 10,
    },
  ],
};
const assessed = (feeds = noFeeds()) =>
  assess(
    {
      ...{ estate, registers, support, feeds },
      merged: merge([hospitalSource(estate), scanner], loadRules()),
      ssvc: loadSsvc(),
      exposureOf: () => ({ value: 'controlled', why: 'by way of others' }),
    },
    day,
  );
const assessment = assessed();
const find = createFind(assessment);
const asked = (query: Record<string, string>) => find(AssetQuery.parse(query));

describe('assets', () => {
  it('are found by all words that are known of them, whoever says them', () => {
    expect(asked({ q: 'DIRECTORY team' }).items.map(({ id, owner }) => [id, owner])).toEqual([
      ['sah-dc01', 'Directory team'],
    ]);
    expect(asked({ q: 'sah-dc01 nobody' }).total).toBe(0);
    expect(asked({ source: 'nessus' }).items.map(({ id }) => id)).toEqual(['sah-dc01']);
  });

  it('are found by the service that would feel it', () => {
    const { items } = asked({ service: 'stroke', kind: 'medical-device', limit: '500' });
    expect(items.length).toBeGreaterThan(0);
    for (const { id } of items)
      expect(
        estate.servicesOf(id).map(({ service }) => service.id),
        id,
      ).toContain('stroke');
  });

  it('are found by what nobody has said', () => {
    expect(asked({ unknown: 'owner' }).total).toBe(estate.assets.length - 1);
    expect(asked({ unknown: 'system', limit: '500' }).items.every(({ system }) => system === null)).toBe(
      true,
    );
  });

  it('property: pages hold each match once, in order, and states of support add up', () => {
    const some = <T extends string>(...values: T[]) =>
      fc.option(fc.constantFrom(...values), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          q: some('win', 'sah', 'server 2016', 'ward'),
          kind: some('workstation', 'server', 'medical-device'),
          support: some(...supportStates),
          unknown: some(...unknowns),
          limit: fc.constantFrom(50, 137, 500),
        }),
        ({ limit, ...query }) => {
          const names: string[] = [];
          for (let offset: number | null = 0; offset !== null; ) {
            const page: ReturnType<typeof find> = find({ ...query, offset, limit } as AssetQuery);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            names.push(...page.items.map(({ hostname }) => hostname));
            offset = page.next;
          }
          const { total, support: states } = find({ ...query, offset: 0, limit } as AssetQuery);
          expect(names).toHaveLength(total);
          expect(names).toEqual([...new Set(names)].sort());
          const all = Object.values(states).reduce((a, b) => a + b);
          expect(query.support === undefined ? all : states[query.support]).toBe(total);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('one asset', () => {
  it('is found by any of its names, with what to do, who feels it and who gets there', () => {
    const view = assetView(assessment, 'SAH-CT01.staldhelms.nhs.example')!;
    expect(view.asset.id).toBe('sah-ct01');
    expect(view).toMatchObject({ unwatched: true, cve: null, decision: { outcome: 'out-of-cycle' } });
    expect(view.services[0]).toMatchObject({ id: 'stroke', path: ['CT scanners', 'Hyper-acute stroke'] });
    expect(view.reached_by.every(({ to }) => ['sah-ct01', 'ct', view.asset.zone].includes(to))).toBe(true);
    expect(view.coverage.answers[0]).toMatchObject({ answer: 'quoted', price_gbp: 61_500 });
  });

  it('is told with whoever may do what on it', () => {
    const { rights } = assetView(assessment, 'sah-dc01')!;
    expect(rights.map(({ right }) => right)).toContain('replicate');
  });

  it('that nobody knows is none', () => {
    expect(assetView(assessment, 'never-heard-of')).toBeNull();
  });
});

describe('what to fix first', () => {
  it('counts every asset that is not supported, and what suppliers asked once each', () => {
    const view = legacyView(assessment);
    const { support: states } = find(AssetQuery.parse({}));
    expect(view.states).toEqual({
      extended: states.extended,
      ended: states.ended,
      unknown: states.unknown,
    });
    expect(view.groups.reduce((sum, { count }) => sum + count, 0)).toBe(
      states.extended + states.ended + states.unknown,
    );
    expect(view.quoted_gbp).toBe(61_500);
  });

  it('says of what nobody can date that its fourteen days may be over', () => {
    const view = vulnerabilitiesView(assessment);
    expect(view).toMatchObject({ found: 1, clocks: { late: 0, due: 0, unknown: 1 }, item_count: 1 });
    expect(view.unwatched).toBe(estate.assets.length - 1);
    expect(view.items[0]).toMatchObject({ cve: 'CVE-2020-1472', exploited: 'unknown', count: 1 });
  });

  it('tells every way in, worst first', () => {
    expect(entriesView(assessment).items[0]?.state).toBe('unexplained');
  });
});

describe('the folder of feeds', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-feeds-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('decides by what is in it, and tells what it could not read', async () => {
    const row = { cveID: 'CVE-2020-1472', dateAdded: '2021-11-03', knownRansomwareCampaignUse: 'Known' };
    writeFileSync(join(dir, 'kev.json'), JSON.stringify({ catalogVersion: '1', vulnerabilities: [row] }));
    writeFileSync(join(dir, 'notes.txt'), 'remember to fetch it again');
    const feeds = await loadFeedFolder(dir);
    expect(feeds.refusals).toEqual([expect.stringMatching(/^notes\.txt: The file is none that can be read/)]);
    const [item] = vulnerabilitiesView(assessed(feeds)).items;
    expect(item?.decision.exploitation).toMatchObject({ value: 'active', known: true });
  });

  it('may be missing, and then nothing is at hand', async () => {
    expect(await loadFeedFolder(join(dir, 'not-there'))).toEqual(noFeeds());
  });
});

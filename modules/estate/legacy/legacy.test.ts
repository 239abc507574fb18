/** The risk: a machine that nobody patches and nobody scans, which looks cleaner than one that somebody looks after. */
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import type { Estate } from '../model.ts';
import { emptyRegisters, loadRegisters, type Registers } from '../registers/index.ts';
import { type Exposed, type Exposure, exposures, loadSsvc } from '../ssvc/index.ts';
import { loadSupport, type SupportTable } from '../support/index.ts';
import { createKnowledge, type VulnerabilityFinding } from '../vulnerabilities/index.ts';
import { groupLegacy, type LegacyNeeds, rankLegacy } from './index.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const day = '2026-11-30';
let estate: Estate;
let registers: Registers;
let support: SupportTable;
const ssvc = loadSsvc();

beforeAll(async () => {
  estate = await loadEstate(folder);
  registers = await loadRegisters(folder, estate);
  ({ table: support } = await loadSupport({ day }));
});

/** A catalogue that is there and says nothing of these, and a score of medium for each. */
const cves = ['CVE-2026-20001', 'CVE-2026-20002'];
const knowledge = createKnowledge({
  kev: [
    {
      asserter: 'CISA',
      cve: 'CVE-2020-1472',
      name: '',
      published: '2021-11-03',
      due: null,
      ransomware: 'unknown',
      required_action: '',
    },
  ],
  epss: [],
  cves: cves.map((cve) => ({
    cve,
    published: '2026-01-01',
    description: '',
    cvss: { version: '3.1', score: 5.4, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N', by: 'NVD' },
    rejected: false,
  })),
});
const exposed = (value: Exposure): Exposed => ({ value, why: '' });
const needs = (more: Partial<LegacyNeeds>): LegacyNeeds => ({
  estate,
  registers,
  support,
  ssvc,
  exposureOf: () => exposed('controlled'),
  knowledge,
  findings: [],
  watched: new Set(),
  components: [],
  ...more,
});
const found = (asset: string, cve = cves[0]!): VulnerabilityFinding => ({
  asset,
  cve,
  source: 'scanner',
  seen: day,
  evidence: '',
  certain: true,
  cvss: null,
  exploit: null,
  automatable: null,
  fix_released: null,
});

test('past its support and covered by no feed stands above the same asset with one medium vulnerability', () => {
  const twins = estate.assets
    .filter(({ os, system }) => system === 'ct' && os.startsWith('Windows 7'))
    .slice(0, 1)
    .flatMap((asset) => [
      { ...asset, id: 'a-scanned' },
      { ...asset, id: 'z-covered-by-nothing' },
    ]);
  const twinned: Estate = {
    ...estate,
    assets: twins,
    asset: (id) => twins.find((one) => one.id === id),
    servicesOf: () => estate.servicesOf('sah-ct01'),
  };
  for (const exposure of [...exposures, null]) {
    const ranked = rankLegacy(
      needs({
        estate: twinned,
        exposureOf: () => exposure && exposed(exposure),
        findings: [found('a-scanned')],
      }),
      day,
    );
    expect(ranked.map(({ asset }) => asset.id)).toEqual(['z-covered-by-nothing', 'a-scanned']);
  }
});

test('property: to stop looking at an asset never moves it down', () => {
  const ids = estate.assets.map(({ id }) => id);
  fc.assert(
    fc.property(fc.subarray(ids, { minLength: 1 }), fc.constantFrom(...exposures), (scanned, exposure) => {
      const place = (watched: readonly string[], id: string) =>
        rankLegacy(
          needs({ exposureOf: () => exposed(exposure), findings: watched.map((one) => found(one)) }),
          day,
        ).findIndex(({ asset }) => asset.id === id);
      const [one] = scanned;
      expect(place(scanned.slice(1), one!)).toBeLessThanOrEqual(place(scanned, one!));
    }),
    { numRuns: 30 },
  );
});

test('nothing supported is in it, and nothing that is over, bought or unknown is left out', () => {
  const ranked = rankLegacy(needs({}), day);
  const listed = new Set(ranked.map(({ asset }) => asset.id));
  for (const asset of estate.assets) {
    const past = asset.support_ends !== null && asset.support_ends < day;
    if (past) expect(listed, asset.id).toContain(asset.id);
    else if (asset.support_ends !== null) expect(listed, asset.id).not.toContain(asset.id);
  }
  const stateOf = (id: string) => ranked.find(({ asset }) => asset.id === id)?.support.state;
  expect(stateOf('sah-path-pc01')).toBe('extended');
  expect(stateOf('sah-ed-pc05')).toBe('ended');
  expect(stateOf('sah-pump01')).toBe('unknown');
  // The supplier's letter on the model covers every monitor.
  expect(listed).not.toContain('sah-bmon01');
});

test('an exploited vulnerability on a scanner that stroke care stops without stands above everything that is not', () => {
  const ranked = rankLegacy(
    needs({
      findings: [found('sah-ct01', 'CVE-2020-1472')],
      exposureOf: (id) => exposed(id === 'sah-ct01' ? 'open' : 'small'),
    }),
    day,
  );
  expect(ranked[0]).toMatchObject({ cve: 'CVE-2020-1472', decision: { outcome: 'immediate' } });
  expect(ranked[0]!.asset.id).toBe('sah-ct01');
});

test('a database past its support makes its server no cleaner than it is, and an old browser does not', () => {
  const runs = (asset: string, name: string, version: string) => ({
    asset,
    vendor: null,
    name,
    version,
    source: 'inventory',
    seen: day,
  });
  const server = estate.assets.find(({ os }) => os === 'Windows Server 2022')!.id;
  const listed = (...components: LegacyNeeds['components']) =>
    rankLegacy(needs({ components }), day).find(({ asset }) => asset.id === server);
  expect(listed()).toBeUndefined();
  expect(listed(runs(server, 'firefox', '52'))).toBeUndefined();
  expect(listed(runs(server, 'sql server 2016', '13.0.5026.0'))).toMatchObject({
    support: { state: 'ended' },
    ended_programs: [{ text: 'sql server 2016 13.0.5026.0' }],
  });
  // Of a server that is past its own support, its own is told.
  const old = rankLegacy(needs({ components: [runs('sah-fs03', 'sql server', '2008')] }), day);
  expect(old.find(({ asset }) => asset.id === 'sah-fs03')).toMatchObject({
    support: { ends: '2023-10-10' },
    ended_programs: [{ text: 'sql server 2008' }],
  });
});

test('groups keep every asset and the order of their first, and add up quotes once', () => {
  const ranked = rankLegacy(needs({}), day);
  const groups = groupLegacy(ranked);
  expect(groups.flatMap(({ assets }) => assets)).toHaveLength(ranked.length);
  expect(groups.length).toBeLessThan(ranked.length / 3);
  const places = groups.map(({ first }) => ranked.indexOf(first));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const ct = groups.find(({ assets }) => assets.some(({ asset }) => asset.id === 'sah-ct01'))!;
  expect(ct.assets.map(({ asset }) => asset.id)).toContain('sah-ctws01');
  expect(ct.quoted_gbp).toBe(61500);
});

test('without registers nothing is extended and nothing is mitigated', () => {
  const ranked = rankLegacy(needs({ registers: emptyRegisters() }), day);
  expect(ranked.some(({ support: { state } }) => state === 'extended')).toBe(false);
  expect(ranked.every(({ coverage }) => coverage.mitigations.length === 0)).toBe(true);
});

/** What follows from the made-up hospital, worked out as the server does it, and imports of it. */
import { exposureFromOutside } from '@cordon/containment';
import {
  AssetPage,
  AssetQuery,
  AssetView,
  assess,
  assetView,
  createEstate,
  createFind,
  EntriesView,
  EstateMap,
  EstateOutline,
  emptyRegisters,
  entriesView,
  FirewallsView,
  hospitalSource,
  ImportDetail,
  ImportList,
  ImportReport,
  LegacyView,
  legacyView,
  loadRules,
  loadSsvc,
  loadSupport,
  mapView,
  merge,
  noFeeds,
  outlineOf,
  SightingList,
  type Source,
  TableList,
  VulnerabilitiesView,
  vulnerabilitiesView,
} from '@cordon/estate';
import { estate as view } from './estate-fixture.ts';

const day = '2026-03-13';
const estate = createEstate(view);

/** A scanner that found something on one analyser, and that knows another system on a server than the folder does. */
const scanner: Source = {
  name: 'nessus',
  kind: 'nessus',
  claims: [
    {
      about: 'asset',
      keys: ['host:sah-srv-001'],
      seen_at: '2026-03-10T04:00:00.000Z',
      fields: { hostname: 'SAH-SRV-001', os: 'Windows Server 2016 Standard', owner: 'Server team' },
    },
    {
      about: 'vulnerability',
      of: 'host:sah-srv-001',
      seen_at: '2026-03-10T04:00:00.000Z',
      id: 'CVE-2020-1472',
      severity: 'critical',
      score: 10,
      title: 'Netlogon elevation of privilege',
      port: '445/tcp',
      exploit: 'public',
    },
  ],
};

const registers = {
  ...emptyRegisters(),
  entries: [
    {
      id: 'portal',
      name: 'Staff remote access portal',
      kind: 'portal' as const,
      through: ['remote-access'],
      flows: ['internet-to-edge'],
      used_by: 'Staff at home',
      suppliers: [],
      owner: null,
      second_factor: 'none' as const,
      privileged: true,
      reviewed_on: null,
    },
  ],
  exceptions: [
    {
      id: 'shared',
      entry: 'portal',
      who: 'The on-call radiologist',
      because: 'The reporting station has no token',
      approved_by: null,
      approved_on: null,
      reviewed_on: null,
    },
  ],
  mitigations: [
    {
      id: 'wall',
      covers: ['imaging'],
      against: 'Windows XP that gets no more fixes',
      measure: 'Its own segment; only the archive may call',
      owner: 'Imaging systems manager',
      from: '2026-01-01',
      until: '2026-12-31',
    },
  ],
  supplier_answers: [
    {
      id: 'scanners',
      supplier: 'lumen-imaging',
      covers: ['imaging'],
      asked: 'A console on a supported Windows',
      asked_on: '2026-01-10',
      answer: 'quoted' as const,
      answered_on: '2026-02-20',
      price_gbp: 61_500,
      words: 'With the next level of software.',
    },
  ],
};

const { table: support } = await loadSupport({ day });
const assessment = assess(
  {
    ...{ estate, registers, support },
    merged: merge([hospitalSource(view), scanner], loadRules()),
    ssvc: loadSsvc(),
    feeds: noFeeds(),
    exposureOf: exposureFromOutside(estate, registers.entries),
  },
  day,
);
const find = createFind(assessment);

const outline = EstateOutline.parse(outlineOf(estate));

const report = ImportReport.parse({
  source: 'table',
  parts: [
    { file: 'devices.csv', kind: 'table', title: 'any table of assets with a header', claims: { asset: 3 } },
  ],
  unknown_files: [],
  claims: { new: 2, changed: 1, same: 0, vanished: 1 },
  assets: {
    ...{ before: 620, after: 621, appeared: ['ward-scale-1', 'ward-scale-2'], appeared_count: 2 },
    ...{ gone: ['old-laptop'], gone_count: 1 },
    changed: [
      { asset: 'bed-mon-001', field: 'os', was: 'Vendor firmware', is: 'Windows 10 IoT', source: 'table' },
    ],
    changed_count: 1,
    conflicts: [
      {
        asset: 'bed-mon-001',
        field: 'location',
        believed: { value: 'Ward 7', source: 'hospital' },
        others: [{ value: 'Ward 9', source: 'table' }],
      },
    ],
    conflict_count: 1,
    unknown: { os: 22, kind: 2, support_ends: 106, location: 300 },
  },
  problems: [{ file: 'devices.csv', line: 7, reason: 'nothing in this row says which device it is' }],
  problem_count: 1,
});

const tables = TableList.parse({
  items: [
    {
      name: 'devices.csv',
      header_line: 1,
      columns: [
        { column: 'Asset', means: 'hostname', because: 'heading', example: 'WARD-SCALE-1' },
        { column: 'Sort', means: null, because: null, example: 'Bariatric scale' },
        { column: 'Net', means: 'address', because: 'content', example: '10.20.52.77' },
      ],
      before: [{ line: 2, cells: ['WARD-SCALE-1', 'Bariatric scale', '10.20.52.77'] }],
      after: [
        {
          line: 2,
          known_as: ['host ward-scale-1', 'address 10.20.52.77'],
          fields: { hostname: 'WARD-SCALE-1' },
        },
      ],
      unknown_kinds: ['Bariatric scale'],
    },
  ],
});

const made = {
  id: 'i-1',
  source: 'table',
  files: 'devices.csv',
  at: '2026-03-12T16:00:00.000Z',
  by: 'IT on call',
};
const imports = ImportList.parse({
  items: [{ ...made, claims: report.claims, assets: report.assets, problem_count: 1 }],
});

const stranger = {
  ...{ key: 'address 10.20.52.250', kind: 'address', name: '10.20.52.250', zone: 'bedside' },
  ...{ first_seen: '2026-03-02T08:00:00.000Z', last_seen: '2026-03-13T00:40:00.000Z' },
  told: 'Seen talking since 2026-03-02, 412 times; answers on tcp 104',
} as const;
const sightings = SightingList.parse({
  items: [
    stranger,
    {
      ...{ key: 'host ws-77', kind: 'host', name: 'WS-77', zone: null, first_seen: null },
      ...{
        last_seen: '2026-03-12T23:10:00.000Z',
        told: 'Named in “Office program starts an encoded PowerShell”',
      },
    },
  ],
  added: [{ ...stranger, key: 'account svc-new', kind: 'account', name: 'svc-new', zone: null }],
  ignored: [
    {
      ...{ key: 'host vendor-laptop', because: 'Of the supplier, who was on site' },
      ...{ at: '2026-03-12T10:00:00.000Z', by: 'IT on call' },
    },
  ],
});

const leftOver = {
  device: 'core-fw',
  file: 'core-fw.cfg',
  line: 214,
  text: 'permit tcp any host 10.20.52.31 eq 3389',
};
const firewalls = FirewallsView.parse({
  devices: [
    {
      ...{ id: 'core-fw', file: 'core-fw.cfg', kind: 'cisco-asa', also: ['core-fw-b'], lines: 618 },
      problems: [
        { line: 90, text: 'permit tcp any object-group OLD', what: 'object-group OLD is not there' },
      ],
      limits: [],
    },
  ],
  without_configuration: ['edge-fw'],
  assertions: [
    {
      ...{
        id: 'guests',
        name: 'Guests never reach medical devices',
        because: 'NHS England, connected devices',
      },
      state: 'broken',
      why: 'Remote desktop from the guest network passes.',
      proof: {
        example: { packet: 'tcp 10.20.90.5 to 10.20.52.31 port 3389', from: null, to: 'bed-mon-001' },
        lines: [leftOver],
      },
    },
    {
      ...{ id: 'backup', name: 'Only the backup server reaches backups', because: null, proof: null },
      ...{ state: 'not checked', why: 'No zone of that kind is described.' },
    },
    {
      ...{ id: 'internet', name: 'The internet never reaches file shares', because: null, proof: null },
      ...{ state: 'holds', why: null },
    },
  ],
  unstated: [
    {
      ...{ from: 'guest', to: 'core', services: 'tcp 3389', sure: true, flows: [], widened: false },
      example: { packet: 'tcp 10.20.90.5 to 10.20.52.31 port 3389', from: null, to: 'bed-mon-001' },
      lines: [leftOver],
    },
  ],
  stated: [
    {
      ...{ flow: 'wards-to-archive', state: 'denied', lines: [] },
      denied: {
        services: 'tcp 104',
        example: { packet: 'tcp 10.20.16.4 to 10.20.40.9 port 104', from: null, to: null },
        lines: [{ ...leftOver, line: 0, text: 'deny ip any any' }],
      },
    },
  ],
  unplaced: ['research'],
  unseparated: [{ from: 'core', to: 'wards' }],
  too_complex: null,
});

/** @returns undefined for what it does not know */
export function answerEstate(method: string, path: string, query: URLSearchParams): unknown {
  const [, what = '', id] = /^\/api\/v1\/estate(?:\/([a-z]+)(?:\/(.+))?)?$/.exec(path) ?? [];
  if (method === 'POST' && what === 'imports') return id === 'tables' ? tables : report;
  switch (what) {
    case 'outline':
      return outline;
    case 'assets':
      if (id === undefined) return AssetPage.parse(find(AssetQuery.parse(Object.fromEntries(query))));
      return AssetView.optional().parse(assetView(assessment, decodeURIComponent(id)) ?? undefined);
    case 'map':
      return EstateMap.parse(mapView({ ...assessment, estate: assessment.needs.estate }));
    case 'legacy':
      return LegacyView.parse(legacyView(assessment));
    case 'vulnerabilities':
      return VulnerabilitiesView.parse(vulnerabilitiesView(assessment));
    case 'firewalls':
      return firewalls;
    case 'entries':
      return EntriesView.parse(entriesView(assessment));
    case 'sightings':
      return id === 'add' ? report : sightings;
    case 'imports':
      if (id === undefined) return imports;
      return id === made.id ? ImportDetail.parse({ ...made, report }) : undefined;
  }
  return undefined;
}

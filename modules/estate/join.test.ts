/** The risks: two hospitals whose hosts are taken for one another, a partner that both know counted twice, a difference that nobody is told. */
import { projectPath } from '@cordon/platform/root';
import { beforeAll, expect, test } from 'vitest';
import { findProblems } from './check.ts';
import { type Folder, joinEstates } from './join.ts';
import { loadEstate } from './load.ts';
import type { EstateData } from './model.ts';
import { loadRegisters } from './registers/index.ts';

let folders: Folder[];

beforeAll(async () => {
  folders = await Promise.all(
    ['st-aldhelms', 'northmoor'].map(async (name) => {
      const dir = projectPath('content', 'hospitals', name);
      const estate = await loadEstate(dir);
      return { estate, entries: (await loadRegisters(dir, estate)).entries };
    }),
  );
});

test('the two sample hospitals are one estate: their partner once, all else apart, nothing said differently', () => {
  const { data, entries, folders: joined, conflicts } = joinEstates(folders);
  const [here, there] = folders.map(({ estate }) => estate) as [EstateData, EstateData];
  expect(conflicts).toEqual([]);
  expect(data.organisations.map(({ id }) => id)).toEqual(['st-aldhelms', 'northmoor', 'harrowmere']);
  const shared = there.assets.filter(({ site }) => site === 'harrowmere-lab').length;
  expect(data.assets).toHaveLength(here.assets.length + there.assets.length - shared);
  expect(joined.map((folder) => folder.asset('hpp-limsif01'))).toEqual([
    'harrowmere-hpp-limsif01',
    'harrowmere-hpp-limsif01',
  ]);
  expect(joined.map((folder) => folder.account('adm-domain1'))).toEqual([
    'st-aldhelms-adm-domain1',
    'northmoor-adm-domain1',
  ]);
  expect(joined.map((folder) => folder.supplier('corvane-imaging'))).toEqual([
    'corvane-imaging',
    'corvane-imaging',
  ]);
  expect(data.zones.filter(({ kind }) => kind === 'internet')).toHaveLength(1);
  expect(data.services).toHaveLength(here.services.length + there.services.length);
  expect(entries.find(({ id }) => id === 'northmoor-corvane')).toMatchObject({
    through: ['northmoor-nmr-sup01'],
    flows: ['northmoor-corvane-tunnel'],
    suppliers: ['corvane-imaging'],
  });
});

test('every reference of the joined estate leads somewhere', () => {
  // The partner's network is a zone of each, and directories may have accounts of the same name: nothing else is in both.
  const found = findProblems(joinEstates(folders).data).map(({ section, field }) => `${section} ${field}`);
  expect(new Set(found)).toEqual(new Set(['zones cidrs', 'accounts name']));
});

test('what the second folder says of the zone of a shared host is said of the host', () => {
  const { flows } = joinEstates(folders).data;
  const named = flows.filter(({ id }) => id.startsWith('northmoor-lims-to-gateway'));
  expect(named.map(({ from }) => from)).toEqual(['harrowmere-lims']);
  const [first, second] = folders as [Folder, Folder];
  const flow = { ...second.estate.flows[0]!, id: 'from-partners', from: 'partners', to: 'nmr-lim01' };
  const more = { ...second, estate: { ...second.estate, flows: [flow] } };
  expect(
    joinEstates([first, more])
      .data.flows.filter(({ id }) => id.startsWith('northmoor-'))
      .map(({ from }) => from),
  ).toEqual([
    'northmoor-partners',
    'harrowmere-hpp-limsapp01',
    'harrowmere-hpp-limsapp02',
    'harrowmere-hpp-limsdb01',
    'harrowmere-hpp-limsif01',
  ]);
});

test('what folders say differently of one thing is told, and silence is filled in', () => {
  const [first, second] = folders as [Folder, Folder];
  const assets = second.estate.assets.map((asset) =>
    asset.id === 'hpp-limsdb01' ? { ...asset, os: 'Windows Server 2008', support_ends: '2020-01-14' } : asset,
  );
  const silent = first.estate.assets.map((asset) =>
    asset.id === 'hpp-limsdb01' ? { ...asset, support_ends: null } : asset,
  );
  const { data, conflicts } = joinEstates([
    { ...first, estate: { ...first.estate, assets: silent } },
    { ...second, estate: { ...second.estate, assets } },
  ]);
  expect(conflicts).toEqual([
    'The host harrowmere-hpp-limsdb01: os is "Red Hat Enterprise Linux 8" in one folder and "Windows Server 2008" in another.',
  ]);
  expect(data.assets.find(({ id }) => id === 'harrowmere-hpp-limsdb01')).toMatchObject({
    os: 'Red Hat Enterprise Linux 8',
    support_ends: '2020-01-14',
  });
});

test('another organisation of the same id is another organisation', () => {
  const [first] = folders as [Folder];
  const other = first.estate.organisations.map((one) => ({ ...one, ods_code: `X${one.ods_code}` }));
  const { data } = joinEstates([first, { ...first, estate: { ...first.estate, organisations: other } }]);
  expect(data.organisations).toHaveLength(2 * other.length);
  expect(data.assets).toHaveLength(2 * first.estate.assets.length);
});

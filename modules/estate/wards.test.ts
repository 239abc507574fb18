/** The risk: a device counted on a ward where it does not stand, or on none, so that the wrong site manager is woken. */

import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findProblems, loadEstate } from './index.ts';
import type { Asset, EstateData, Ward } from './model.ts';
import { placeAssets } from './wards.ts';

const ward = (id: string, name: string, locations = '', site = 'main'): Ward => ({
  ...{ id, name, site, locations },
  services: [],
  beds: null,
});
const asset = (location: string, over: Partial<Asset> = {}): Asset => ({
  ...{ id: 'a', hostname: 'A', addresses: [], kind: 'workstation', os: '', support_ends: null },
  ...{ zone: 'z', site: 'main', system: null, location, notes: '' },
  ...over,
});
const wards = [
  ward('seven', 'Ward 7', 'Respiratory ward'),
  ward('seventy', 'Ward 70'),
  ward('bays', 'Ward 7 high care'),
  ward('other-seven', 'Ward 7', '', 'annexe'),
];
const wardAt = (location: string, over: Partial<Asset> = {}) =>
  placeAssets({ wards, assets: [asset(location, over)] }).of.get('a')?.id;

test.each([
  ['Ward 7', 'seven'],
  ['ward 7,  Bay 2', 'seven'],
  ['Ward 7 (high care) bed 3', 'bays'],
  ['respiratory ward', 'seven'],
  ['Ward 70', 'seventy'],
  ['Ward 71', undefined],
  ['Wards 7 to 9', undefined],
  ['Near Ward 7', undefined],
  ['', undefined],
])('%j is on %s', (location, id) => {
  expect(wardAt(location)).toBe(id);
});

test('the site decides between two wards of one name, and what an asset states above all', () => {
  expect(wardAt('Ward 7', { site: 'annexe' })).toBe('other-seven');
  expect(wardAt('Ward 7', { site: 'elsewhere' })).toBeUndefined();
  expect(wardAt('Ward 7', { ward: 'seventy' })).toBe('seventy');
});

test('property: any location is looked up without harm, and what is on a ward is what has it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 20 }), (locations) => {
      const assets = locations.map((location, i) => asset(location, { id: `a${i}` }));
      const { of, on } = placeAssets({ wards, assets });
      expect([...on].flatMap(([id, there]) => there.map((one) => [one.id, id])).sort()).toEqual(
        [...of].map(([id, there]) => [id, there.id]).sort(),
      );
    }),
    { numRuns: 200 },
  );
});

test('what names no ward, service or site that is there is told, and so are two wards by the same words', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const data: EstateData = {
    ...estate,
    wards: [...estate.wards, { ...ward('w', 'Twin', 'ward 7', 'st-aldhelms-main'), services: ['nothing'] }],
    assets: estate.assets.map((one, i) => (i === 0 ? { ...one, ward: 'nowhere' } : one)),
  };
  expect(findProblems(data).map(({ section, field, message }) => [section, field, message])).toEqual([
    ['wards', 'services', 'no service has the id "nothing"'],
    ['assets', 'ward', 'no ward has the id "nowhere"'],
    ['wards', 'locations', '"ward 7" already means "ward-7" on this site'],
  ]);
});

test('in the sample hospital every ward has devices, and what stands beside a bed is on a ward', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  expect(estate.wards.filter(({ id }) => estate.onWard(id).length === 0)).toEqual([]);
  const beside = estate.assets.filter(({ location }) => /\bbed \d/i.test(location));
  expect(beside.filter(({ id }) => estate.wardOf(id) === undefined)).toEqual([]);
});

/** The risk: a map that leaves something out, so that nobody looks there. */
import { projectPath } from '@cordon/platform/root';
import { beforeAll, expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import { hospitalSource, reservedIds } from '../merge/hospital.ts';
import { merge } from '../merge/merge.ts';
import { loadRules } from '../merge/rules.ts';
import type { Estate } from '../model.ts';
import { loadRegisters } from '../registers/index.ts';
import { loadSsvc } from '../ssvc/index.ts';
import { loadSupport } from '../support/index.ts';
import { noFeeds } from '../vulnerabilities/index.ts';
import { type Assessment, assess, mapOfFolder, mapView } from './index.ts';
import type { EstateMap } from './model.ts';

const day = '2026-11-30';
let estate: Estate;
let assessment: Assessment;
let map: EstateMap;

beforeAll(async () => {
  const dir = projectPath('content', 'hospitals', 'st-aldhelms');
  estate = await loadEstate(dir);
  assessment = assess(
    {
      estate,
      merged: merge([hospitalSource(estate)], loadRules(), reservedIds(estate)),
      registers: await loadRegisters(dir, estate),
      support: (await loadSupport({ day })).table,
      ssvc: loadSsvc(),
      feeds: noFeeds(),
      exposureOf: () => null,
    },
    day,
  );
  map = mapView({ ...assessment, estate });
});

test('a folder to which nothing was added is drawn as all that is known of it would be', () => {
  const { registers, support } = assessment.needs;
  expect(mapOfFolder(estate, registers, support, day)).toEqual(map);
});

test('every asset is counted once, in its zone, with its kind, its system and how it is supported', () => {
  expect(map.assets).toBe(estate.assets.length);
  expect(map.zones.reduce((sum, { assets }) => sum + assets, 0)).toBe(estate.assets.length);
  for (const { id, assets, groups } of map.zones) {
    const here = estate.assets.filter(({ zone }) => zone === id);
    expect(assets).toBe(here.length);
    for (const group of groups) {
      const same = here.filter(({ kind, system }) => kind === group.kind && system === group.system);
      expect(group.assets).toBe(same.length);
      for (const [state, number] of Object.entries(group.support))
        expect(number).toBe(same.filter((asset) => assessment.supportOf(asset).state === state).length);
    }
  }
});

test('a link is there where some flow allows it from an asset or a zone to another, and nowhere else', () => {
  const zonesOf = (end: string): Set<string> =>
    new Set([
      ...map.zones.filter(({ id }) => id === end).map(({ id }) => id),
      ...estate.assets.filter(({ id, system }) => id === end || system === end).map(({ zone }) => zone),
    ]);
  const expected = new Map<string, number>();
  for (const { from, to } of estate.flows)
    for (const start of zonesOf(from))
      for (const end of zonesOf(to))
        expected.set(`${start} ${end}`, (expected.get(`${start} ${end}`) ?? 0) + 1);
  expect(new Map(map.links.map(({ from, to, flows }) => [`${from} ${to}`, flows]))).toEqual(expected);
  expect(map.links.every(({ some, flows }) => some.length === Math.min(flows, 5))).toBe(true);
});

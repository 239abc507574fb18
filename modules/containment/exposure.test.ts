/** The risk: something that the internet can call, or get to by way of others, that is taken to be shut in. */
import { createEstate, emptyRegisters, loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, it } from 'vitest';
import { exposureFromOutside } from './exposure.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const estate = await loadEstate(folder);
const { entries } = await loadRegisters(folder, estate);

it('says by what the internet calls an asset, and by way of whom it gets to others', () => {
  const exposureOf = exposureFromOutside(estate, entries);
  expect(exposureOf('sah-ras01')).toEqual({
    value: 'open',
    why: 'The internet may call it: internet-to-portal, tcp 443.',
  });
  const inside = exposureOf('sah-dc01');
  expect(inside?.value).toBe('controlled');
  expect(inside?.why).toMatch(
    /^It can be reached from the internet by way of [A-Z].*; at the end by \S+, on .*port/,
  );
});

it('takes what a registered way in leads to for open, though no flow says so', () => {
  const silent = createEstate({ ...estate, flows: [] });
  expect(exposureFromOutside(silent, [])('sah-ras01')).toEqual({
    value: 'small',
    why: 'No allowed conversation leads there from the internet.',
  });
  expect(exposureFromOutside(silent, entries)('sah-ras01')).toEqual({
    value: 'open',
    why: 'A registered way in leads to it: Staff remote access portal.',
  });
});

it('does not know of what stands nobody knows where', () => {
  const [one] = estate.assets;
  const lost = createEstate({
    ...estate,
    zones: [...estate.zones, { id: 'unknown', name: 'Zone not known', cidrs: [], kind: 'unknown' }],
    assets: [
      ...estate.assets,
      { ...one!, id: 'lost', hostname: 'LOST', addresses: [], zone: 'unknown', system: null },
    ],
  });
  expect(exposureFromOutside(lost, emptyRegisters().entries)('lost')).toBeNull();
});

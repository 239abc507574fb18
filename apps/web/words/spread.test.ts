import { describe, expect, it } from 'vitest';
import { estate as hospital } from '../test/estate-fixture.ts';
import { makeIncidents } from '../test/story-fixture.ts';
import { layOutSpread, type MapZone } from './spread.ts';

const incident = makeIncidents()[0]!;
const standing = (zone: string) => hospital.assets.filter((asset) => asset.zone === zone).length;
const estate = { zones: hospital.zones.map((zone) => ({ ...zone, assets: standing(zone.id) })) };

function overlap(a: MapZone, b: MapZone): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.each([366, 700, 1140, 1600])('the map at %i pixels', (width) => {
  const map = layOutSpread(estate, incident, width);

  it('is the same on every draw', () => {
    expect(layOutSpread(estate, incident, width)).toEqual(map);
  });

  it('accounts for every asset exactly once', () => {
    const counted = map.zones.reduce(
      (sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    );
    expect(counted).toBe(hospital.assets.length);
    for (const zone of map.zones) {
      const { quiet: _quiet, ...marked } = zone.counts;
      const total = Object.values(marked).reduce((a, b) => a + b, 0);
      expect(zone.nodes.length + zone.moreNodes + zone.dots.length + zone.moreDots).toBe(total);
    }
  });

  it('keeps zones apart and everything inside the picture', () => {
    for (const [index, zone] of map.zones.entries()) {
      expect(zone.x + zone.width).toBeLessThanOrEqual(width);
      expect(zone.y + zone.height).toBeLessThanOrEqual(map.height);
      for (const other of map.zones.slice(index + 1)) expect(overlap(zone, other)).toBe(false);
      for (const mark of [...zone.nodes, ...zone.dots]) {
        expect(mark.x).toBeGreaterThan(zone.x);
        expect(mark.x).toBeLessThan(zone.x + zone.width);
        expect(mark.y).toBeLessThan(zone.y + zone.height);
      }
    }
    for (const service of map.services) expect(service.x + service.width).toBeLessThanOrEqual(width + 0.5);
  });

  it('joins every service at risk to a system by a line', () => {
    for (const service of incident.reach.services) {
      expect(map.edges.some((edge) => edge.kind === 'service' && edge.to === service.service)).toBe(true);
    }
    expect(map.edges.every((edge) => !edge.path.includes('NaN'))).toBe(true);
  });
});

it('stays a picture of bounded size for an estate a hundred times as large', () => {
  const zones = estate.zones.map((zone) => ({ ...zone, assets: zone.assets * 100 }));
  const crowds = zones.map(({ id, assets }) => ({ zone: id, near: assets / 2, far: assets / 4 }));
  const map = layOutSpread({ zones }, { ...incident, reach: { ...incident.reach, zones: crowds } }, 1140);
  expect(map.height).toBeLessThan(1_200);
  expect(map.zones.some((zone) => zone.moreDots > 0)).toBe(true);
});

it('draws an incident that reaches nothing', () => {
  const none = {
    ...incident,
    entities: [],
    reach: { ...incident.reach, compromised: [], assets: [], zones: [], services: [] },
  };
  const map = layOutSpread(estate, none, 1140);
  expect(map.edges).toEqual([]);
  expect(map.zones.every((zone) => zone.nodes.length === 0)).toBe(true);
});

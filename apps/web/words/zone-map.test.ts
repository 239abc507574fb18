/** The risk: a zone that lies under another is a zone that nobody sees. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutZones } from './zone-map.ts';

const kinds = [
  ...(['internet', 'edge', 'user', 'server', 'clinical'] as const),
  ...(['device', 'management', 'supplier', 'guest', 'unknown'] as const),
];
const anyZones = fc
  .array(fc.tuple(fc.constantFrom(...kinds), fc.nat(100_000)), { minLength: 1, maxLength: 30 })
  .map((all) =>
    all.map(([kind, assets], i) => ({ id: `z${i}`, name: `Zone ${i}`, kind, assets, groups: [] })),
  );

test('property: every zone of any kind is drawn once, inside the picture, under no other, at any width', () => {
  fc.assert(
    fc.property(anyZones, fc.integer({ min: 280, max: 3_600 }), (zones, width) => {
      const map = layOutZones({ zones, links: [] }, width);
      expect(map.zones.map(({ zone }) => zone.id).sort()).toEqual(zones.map(({ id }) => id).sort());
      for (const [index, a] of map.zones.entries()) {
        expect(a.x).toBeGreaterThanOrEqual(0);
        expect(a.x + a.width).toBeLessThanOrEqual(width);
        expect(a.y + a.height).toBeLessThanOrEqual(map.height);
        for (const b of map.zones.slice(index + 1)) {
          const beside = a.x + a.width <= b.x || b.x + b.width <= a.x;
          expect(beside || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('a line is drawn for each link between two zones, and none where there is one column', () => {
  const zones = (['internet', 'edge', 'device'] as const).map((kind) => ({
    ...{ id: kind, name: kind, kind, assets: 1, groups: [] },
  }));
  const links = [
    { from: 'internet', to: 'edge', flows: 3, some: [] },
    { from: 'edge', to: 'edge', flows: 1, some: [] },
    { from: 'device', to: 'internet', flows: 1, some: [] },
  ];
  expect(layOutZones({ zones, links }, 1_200).links.map(({ key }) => key)).toEqual([
    'internet edge',
    'device internet',
  ]);
  expect(layOutZones({ zones, links }, 400)).toMatchObject({ stacked: true, links: [] });
});

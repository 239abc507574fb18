/** The risk: telling a ward that its service is safe, or lost, when it is not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createImpact } from './impact.ts';
import type { EstateData } from './model.ts';

type Strength = 'stops' | 'degrades';
type Link = [from: string, to: string, strength: Strength];

const service = (id: string, urgency: number) => ({
  id,
  name: id,
  sites: [],
  urgency,
  harm: '',
  tolerable_downtime_minutes: null,
  fallback: null,
});

function impactOf(services: [string, number][], links: Link[]) {
  const data = {
    services: services.map(([id, urgency]) => service(id, urgency)),
    dependencies: links.map(([from, to, strength]) => ({ from, to, strength })),
  } as Partial<EstateData> as EstateData;
  const impact = createImpact(data);
  return (id: string) => impact(id).map((i) => `${i.service.id} ${i.strength} ${i.path.join('<')}`);
}

test('a chain that says stops all the way stops the service; one weak link only degrades it', () => {
  const impact = impactOf(
    [['ward', 2]],
    [
      ['ward', 'record', 'stops'],
      ['record', 'directory', 'degrades'],
      ['directory', 'storage', 'stops'],
    ],
  );
  expect(impact('record')).toEqual(['ward stops record<ward']);
  expect(impact('storage')).toEqual(['ward degrades storage<directory<record<ward']);
});

test('a longer chain that stops counts more than a short one that degrades', () => {
  const impact = impactOf(
    [['ward', 2]],
    [
      ['ward', 'storage', 'degrades'],
      ['ward', 'record', 'stops'],
      ['record', 'storage', 'stops'],
    ],
  );
  expect(impact('storage')).toEqual(['ward stops storage<record<ward']);
});

test('what stops comes before what degrades, then the more urgent', () => {
  const impact = impactOf(
    [
      ['late', 4],
      ['soon', 1],
      ['now', 1],
    ],
    [
      ['late', 'x', 'stops'],
      ['soon', 'x', 'degrades'],
      ['now', 'x', 'degrades'],
    ],
  );
  expect(impact('x')).toEqual(['late stops x<late', 'now degrades x<now', 'soon degrades x<soon']);
});

test('property: rings end, and strength and path are what trying every chain gives', () => {
  const systems = ['a', 'b', 'c', 'd', 'e'];
  const link = fc.tuple(
    fc.constantFrom('s1', 's2', ...systems),
    fc.constantFrom(...systems),
    fc.constantFrom<Strength>('stops', 'degrades'),
  );
  fc.assert(
    fc.property(fc.array(link, { maxLength: 18 }), fc.constantFrom(...systems), (links, lost) => {
      const impact = impactOf(
        [
          ['s1', 1],
          ['s2', 2],
        ],
        links,
      );
      const found = new Map(impact(lost).map((line) => [line.split(' ')[0]!, line.split(' ')]));
      for (const target of ['s1', 's2']) {
        const chains = everyChain(links, lost, target);
        const stops = chains.filter((chain) => chain.every((step) => step[2] === 'stops'));
        const [, strength, path] = found.get(target) ?? [];
        expect(strength).toBe(stops.length > 0 ? 'stops' : chains.length > 0 ? 'degrades' : undefined);
        if (path === undefined) continue;
        const shortest = Math.min(...(stops.length > 0 ? stops : chains).map((chain) => chain.length));
        expect(path.split('<')).toHaveLength(shortest + 1);
      }
    }),
  );
});

/** Every chain of links from the lost system up to the service that passes nothing twice. */
function everyChain(links: Link[], lost: string, target: string, passed: string[] = []): Link[][] {
  if (lost === target) return [[]];
  if (passed.includes(lost)) return [];
  return links
    .filter(([, to]) => to === lost)
    .flatMap((link) => everyChain(links, link[0], target, [...passed, lost]).map((rest) => [link, ...rest]));
}

/** The risk: a service that is called safe though what it rests on is gone. Checked against the plainest reading of the rules. */
import type { Dependency } from '@cordon/estate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFare, type State } from './fare.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const name = fc.constantFrom(...names);
const dependencies = fc.array(
  fc.record({ from: name, to: name, strength: fc.constantFrom('stops' as const, 'degrades' as const) }),
  { maxLength: 12 },
);

/** Over and over, until nothing changes. */
function plainly(all: readonly Dependency[], stopped: readonly string[], degraded: readonly string[]) {
  const states = new Map<string, State>([
    ...degraded.map((id) => [id, 'degraded'] as const),
    ...stopped.map((id) => [id, 'stopped'] as const),
  ]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to, strength } of all) {
      const below = states.get(to);
      if (below === undefined) continue;
      const state = below === 'stopped' && strength === 'stops' ? 'stopped' : 'degraded';
      if (states.get(from) === state || states.get(from) === 'stopped') continue;
      states.set(from, state);
      changed = true;
    }
  }
  return states;
}

test('states follow dependencies upwards, round rings too', () => {
  fc.assert(
    fc.property(dependencies, fc.array(name), fc.array(name), (all, stopped, degraded) => {
      const fared = createFare({ dependencies: all })({ stopped, degraded });
      expect(Object.fromEntries(fared)).toEqual(Object.fromEntries(plainly(all, stopped, degraded)));
    }),
  );
});

test('a broken dependency does what the loss of its end would, and one that is hampered only degrades', () => {
  const ward: Dependency = { from: 'ward', to: 'record', strength: 'stops' };
  const fare = createFare({ dependencies: [ward] });
  expect([...fare({ broken: [ward] })]).toEqual([['ward', 'stopped']]);
  expect([...fare({ hampered: [ward] })]).toEqual([['ward', 'degraded']]);
});

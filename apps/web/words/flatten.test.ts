import { expect, it } from 'vitest';
import { flatten, isField } from './flatten.ts';

it('names every leaf by its path', () => {
  const record = { System: { EventID: 4688, Keywords: [] }, Data: ['a', { b: null }], ok: false };
  expect(flatten(record)).toEqual({
    leaves: [
      { path: 'System.EventID', value: '4688' },
      { path: 'System.Keywords', value: '[]' },
      { path: 'Data[0]', value: 'a' },
      { path: 'Data[1].b', value: 'null' },
      { path: 'ok', value: 'false' },
    ],
    cut: false,
  });
});

it('says when a record is too long or too deep to show in full', () => {
  const long = flatten(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, index])));
  expect(long.cut).toBe(true);
  expect(long.leaves.length).toBeLessThanOrEqual(400);
  let deep: unknown = 'bottom';
  for (let level = 0; level < 5_000; level++) deep = { a: deep };
  expect(flatten(deep).cut).toBe(true);
});

it('ties a reason to the field it looked at', () => {
  expect(isField('EventData.CommandLine', 'CommandLine')).toBe(true);
  expect(isField('EventData.ParentCommandLine', 'CommandLine')).toBe(false);
  expect(isField('EventData.CommandLine', null)).toBe(false);
});

import { expect, it } from 'vitest';
import { changeIn, keysFor } from './stream.ts';

it('asks again only for what changed', () => {
  expect(keysFor({ what: 'situation', id: null })).toEqual([['situation']]);
  expect(keysFor({ what: 'incident', id: 'a' })).toEqual([['incidents'], ['incident', 'a']]);
});

it('never refetches a list that someone is reading, only how many there are now', () => {
  expect(keysFor({ what: 'finding', id: 'f-1' })).toEqual([['findings', 'count']]);
});

it('hears what changed, and is not stopped by a message that cannot be read', () => {
  expect(changeIn('event: changed\ndata: {"what":"session","id":null}')).toEqual({
    what: 'session',
    id: null,
  });
  expect(changeIn(': still here')).toBeNull();
  expect(changeIn('data: {"what":')).toBeNull();
});

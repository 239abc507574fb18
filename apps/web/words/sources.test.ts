import { expect, it } from 'vitest';
import { groupSources } from './sources.ts';

const source = (key: string, events: number, unreadable: number, last_event: string | null) => ({
  key,
  format: 'evtx',
  events,
  unreadable,
  last_event,
});

it('adds up the kinds of record of one log, and loses no unreadable one', () => {
  expect(
    groupSources([
      source('windows|Security|4688', 10, 0, '2026-05-18T13:00:00Z'),
      source('windows|Security|4624', 5, 2, '2026-05-18T14:00:00Z'),
      source('zeek|conn', 100, 0, null),
    ]),
  ).toEqual([
    { name: 'windows Security', events: 15, unreadable: 2, last_event: '2026-05-18T14:00:00Z' },
    { name: 'zeek conn', events: 100, unreadable: 0, last_event: null },
  ]);
});

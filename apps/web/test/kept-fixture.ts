/** Periods, a deletion that nobody told of, and holds of every kind, one of them released. */
import { HoldList, RetentionView } from '@cordon/server/api';

const hold = {
  id: 'h-1',
  name: 'Case 7',
  why: 'Ransom demand, police informed',
  by: 'Information governance',
  since: '2026-03-12T09:00:00.000Z',
  org: null,
  from: null,
  to: null,
  incident: null,
  released: null,
};

export const holds = HoldList.parse({
  items: [
    { ...hold, incident: 'inc-71' },
    {
      ...hold,
      id: 'h-2',
      name: 'Inquest',
      org: 'sah',
      from: '2026-02-01T00:00:00Z',
      to: '2026-03-01T00:00:00Z',
    },
    {
      ...hold,
      id: 'h-3',
      name: 'A-case-number-without-any-blank-that-is-longer-than-a-narrow-column-of-a-phone',
      released: { at: '2026-03-12T10:00:00.000Z', by: 'Information governance', why: 'Case closed' },
    },
  ],
});

export const retention = RetentionView.parse({
  settings: { days: 395, types: [{ source: 'zeek|*', days: 200 }], findings_days: 730 },
  least_days: 184,
  last_run: '2026-03-13T12:00:00.000Z',
  events: 1_204_331,
  bytes: 512_000_000,
  oldest: '2025-02-12T00:00:00.000Z',
  holds: holds.items.slice(0, 2),
  unexplained: ['segment 12 revision 1'],
});

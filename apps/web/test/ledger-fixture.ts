/** A ledger with every kind of actor, and long names. */
import { LedgerPage, Verdict } from '@cordon/server/api';

export const ledgerPage = LedgerPage.parse({
  items: [
    {
      seq: 3,
      act: 'filter.add',
      who: { kind: 'person', name: 'Imaging engineers, St Aldhelm’s Hospitals', proven: null },
      object: '6a0d14f0-4f0e-4c2b-9a61-3d2b4f6b8c11',
      details: {
        because: 'The viewer deletes its own copies every night.',
        fields: ['User', 'Image'],
        until: '2026-06-30',
      },
    },
    {
      seq: 2,
      act: 'something.new',
      who: { kind: 'program', name: 'backup', proven: 'token' },
      object: 'x',
      details: {},
    },
    {
      seq: 1,
      act: 'server.start',
      who: { kind: 'cordon', name: 'cordon', proven: null },
      object: 'sah',
      details: {},
    },
  ].map((entry) => ({ ...entry, at: '2026-03-13T01:10:00.000Z', org: 'sah', hash: 'a'.repeat(64) })),
  total: 3,
  next: null,
});

export const verdict = Verdict.parse({
  ok: true,
  entries: 3,
  head: 'a'.repeat(64),
  checkpoints: 1,
  vouched: 2,
  problems: [],
});

/** Who is signed in, and people in every state: who they are, what they may do, and a use of break-glass that waits. */
import { BreakGlassView, LinkView, Me, PeopleList, RoleList, SessionView } from '@cordon/server/api';
import type { SignedIn, SignedOut } from '../session.ts';
import { actionOrder } from '../words/access.ts';

const person = { id: 'p-1', name: 'Information security, St Aldhelm’s', account: 'security@sah.example' };

export const signedIn = SessionView.parse({
  state: 'signed-in',
  person,
  method: 'passkey',
  roles: ['Security analyst', 'Administrator'],
  organisation: 'sah',
  organisations: [
    { id: 'sah', name: 'St Aldhelm’s Hospitals' },
    { id: 'sah-community', name: 'St Aldhelm’s Community Services' },
  ],
  actions: actionOrder,
  stepped_up_until: null,
  ends: '2126-03-13T13:20:00.000Z',
  ways: { passkeys: 2, code: true, organisation_account: false },
  break_glass: [],
}) as SignedIn;

export const boardReader: SignedIn = {
  ...signedIn,
  roles: ['Board reader'],
  actions: ['situation.read', 'incident.read', 'recovery.read', 'self.read', 'self.change'],
};

export const signedOut = SessionView.parse({
  state: 'signed-out',
  first_run: false,
  demonstration: true,
  organisation_accounts: [{ id: 'nhs', name: 'the hospital’s account' }],
}) as SignedOut;

export const invitation = LinkView.parse({
  purpose: 'invitation',
  name: 'Imaging engineers',
  account: 'imaging@sah.example',
});

export const use = {
  id: '5d41402abc4b2a76',
  name: 'Site manager on call',
  because: 'Nobody could sign in and the ED board was down.',
  at: '2026-03-13T01:10:00.000Z',
  review_due: '2026-03-16T01:10:00.000Z',
};

export const breakGlass = BreakGlassView.parse({
  unused: 1,
  codes: [
    { id: use.id, made: '2026-03-01T09:00:00.000Z', made_by: person.name, state: 'used' },
    { id: '5d41402abc4b2a77', made: '2026-03-01T09:00:00.000Z', made_by: person.name, state: 'works' },
  ],
  uses: [
    { ...use, overdue: true, reviewed: null, reviewed_by: null, review: null },
    {
      ...use,
      id: '5d41402abc4b2a75',
      at: '2026-01-13T01:10:00.000Z',
      review_due: '2026-01-16T01:10:00.000Z',
      overdue: false,
      reviewed: '2026-01-14T09:00:00.000Z',
      reviewed_by: 'Clinical safety',
      review: 'Right: the identity provider was down. A second administrator was added.',
    },
  ],
});

export const roles = RoleList.parse({
  items: [
    {
      id: 'analyst',
      name: 'Security analyst',
      does: 'Looks for attacks.',
      actions: actionOrder.slice(0, 11),
    },
    {
      id: 'board-reader',
      name: 'Board reader',
      does: 'Sees the situation.',
      actions: actionOrder.slice(0, 2),
    },
    {
      id: 'administrator',
      name: 'Administrator',
      does: 'Decides who works.',
      actions: actionOrder.slice(20),
    },
  ].map((role) => ({ ...role, actions: [...role.actions, 'self.read', 'self.change'] })),
  step_up: ['person.manage', 'self.change'],
});

const seen = { created: '2026-03-01T09:00:00.000Z', created_by: 'whoever holds the data folder' };

export const people = PeopleList.parse({
  items: [
    {
      ...person,
      ...seen,
      state: 'active',
      memberships: [
        { org: 'sah', role: 'analyst' },
        { org: 'sah', role: 'administrator' },
      ],
      ways: { passkeys: 2, code: true, organisation_account: false },
      last_seen: '2026-03-13T01:19:00.000Z',
    },
    {
      ...seen,
      id: 'p-2',
      name: 'Imaging engineers, with a name that is as long as names of departments are',
      account: 'imaging@sah.example',
      state: 'invited',
      memberships: [{ org: 'sah-community', role: 'board-reader' }],
      ways: { passkeys: 0, code: false, organisation_account: false },
      last_seen: null,
    },
    {
      ...seen,
      id: 'p-3',
      name: 'Former supplier',
      account: 'supplier@example.com',
      state: 'disabled',
      memberships: [],
      ways: { passkeys: 1, code: false, organisation_account: false },
      last_seen: '2026-02-13T01:19:00.000Z',
    },
  ],
  roles: roles.items,
  organisations: signedIn.organisations,
});

export const me = Me.parse({
  passkeys: [
    { id: 'k-1', name: 'Windows computer', created: seen.created, last_used: '2026-03-13T01:19:00.000Z' },
    { id: 'k-2', name: 'Security key in the safe', created: seen.created, last_used: null },
  ],
  code: { created: seen.created, recovery_codes_left: 2 },
  sessions: [
    { browser: 'Edge 140 on Windows', this: true },
    { browser: 'Safari 19 on iOS', this: false },
  ].map((session, n) => ({
    ...session,
    id: `s-${n}`,
    method: 'passkey',
    created: '2026-03-13T01:00:00.000Z',
    seen: '2026-03-13T01:19:00.000Z',
    ends: '2026-03-13T13:00:00.000Z',
  })),
});

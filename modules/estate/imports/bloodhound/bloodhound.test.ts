/** Guards: a way from one account to another that is in the collection and not in the estate, in any version of the format. */
import { expect, it } from 'vitest';
import { readSample } from '../testing/sample.ts';

const base = 's-1-5-21-1004336348-1177238915-682003330';
const sample = readSample(new URL('./samples/20260317_BloodHound.zip', import.meta.url));
const edges = sample
  .about('right')
  .map(({ from, right, to }) => `${from} ${right} ${to}`.replaceAll(`sid:${base}`, ''));

it('reads every member of the zip', () => {
  expect(sample.parts.map(({ name }) => name.split('_').at(-1))).toEqual([
    'computers.json',
    'users.json',
    'groups.json',
    'domains.json',
  ]);
  expect(sample.problems).toEqual([]);
});

it('knows computers by SID and name, and domain controllers as such', () => {
  expect(sample.about('asset').map(({ keys, fields }) => [keys[0], fields.kind])).toEqual([
    [`sid:${base}-1000`, 'domain-controller'],
    [`sid:${base}-1110`, 'workstation'],
  ]);
});

it('keeps sessions, memberships, local groups, rights on objects and trusts', () => {
  expect(edges).toEqual(
    expect.arrayContaining([
      '-1000 HasSession -1104',
      '-1110 HasSession -1103',
      '-512 AdminTo -1110',
      '-1200 AdminTo -1110',
      '-1103 CanRDP -1110',
      '-1200 GenericAll -1110',
      '-1104 MemberOf -1201',
      '-1201 MemberOf -512',
      '-1103 MemberOf -513',
      '-512 GetChanges ',
      '-1201 GetChangesAll ',
      'sid:s-1-5-21-2000478354-1202660629-839522115 TrustedBy ',
      ' TrustedBy sid:s-1-5-21-2000478354-1202660629-839522115',
      // It does not filter, which is about who comes in here; what the other side does nobody has collected.
      'sid:s-1-5-21-2000478354-1202660629-839522115 SpoofSIDHistory ',
    ]),
  );
  expect(edges).not.toContain(' SpoofSIDHistory sid:s-1-5-21-2000478354-1202660629-839522115');
  expect(sample.about('account').map(({ fields }) => fields.domain)).toContain('fernbank.nhs.example');
});

it('tells of an account what makes it dangerous', () => {
  const service = sample.about('account').find(({ fields }) => fields.name === 'svc-backup');
  expect(service?.fields).toMatchObject({
    kind: 'admin',
    has_service_name: 'yes',
    password_never_expires: 'yes',
  });
  expect(service?.fields.password_set).toBe('2019-01-01T00:00:00.000Z');
});

it('reads version 4, in which local groups had fields of their own', () => {
  const old = readSample(new URL('./samples/computers-v4.json', import.meta.url));
  expect(old.about('right').map(({ right }) => right)).toEqual(['MemberOf', 'AdminTo', 'AllowedToDelegate']);
});

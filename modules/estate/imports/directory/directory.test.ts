/** Guards: an account or a group that is there and not read; a SID or a name that is read for another. */
import { expect, test } from 'vitest';
import { keysOf, readSample, reasons } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));
const base = 'sid:s-1-5-21-1004336348-1177238915-682003330';

const ldif = sample('directory.ldif');

test('is read from LDIF, with folded lines, base64 and binary SIDs', () => {
  expect(ldif.kinds).toEqual(['directory']);
  expect(ldif.about('asset')).toEqual([
    expect.objectContaining({
      keys: [
        `${base}-1110`,
        'dn:cn=sah-ws014,ou=wards,dc=staldhelms,dc=nhs,dc=example',
        'fqdn:sah-ws014.staldhelms.nhs.example',
        'host:sah-ws014',
      ],
      seen_at: '2026-03-17T04:40:00.000Z',
      fields: {
        hostname: 'sah-ws014.staldhelms.nhs.example',
        os: 'Windows 10 Enterprise',
        kind: 'workstation',
        notes: "Ward 7, nurses' station, the one by the window",
      },
    }),
    expect.objectContaining({
      fields: expect.objectContaining({
        hostname: 'SAH-DC01.staldhelms.nhs.example',
        kind: 'domain-controller',
      }),
    }),
  ]);
  expect(ldif.about('account')[0]).toMatchObject({
    keys: [
      `${base}-1105`,
      'dn:cn=zoë example,ou=staff,dc=staldhelms,dc=nhs,dc=example',
      'login:zoe@staldhelms.nhs.example',
      'login:zoe@staldhelms.nhs.example',
      'name:zoe',
    ],
    fields: {
      display_name: 'Zoë Example',
      kind: 'admin',
      enabled: 'yes',
      password_never_expires: 'yes',
      no_preauthentication: 'yes',
    },
  });
  expect(ldif.about('right').map(({ from, right, to }) => `${from} ${right} ${to}`)).toEqual([
    `${base}-1105 MemberOf dn:cn=imaging,ou=groups,dc=staldhelms,dc=nhs,dc=example`,
    `dn:cn=zoë example,ou=staff,dc=staldhelms,dc=nhs,dc=example MemberOf ${base}-1301`,
  ]);
  expect(reasons(ldif)).toEqual(['40: this line is no attribute and no value; it was left out']);
});

test('is read from what PowerShell exports', () => {
  const table = sample('computers.csv');
  expect(keysOf(table)).toEqual([
    `${base}-1120 dn:cn=sah-fs01,ou=servers,dc=staldhelms,dc=nhs,dc=example fqdn:sah-fs01.staldhelms.nhs.example host:sah-fs01 address:10.64.12.5`,
  ]);
  expect(table.about('asset')[0]?.seen_at).toBe('2026-03-16T21:14:09.000Z');
});

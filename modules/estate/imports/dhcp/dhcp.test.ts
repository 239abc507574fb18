/** Guards: a lease that has ended and counts as a machine, and hardware addresses in other spellings. */
import { expect, test } from 'vitest';
import { keysOf, readSample, reasons } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('leases of ISC dhcpd: those that are active, each with its time', () => {
  const leases = sample('dhcpd.leases');
  expect(leases.about('asset').map(({ keys, seen_at }) => [keys.join(' '), seen_at])).toEqual([
    ['mac:8c:16:45:aa:01:bb host:sah-ws014 address:10.64.30.14', '2026-03-17T20:00:00.000Z'],
    ['mac:00:40:9d:11:22:33 address:10.64.30.17', '2026-03-17T20:23:20.000Z'],
  ]);
  expect(reasons(leases)).toEqual(['18: this lease does not end; it was left out']);
});

test('leases of Windows: with and without the type before the hardware address', () => {
  expect(keysOf(sample('windows.csv'))).toEqual([
    'mac:8c:16:45:aa:01:dd fqdn:sah-lt001.staldhelms.nhs.example host:sah-lt001 address:10.64.30.20',
    'mac:00:11:22:33:44:56 address:10.64.30.21',
  ]);
});

/** Guards: a host that is down taken for an asset, a guess taken for a fact, and a port that is not open taken for software. */
import { expect, it } from 'vitest';
import { readSample } from '../testing/sample.ts';

const sample = readSample(new URL('./samples/ward-scan.xml', import.meta.url));

it('finds hosts that are up, by every key they have', () => {
  expect(sample.kinds).toEqual(['nmap']);
  expect(sample.problems).toEqual([]);
  expect(sample.about('asset').map(({ keys }) => keys)).toEqual([
    ['mac:00:80:64:1a:2b:3c', 'fqdn:sah-ct01.staldhelms.nhs.example', 'host:sah-ct01', 'address:10.64.20.11'],
    ['address:10.64.20.12'],
  ]);
});

it('says what system it is only where Nmap is sure, and when it was seen', () => {
  const [ct, other] = sample.about('asset');
  expect(ct?.fields.os).toBe('Microsoft Windows 7 SP1');
  expect(ct?.seen_at).toBe('2026-03-17T02:00:40.000Z');
  expect(other?.fields).toEqual({});
});

it('names software that answered, and none that was only guessed from its port', () => {
  expect(sample.about('software').map(({ of, name, version }) => [of, name, version])).toEqual([
    ['mac:00:80:64:1a:2b:3c', 'Windows 7 Professional 7601 Service Pack 1 microsoft-ds', ''],
    ['address:10.64.20.12', 'OpenSSH', '7.4'],
  ]);
});

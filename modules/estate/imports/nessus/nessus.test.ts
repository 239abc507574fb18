/** Guards: a finding without its CVE, and a system that the scanner only guessed. */
import { expect, test } from 'vitest';
import { keysOf, readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('Nessus: hosts, a finding for each CVE, and no guess of a system', () => {
  const nessus = sample('scan.nessus');
  expect(keysOf(nessus)[0]).toBe(
    'uuid:4c4c4544004235108051b4c04f564d31 mac:00:50:56:ab:01:02 mac:00:50:56:ab:01:03 fqdn:sah-lims01.staldhelms.nhs.example host:sah-lims01 address:10.64.12.21',
  );
  expect(nessus.about('asset')[1]?.fields).toEqual({});
  expect(
    nessus
      .about('vulnerability')
      .map(({ id, severity, score, exploit, port }) => [id, severity, score, exploit, port]),
  ).toEqual([
    ['CVE-2017-0143', 'critical', 8.1, 'public', 'tcp/445'],
    ['CVE-2017-0144', 'critical', 8.1, 'public', 'tcp/445'],
    ['nessus-57690', 'medium', undefined, undefined, 'tcp/3389'],
  ]);
  expect(nessus.about('asset')[0]?.seen_at).toBe('2026-03-17T03:12:44.000Z');
});

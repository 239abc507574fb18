/** Guards: a result that loses its CVE, its port or its host. */
import { expect, test } from 'vitest';
import { readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('OpenVAS: results with their CVE or their own id, and details of hosts', () => {
  const openvas = sample('report.xml');
  expect(openvas.kinds).toEqual(['openvas']);
  expect(
    openvas
      .about('vulnerability')
      .map(({ of, id, severity, score, port }) => [of, id, severity, score, port]),
  ).toEqual([
    ['address:10.64.20.12', 'CVE-2023-38408', 'high', 9.8, 'tcp/22'],
    ['address:10.64.20.14', '1.3.6.1.4.1.25623.1.0.103239', 'medium', 6.4, undefined],
  ]);
  expect(openvas.about('asset').at(-1)).toMatchObject({
    keys: [
      'address:10.64.20.12',
      'mac:00:0c:29:11:22:33',
      'fqdn:sah-gw02.staldhelms.nhs.example',
      'host:sah-gw02',
    ],
    fields: { os: 'CentOS Linux 7' },
  });
});

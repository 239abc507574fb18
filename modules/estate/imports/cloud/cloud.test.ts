/** Guards: an instance that is gone and counts as there, and addresses beyond the first. */
import { expect, test } from 'vitest';
import { keysOf, readSample, reasons } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('AWS: instances with all their addresses, and none that is gone', () => {
  const aws = sample('describe-instances.json');
  expect(keysOf(aws)).toEqual([
    'cloud:aws/i-0abc123def4567890 host:appointments-web mac:02:aa:bb:cc:dd:01 address:10.90.1.10 address:10.90.1.11',
  ]);
  expect(reasons(aws)[0]).toContain('an instance without an id was left out');
});

test('Azure: machines with the name that they have inside', () => {
  const azure = sample('az-vm-list.json');
  expect(keysOf(azure)).toEqual([
    'cloud:azure/7b9f0c1d-1111-4222-8333-944445555666 host:sah-az-int01 mac:00:0d:3a:11:22:33 address:10.91.0.4',
  ]);
  expect(azure.about('asset')[0]?.fields).toMatchObject({
    os: 'WindowsServer 2022-datacenter',
    kind: 'server',
    location: 'uksouth',
  });
});

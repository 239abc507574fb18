/** Guards: a template that is taken for a machine, and a machine that loses its host or its network. */
import { expect, test } from 'vitest';
import { keysOf, readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('RVTools: machines, their networks and their hosts, and no templates', () => {
  const rvtools = sample('rvtools.xlsx');
  expect(keysOf(rvtools)).toEqual([
    'cloud:vmware/5031c5aa-17f4-8a1c-9a72-1b0d6b7f0001 uuid:4c4c4544004235108051b4c04f564d31 fqdn:sah-lims01.staldhelms.nhs.example host:sah-lims01 address:10.64.12.21',
    'cloud:vmware/5031c5aa-17f4-8a1c-9a72-1b0d6b7f0001 mac:00:50:56:ab:01:02 address:10.64.12.21',
    'serial:7xk2lm3 fqdn:sah-esx01.staldhelms.nhs.example host:sah-esx01',
  ]);
  expect(rvtools.about('asset')[2]?.fields).toMatchObject({
    kind: 'hypervisor',
    os: 'VMware ESXi 6.7.0 build-17700523',
    manufacturer: 'Dell Inc.',
  });
});

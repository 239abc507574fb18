/** Guards: a component that is hidden in another, and a flaw that the maker has ruled out. */
import { expect, test } from 'vitest';
import { readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('CycloneDX: components in components, and no flaw that the maker rules out', () => {
  const { about } = sample('infusion-pump.cdx.json');
  expect(about('software').map(({ of, name, version }) => [of, name, version])).toEqual([
    ['model:b braun/space', 'vxworks', '6.9'],
    ['model:b braun/space', 'web-service', '2.1'],
    ['model:b braun/space', 'log4j-core', '2.14.1'],
  ]);
  expect(about('vulnerability').map(({ id, severity }) => [id, severity])).toEqual([
    ['CVE-2019-12255', 'critical'],
  ]);
});

test('SPDX: packages of the product that the document describes', () => {
  const { about } = sample('viewer.spdx.json');
  expect(about('software')).toEqual([
    expect.objectContaining({
      of: 'model:example imaging/image viewer',
      name: 'openssl',
      version: '1.0.2k',
      identifier: 'pkg:generic/openssl@1.0.2k',
    }),
  ]);
});

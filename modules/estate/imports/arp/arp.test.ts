/** Guards: an address that routers share, and a port that leads to another switch, taken for a machine. */
import { expect, test } from 'vitest';
import { keysOf, readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('tables of a switch: no address that routers share, and no port that leads to another switch', () => {
  const table = sample('core-switch.txt');
  expect(table.about('asset').map(({ keys, fields }) => [keys.join(' '), fields.attached_to])).toEqual([
    ['mac:00:80:64:1a:2b:3c address:10.64.20.11', undefined],
    ['mac:00:80:64:1a:2b:3c', 'SAH-CORE1 Gi1/0/14'],
    ['mac:00:40:9d:11:22:33', undefined],
    ['mac:00:40:9d:11:22:34', undefined],
    ['mac:00:40:9d:11:22:35', undefined],
    ['mac:00:40:9d:11:22:36', undefined],
    ['mac:00:40:9d:11:22:37', undefined],
  ]);
});

test('tables of Linux, BSD and Windows', () => {
  expect(keysOf(sample('hosts.txt'))).toEqual([
    'mac:00:50:56:ab:01:02 address:10.64.12.21',
    'mac:00:50:56:ab:01:09 address:10.64.12.30',
    'mac:00:50:56:ab:01:10 address:10.64.12.31',
  ]);
});

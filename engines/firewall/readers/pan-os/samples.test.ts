/**
 * The risk: a PAN-OS rule that is read otherwise than the firewall applies it, or a document that costs more
 * than its size.
 */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';
import { readXml } from '../xml.ts';

test('edge.xml: zones, shared objects, applications, negated sources, and the rules at the end', () => {
  const { ask, problems, dead, device } = readSample(
    'pan-os',
    new URL('./samples/edge.xml', import.meta.url),
  );
  expect(device.name).toBe('core-pa1');
  expect(device.interfaces.map(({ name, networks }) => [name, networks.length])).toEqual([
    ['clinical', 1],
    ['devices', 1],
    ['guest', 0],
  ]);
  expect(device.routes).toMatchObject([{ interface: 'clinical' }]);
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.10 -> 10.20.5.11:2575')).toBe('permit 44');
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.9 -> 10.20.5.11:2575')).toBe('maybe 68');
  expect.soft(ask('guest', 'clinical', 'tcp 10.90.1.9 -> 10.20.5.11:443')).toBe('deny 50');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.9.9 -> 10.30.1.1:3389')).toBe('permit 56');
  expect.soft(ask('clinical', 'devices', 'icmp echo 10.20.9.9 -> 10.30.1.1')).toBe('permit 56');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.9.9 -> 10.30.1.1:22')).toBe('deny 0');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.5.12 -> 10.30.1.1:2762')).toBe('permit 62');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.5.11 -> 10.30.1.1:2762')).toBe('deny 0');
  expect.soft(ask('devices', 'devices', 'tcp 10.30.1.10 -> 10.30.1.1:2762')).toBe('permit 0');
  expect
    .soft(problems)
    .toEqual([
      '7: only the device knows the addresses of "updates", so it may be any',
      '68: the ports of application "vendor-app" are not known here, so they may be any',
    ]);
  expect.soft(dead).toEqual(['80 shadowed 50']);
});

test('a document that declares a type, that nests without end or that is cut off is refused whole', () => {
  expect(() => readXml('<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')).toThrow(/document type/);
  expect(() => readXml('<a>&b;</a>')).toThrow(/not a whole XML document/);
  expect(() => readXml('<a>'.repeat(100_000))).toThrow(/nested more than 64 deep/);
  expect(() => readXml('<config><devices>')).toThrow(/not a whole XML document/);
});

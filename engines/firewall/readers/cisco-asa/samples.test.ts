/** The risk: security levels, lists and object groups of an ASA that are read otherwise than it applies them. */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

test('edge.cfg: levels without lists, lists in and out, objects and groups', () => {
  const { ask, problems, limits, dead, device } = readSample(
    'cisco-asa',
    new URL('./samples/edge.cfg', import.meta.url),
  );
  expect(device.name).toBe('edge-fw1');
  expect(device.interfaces.map(({ name }) => name)).toEqual(['outside', 'clinical', 'suppliers', 'devices']);
  expect.soft(ask('clinical', 'outside', 'tcp 10.20.1.1 -> 203.0.113.5:443')).toBe('permit 0');
  expect.soft(ask('outside', 'clinical', 'tcp 203.0.113.5 -> 10.20.5.11:443')).toBe('deny 0');
  expect
    .soft(ask('outside', 'clinical', 'reply tcp 203.0.113.5:443 -> 10.20.1.1:50000'))
    .toBe('permit by no line');
  expect.soft(ask('suppliers', 'devices', 'tcp 10.60.0.9 -> 10.30.1.200:8081')).toBe('permit 55');
  expect.soft(ask('suppliers', 'devices', 'tcp 10.60.0.9 -> 10.30.1.7:22')).toBe('deny 57');
  expect.soft(ask('suppliers', 'outside', 'tcp 10.60.0.9 -> 203.0.113.5:443')).toBe('maybe 58');
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.7 -> 10.20.5.11:2575')).toBe('permit 59');
  expect.soft(ask('devices', 'clinical', 'icmp echo 10.30.1.7 -> 10.20.5.11')).toBe('permit 59');
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.8 -> 10.20.5.11:2575')).toBe('deny 0');
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.7 -> 10.20.5.12:2575')).toBe('deny 0');
  expect.soft(ask('devices', 'outside', 'gre 10.30.1.9 -> 203.0.113.5')).toBe('permit 60');
  expect.soft(ask('devices', 'devices', 'tcp 10.30.1.7 -> 10.30.1.8:80')).toBe('deny 0');
  expect.soft(problems).toEqual(['37: only the device knows the addresses of a name, so it may be any']);
  expect.soft(limits).toEqual(['67: it changes addresses, and answers are about packets before that']);
  expect.soft(dead).toEqual([]);
});

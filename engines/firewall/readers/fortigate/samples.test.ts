/** The risk: a FortiGate policy that is read otherwise than the device applies it. */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

test('edge.conf: zones, ranges, source ports, negated addresses, schedules and a policy that is switched off', () => {
  const { ask, problems, limits, dead, device } = readSample(
    'fortigate',
    new URL('./samples/edge.conf', import.meta.url),
  );
  expect(device.name).toBe('ward-fw1');
  expect(device.interfaces.map(({ name }) => name)).toEqual(['wan1', 'guest', 'clinical', 'devices']);
  expect(device.routes).toHaveLength(1);
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.29 -> 10.20.5.11:2575')).toBe('permit 69');
  expect.soft(ask('devices', 'clinical', 'tcp 10.30.1.30 -> 10.20.5.11:2575')).toBe('deny 0');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.1.1 -> 10.30.9.9:104')).toBe('permit 79');
  expect.soft(ask('clinical', 'devices', 'tcp 10.20.1.1:80 -> 10.30.9.9:11112')).toBe('deny 0');
  expect.soft(ask('clinical', 'devices', 'icmp echo 10.20.1.1 -> 10.30.9.9')).toBe('permit 79');
  expect.soft(ask('clinical', 'devices', 'icmp echo-reply 10.20.1.1 -> 10.30.9.9')).toBe('deny 0');
  expect.soft(ask('clinical', 'clinical', 'tcp 10.20.1.1 -> 10.20.200.1:445')).toBe('permit 23');
  expect.soft(ask('guest', 'devices', 'tcp 10.90.1.1 -> 10.30.1.30:443')).toBe('permit 89');
  expect.soft(ask('guest', 'devices', 'tcp 10.90.1.1 -> 10.30.1.10:443')).toBe('deny 0');
  expect.soft(ask('clinical', 'wan1', 'tcp 10.20.1.1 -> 203.0.113.1:80')).toBe('maybe 100');
  expect
    .soft(problems)
    .toEqual([
      '37: only the device knows the addresses of "update site" (fqdn), so it may be any',
      '106: it is in force at some times only',
    ]);
  expect.soft(limits).toEqual(['98: it changes addresses, and answers are about packets before that']);
  expect.soft(dead).toEqual(['119 shadowed 79']);
});

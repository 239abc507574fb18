/** The risk: a rule set of a Linux firewall that is read otherwise than the kernel applies it. */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

test('edge.rules: chains, states, lists of ports, and a match that packets do not show', () => {
  const { ask, problems, limits, dead, device } = readSample(
    'iptables',
    new URL('./samples/edge.rules', import.meta.url),
  );
  expect(device.interfaces.map(({ name }) => name)).toContain('guest0');
  expect.soft(ask('guest0', 'med0', 'tcp 10.90.0.20 -> 10.30.1.7:2575')).toBe('deny 40');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.5.11 -> 10.30.1.7:2575')).toBe('permit 35');
  expect.soft(ask('lab0', 'med0', 'tcp 10.20.5.12 -> 10.30.1.7:2575')).toBe('maybe 32');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.7.7 -> 10.30.1.7:104')).toBe('permit 36');
  expect.soft(ask('clin0', 'med0', 'icmp echo 10.20.7.7 -> 10.30.1.7')).toBe('deny 40');
  expect.soft(ask('clin0', 'wan0', 'tcp 10.20.7.7 -> 192.0.2.1:8079')).toBe('permit 30');
  expect.soft(ask('clin0', 'wan0', 'tcp 10.20.7.7 -> 192.0.2.1:8081')).toBe('deny 20');
  expect.soft(ask('clin0', 'wan0', 'icmp echo 10.20.7.7 -> 192.0.2.1')).toBe('permit 31');
  expect.soft(ask('med0', 'clin0', 'tcp 10.30.1.7 -> 10.20.5.11:445')).toBe('deny 20');
  expect.soft(ask('med0', 'clin0', 'reply tcp 10.30.1.7:2575 -> 10.20.5.11:50000')).toBe('permit 26');
  expect.soft(ask('lab0', 'clin0', 'tcp 10.20.5.5 -> 10.30.1.7:80')).toBe('maybe 32');
  expect.soft(ask('wan0', 'clin0', 'reply tcp 10.1.1.1:80 -> 10.20.5.5:50000')).toBe('deny 16');
  expect.soft(ask('mgmt0', '(the device itself)', 'tcp 10.1.9.4 -> 10.1.9.1:22')).toBe('permit 25');
  expect
    .soft(problems)
    .toEqual([
      '32: "-m string" is not understood',
      '32: "--string HELO" is not understood',
      '32: "--algo bm" is not understood',
    ]);
  expect(limits).toEqual([
    '7: it changes addresses, and answers are about packets before that',
    '27: it is about packets that neither open a connection nor belong to one, and no answer is',
    '0: nothing is known of IPv6, and no answer is about it',
  ]);
  expect.soft(dead).toEqual(['34 shadowed 33']);
});

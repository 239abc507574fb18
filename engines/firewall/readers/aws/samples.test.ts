/**
 * The risk: a security group that is read otherwise than AWS applies it: several on one interface, groups
 * that name groups.
 */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

const away = '(any other interface)';

test('edge.json: groups as peers, two groups on one interface, ICMP, and what is kept elsewhere', () => {
  const { ask, problems, dead, device } = readSample('aws', new URL('./samples/edge.json', import.meta.url));
  expect(device.interfaces.map(({ name }) => name)).toEqual(['sg-0a', 'sg-0b', 'sg-0c', 'sg-0b+sg-0c', away]);
  expect.soft(ask(away, 'sg-0a', 'tcp 10.20.1.1 -> 10.80.0.4:443')).toBe('permit 12');
  expect.soft(ask(away, 'sg-0a', 'tcp 10.21.1.1 -> 10.80.0.4:443')).toBe('deny 0');
  expect.soft(ask(away, 'sg-0a', 'tcp [2001:db8:20::1] -> [2001:db8:80::4]:443')).toBe('permit 13');
  expect.soft(ask('sg-0a', 'sg-0b', 'tcp 10.80.0.4 -> 10.80.1.5:5432')).toBe('permit 36');
  expect.soft(ask('sg-0a', 'sg-0b+sg-0c', 'tcp 10.80.0.4 -> 10.80.1.5:5432')).toBe('permit 36');
  expect.soft(ask('sg-0a', 'sg-0b', 'tcp 10.80.0.4 -> 10.80.1.5:5433')).toBe('deny 0');
  expect.soft(ask('sg-0b', 'sg-0a', 'tcp 10.80.1.5 -> 10.80.0.4:443')).toBe('deny 0');
  expect.soft(ask('sg-0b+sg-0c', away, 'tcp 10.80.1.5 -> 203.0.113.9:443')).toBe('permit 0');
  expect.soft(ask('sg-0b', away, 'tcp 10.80.1.5 -> 203.0.113.9:443')).toBe('deny 0');
  expect.soft(ask(away, 'sg-0b', 'icmp echo 10.1.1.1 -> 10.80.1.5')).toBe('permit 42');
  expect.soft(ask(away, 'sg-0b', 'tcp 10.1.1.1 -> 10.80.1.5:22')).toBe('maybe 48');
  expect.soft(ask(away, 'sg-0b', 'tcp 10.1.1.1 -> 10.80.1.5:5433')).toBe('maybe 36');
  expect
    .soft(problems)
    .toEqual([
      '36: the group "sg-99" is not in this export, so it may be anybody elsewhere',
      '48: a prefix list is kept elsewhere, so it may have any address',
    ]);
  expect.soft(dead).toEqual([]);
});

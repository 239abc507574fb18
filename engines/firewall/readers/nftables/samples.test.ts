/**
 * The risk: an nftables rule set that is read otherwise than the kernel applies it, in either way of writing
 * it.
 */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

test('edge.nft: sets, maps of verdicts, chains that come back and chains that do not', () => {
  const { ask, problems, limits, dead, device } = readSample(
    'nftables',
    new URL('./samples/edge.nft', import.meta.url),
  );
  expect(device.interfaces.map(({ name }) => name)).toContain('guest1');
  expect.soft(ask('guest1', 'med0', 'tcp 10.90.0.1 -> 10.30.4.1:104')).toBe('deny 19');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.5.11 -> 10.30.1.1:2575')).toBe('permit 28');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.5.1 -> 10.30.4.1:104')).toBe('permit 35');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.5.1 -> 10.30.5.1:104')).toBe('deny 17');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.5.1 -> 10.30.5.1:22')).toBe('deny 31');
  expect.soft(ask('clin1', 'wan0', 'tcp 10.20.5.1 -> 203.0.113.5:8001')).toBe('permit 21');
  expect.soft(ask('clin0', 'wan0', 'udp 10.20.5.1 -> 203.0.113.5:53')).toBe('maybe 22');
  expect.soft(ask('clin1', 'med0', 'tcp 10.21.5.1 -> 10.30.1.8:80')).toBe('maybe 23');
  expect.soft(ask('lab0', 'wan0', 'tcp [2001:db8:20::1] -> [2001:db8::9]:80')).toBe('permit 24');
  expect.soft(ask('mgmt0', '(the device itself)', 'tcp 10.1.10.9 -> 10.1.9.1:22')).toBe('permit 12');
  expect.soft(ask('mgmt0', '(the device itself)', 'tcp 10.1.10.10 -> 10.1.9.1:22')).toBe('deny 10');
  expect.soft(problems).toEqual(['23: "tcp flags syn" is not understood']);
  expect
    .soft(limits)
    .toEqual([
      '11: it is about packets that neither open a connection nor belong to one, and no answer is',
      '41: it changes addresses, and answers are about packets before that',
    ]);
  expect.soft(dead).toEqual([]);
});

test('edge.json: the same in JSON, and an expression of another tool', () => {
  const { ask, problems, dead } = readSample('nftables', new URL('./samples/edge.json', import.meta.url));
  expect.soft(ask('mgmt0', 'med0', 'tcp 10.1.10.9 -> 10.30.1.1:5986')).toBe('permit 43');
  expect.soft(ask('mgmt0', 'med0', 'tcp 10.1.10.9 -> 10.30.1.1:5987')).toBe('deny 80');
  expect.soft(ask('clin0', 'med0', 'tcp 10.20.10.9 -> 10.30.1.1:2575')).toBe('maybe 97');
  expect.soft(ask('clin0', 'med0', 'reply tcp 10.20.10.9:80 -> 10.30.1.1:2575')).toBe('permit 28');
  expect.soft(problems).toEqual(['97: "xt" is not understood']);
  expect.soft(dead).toEqual([]);
});

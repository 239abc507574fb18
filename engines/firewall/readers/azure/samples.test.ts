/**
 * The risk: a network security group that is read otherwise than Azure applies it: priorities, tags, both
 * directions.
 */
import { expect, test } from 'vitest';
import { analyse } from '../../analysis.ts';
import { nothing } from '../../diagrams.ts';
import { createSpace } from '../../space.ts';
import { readSample } from '../../testing/ask.ts';
import { readAzure } from './index.ts';

const away = '(any other interface)';
const wards = 'hospital/wards';

test('edge.json: priorities, several addresses and ports, service tags, and both shapes of the export', () => {
  const { ask, problems, dead, device } = readSample(
    'azure',
    new URL('./samples/edge.json', import.meta.url),
  );
  expect(device.interfaces.map(({ name, networks }) => [name, networks.length])).toEqual([
    [wards, 1],
    [away, 0],
  ]);
  expect.soft(ask(away, wards, 'tcp 10.30.2.7 -> 10.20.5.11:6662')).toBe('permit 16');
  expect.soft(ask(away, wards, 'tcp 10.30.2.8 -> 10.20.5.11:6662')).toBe('deny 5');
  expect.soft(ask(wards, away, 'tcp 10.20.1.1 -> 20.60.1.1:443')).toBe('maybe 27');
  expect.soft(ask(wards, away, 'tcp 10.20.1.1 -> 20.60.1.1:80')).toBe('deny 38');
  expect.soft(ask(wards, away, 'tcp 10.20.1.1 -> 10.50.1.1:80')).toBe('maybe 51');
  expect.soft(ask(wards, wards, 'tcp 10.20.1.1 -> 10.20.1.2:445')).toBe('deny 5');
  expect.soft(problems).toEqual(['27: who is behind "Storage.UKSouth" is kept elsewhere, so it may be any']);
  expect.soft(dead).toEqual([]);
});

test('a rule that does not say its direction or what it does may be either', () => {
  for (const [wrong, right] of [
    ['"access": "Sometimes"', '"direction": "Inbound"'],
    ['"access": "Allow"', '"direction": "Sideways"'],
  ]) {
    const space = createSpace();
    const rule = `{ "name": "r", "priority": 100, ${right}, ${wrong}, "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" }`;
    const device = readAzure(space, `[{ "name": "g", "securityRules": [${rule}] }]`);
    expect(device.problems.map(({ what }) => what)).toEqual([
      'what this line does with a packet is not understood, so it may be either',
    ]);
    const { allowed, sure } = analyse(space, device).permits(away, 'g');
    expect([allowed === nothing, sure === nothing]).toEqual([false, true]);
  }
});

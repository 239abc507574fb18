/** The risk: an access list that is read otherwise than the router applies it. */
import { expect, test } from 'vitest';
import { readSample } from '../../testing/ask.ts';

const guest = 'GigabitEthernet0/0';
const clinical = 'GigabitEthernet0/1';
const devices = 'GigabitEthernet0/2';

test('edge.cfg: lists of both kinds, groups, lists in and out, and an entry that depends on the time of day', () => {
  const { ask, problems, device, dead } = readSample(
    'cisco-ios',
    new URL('./samples/edge.cfg', import.meta.url),
  );
  expect(device.name).toBe('core-sw1');
  expect(device.interfaces.map(({ name }) => name.at(-1))).toEqual(['0', '1', '2', '3']);
  expect(device.routes).toHaveLength(2);
  expect.soft(ask(guest, clinical, 'tcp 10.90.1.1 -> 10.20.0.53:53')).toBe('deny 43');
  expect.soft(ask(guest, clinical, 'udp 10.90.1.1:68 -> 10.20.0.1:67')).toBe('permit 42');
  expect.soft(ask(guest, 'GigabitEthernet0/3', 'tcp 10.90.1.1 -> 192.0.2.7:443')).toBe('permit 44');
  expect.soft(ask(guest, 'GigabitEthernet0/3', 'tcp 10.90.1.1 -> 192.0.2.7:25')).toBe('deny 0');
  expect.soft(ask(clinical, devices, 'tcp 10.20.1.1 -> 10.30.4.11:104')).toBe('permit 52');
  expect.soft(ask(clinical, devices, 'tcp 10.20.1.1 -> 10.30.6.20:11112')).toBe('permit 52');
  expect.soft(ask(clinical, devices, 'icmp echo 10.20.1.1 -> 10.30.5.9')).toBe('permit 52');
  expect.soft(ask(clinical, devices, 'tcp 10.20.1.1 -> 10.30.6.21:104')).toBe('deny 56');
  expect.soft(ask(clinical, devices, 'reply tcp 10.20.1.1:445 -> 10.30.6.21:50000')).toBe('permit 53');
  expect.soft(ask(clinical, devices, 'tcp 10.20.1.1 -> 10.30.1.8:443')).toBe('maybe 55');
  expect.soft(ask(clinical, guest, 'tcp 10.30.1.1 -> 10.90.1.1:443')).toBe('deny 59');
  expect.soft(problems).toEqual(['55: "time-range OFFICE-HOURS" is more than packets show here']);
  expect.soft(dead).toEqual(['45 redundant 44', '46 shadowed 43']);
});

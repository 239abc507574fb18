/**
 * The risk: rules that are written for a device and leave something behind when they are taken back, lines of
 * people that are lost, or text of people that ends a line and begins a command.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePrefix } from '../address.ts';
import { analyse } from '../analysis.ts';
import { type Kind, kinds } from '../model.ts';
import type { Policy, Rule } from '../policy.ts';
import { readConfiguration } from '../readers/index.ts';
import { kindOf } from '../readers/kind-of.ts';
import { createSpace } from '../space.ts';
import { policies, zones } from '../testing/policies.ts';
import { write } from './index.ts';
import { CannotSay } from './plain.ts';

const rule: Rule = {
  name: 'no SMB',
  from: 'a',
  to: 'b',
  sources: [parsePrefix('10.0.0.0/30')!],
  destinations: [],
  services: [{ protocol: 'tcp', ports: [445, 445] }],
  action: 'deny',
};
const cut: Policy = { name: 'cut off', zones, rules: [rule], otherwise: 'permit', before: '7' };

/** Names of what is made, in the order of the text, and of what is taken away. */
const named: Record<Exclude<Kind, 'aws'>, { made: RegExp; gone: RegExp }> = {
  iptables: { made: /^:(\S+) -/gm, gone: /tables -X (\S+)/g },
  nftables: { made: /^table inet (\S+)/gm, gone: /delete table inet (\S+)/g },
  'cisco-ios': { made: /^ip access-list extended (\S+)/gm, gone: /^no ip access-list extended (\S+)/gm },
  'cisco-asa': { made: /^access-list (\S+) /gm, gone: /^clear configure access-list (\S+)/gm },
  fortigate: { made: /^ {4}edit (.+)$/gm, gone: /^ {4}delete (.+)$/gm },
  'pan-os': {
    made: /^set (?:rulebase security rules|service) (\S+)/gm,
    gone: /^delete (?:rulebase security rules|service) (\S+)/gm,
  },
  azure: { made: /nsg create --name (\S+)/g, gone: /nsg delete --name (\S+)/g },
};

test.each(Object.keys(named) as (keyof typeof named)[])(
  '%s: what is taken back is what was made, and all of it',
  (kind) => {
    const { made, gone } = named[kind];
    const namesIn = (text: string, pattern: RegExp) =>
      new Set([...text.matchAll(pattern)].map(([, name]) => name));
    fc.assert(
      fc.property(policies(), (policy) => {
        const { apply, rollback } = write(kind, { ...policy, before: '7' });
        expect(namesIn(rollback, gone)).toEqual(namesIn(apply, made));
      }),
      { numRuns: 40 },
    );
  },
);

test('aws: what is revoked is what was authorised', () => {
  const policy: Policy = { ...cut, otherwise: 'deny', rules: [{ ...rule, action: 'permit' }] };
  const { apply, rollback } = write('aws', policy);
  expect(rollback).toBe(apply.replaceAll('authorize', 'revoke'));
  expect(() => write('aws', cut)).toThrow(CannotSay);
  expect(() => write('fortigate', { name: 'x', zones, rules: [rule], otherwise: 'permit' })).toThrow(
    /the number of the first is not known/,
  );
  for (const bad of ['eth0"; reboot', 'eth0\nend', '$(reboot)', '']) {
    const odd = { ...cut, zones: zones.map((zone) => ({ ...zone, interface: bad })) };
    for (const kind of kinds) expect(() => write(kind, odd)).toThrow(/is no name of an interface/);
  }
  expect(() => write('aws', { ...policy, rules: [rule] })).toThrow(/cannot deny, as rule "no SMB" would/);
});

test('lines go before those of the list that is in force, which stays as it was', () => {
  const withList: Policy = { ...cut, zones: zones.map((zone) => ({ ...zone, list: 'WARDS' })) };
  const existing = {
    'cisco-ios':
      'interface eth0\n ip access-group WARDS in\ninterface eth1\nip access-list extended WARDS\n permit tcp any any range 440 450\n',
    'cisco-asa':
      'interface g0\n nameif eth0\ninterface g1\n nameif eth1\naccess-list WARDS extended permit tcp any any range 440 450\naccess-group WARDS in interface eth0\n',
  };
  for (const kind of ['cisco-ios', 'cisco-asa'] as const) {
    const { apply, rollback } = write(kind, withList);
    const space = createSpace();
    const before = analyse(space, readConfiguration(space, kind, existing[kind]));
    const after = analyse(space, readConfiguration(space, kind, existing[kind] + apply));
    const cutOff = space.intersection([
      space.inPrefix('source', parsePrefix('10.0.0.0/30')!),
      space.inPrefix('destination', parsePrefix('10.1.0.0/24')!),
      space.inRange('protocol', 6),
      space.inRange('destinationPort', 445),
    ]);
    const was = before.permits('eth0', 'eth1').allowed;
    expect(after.permits('eth0', 'eth1').allowed).toBe(space.minus(was, cutOff));
    expect(rollback).not.toContain('access-group');
  }
  const many: Policy = { ...withList, rules: Array.from({ length: 10 }, () => rule) };
  expect(() => write('cisco-ios', many)).toThrow(/10 lines do not fit before the first of list "WARDS"/);
});

test('no name that people give becomes a line or a command of its own', () => {
  const hostile =
    'x"\n-A FORWARD -j ACCEPT\n permit ip any any\nend\n</entry>$(reboot)`reboot`;reboot\u2028"';
  for (const kind of kinds.filter((one) => one !== 'aws')) {
    const plain = write(kind, cut);
    const odd = write(kind, { ...cut, name: hostile, rules: [{ ...rule, name: hostile }] });
    for (const part of ['apply', 'rollback', 'shown'] as const) {
      expect(odd[part].split('\n'), `${kind} ${part}`).toHaveLength(plain[part].split('\n').length);
      expect(odd[part]).not.toMatch(/\$\(|`|\u2028|<\/entry>\$/);
    }
  }
});

test('a configuration is known by what it says', () => {
  for (const kind of kinds) {
    const policy: Policy =
      kind === 'aws' ? { ...cut, otherwise: 'deny', rules: [{ ...rule, action: 'permit' }] } : cut;
    expect(kindOf(write(kind, policy).shown)).toBe(kind);
  }
  expect(kindOf('dear all,\nthe firewall is down')).toBeUndefined();
});

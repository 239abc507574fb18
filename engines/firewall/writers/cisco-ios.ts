import { formatAddress, type Prefix, prefixMask } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';
import { destinationsOf, flatten, plainName, plainText, type Written } from './plain.ts';

/**
 * For `configure terminal` of Cisco IOS: one list for each zone, for what comes from it. IPv4 only. These lists know no connections: where the
 * policy is the whole, answers to TCP are let through, and answers to UDP need rules of their own.
 */
export function writeCiscoIos(policy: Policy): Written {
  const zones = policy.zones.filter(
    (zone) =>
      policy.otherwise === 'deny' || policy.rules.some(({ from }) => (from ?? zone.name) === zone.name),
  );
  const nameOf = (zone: Zone) => `${plainName(policy.name, 40)}-${plainName(zone.name, 20)}`;
  return {
    apply: zones.map((zone) => list(policy, zone, nameOf(zone))).join(''),
    rollback: zones
      .map(
        (zone) =>
          `interface ${zone.interface}\n no ip access-group ${nameOf(zone)} in\n!\nno ip access-list extended ${nameOf(zone)}\n`,
      )
      .join(''),
  };
}

function list(policy: Policy, zone: Zone, name: string): string {
  const whole = policy.otherwise === 'deny';
  const rules = policy.rules.filter(({ from }) => (from ?? zone.name) === zone.name);
  return [
    `ip access-list extended ${name}`,
    ...(whole ? [' permit tcp any any established'] : []),
    ...rules.flatMap((rule) => [` remark ${plainText(rule.name, 90)}`, ...entries(policy, rule)]),
    whole ? ' deny ip any any' : ' permit ip any any',
    '!',
    `interface ${zone.interface}`,
    ` ip access-group ${name} in`,
    '!',
    '',
  ].join('\n');
}

function entries(policy: Policy, rule: Rule): string[] {
  return flatten({ ...rule, destinations: destinationsOf(policy, rule) }, 4).map(
    ({ source, destination, service }) =>
      ` ${rule.action} ${protocolOf(service)} ${hosts(source)} ${hosts(destination)}${ports(service)}`,
  );
}

export const protocolOf = ({ protocol }: Service): string => (protocol === 'any' ? 'ip' : protocol);

export function ports({ ports: range }: Service): string {
  if (range === undefined) return '';
  const [first, last] = range;
  return first === last ? ` eq ${first}` : ` range ${first} ${last}`;
}

function hosts(prefix: Prefix | undefined): string {
  if (prefix === undefined) return 'any';
  if (prefix.bits === 32) return `host ${formatAddress(prefix)}`;
  const wildcard = prefixMask(prefix).map((byte) => 255 - byte);
  return `${formatAddress(prefix)} ${wildcard.join('.')}`;
}

import { formatAddress, type Prefix, prefixMask } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';
import {
  CannotSay,
  destinationsOf,
  flatten,
  listName,
  plainText,
  rulesOf,
  type Written,
  zonesFiltered,
} from './plain.ts';

/** Lists are numbered by tens from 10: so many lines fit before the first. */
const roomBefore = 9;

/**
 * For `configure terminal` of Cisco IOS: one list for each zone, for what comes from it, or lines put before
 * those of the list that is in force there. IPv4 only. These lists know no connections: where the policy is
 * the whole, answers to TCP are let through, and answers to UDP need rules of their own.
 */
export function writeCiscoIos(policy: Policy): Written {
  for (const { name, sources, destinations } of policy.rules) {
    if ([...sources, ...destinations].some(({ family }) => family === 6))
      throw new CannotSay(`rule "${name}" is about IPv6, for which these lists are not`);
  }
  const zones = zonesFiltered(policy).map((zone) =>
    zone.list === undefined || policy.otherwise === 'deny'
      ? own(policy, zone)
      : inserted(policy, zone, zone.list),
  );
  const apply = zones.map((zone) => zone.apply).join('');
  return {
    apply,
    shown: apply,
    rollback: zones.map(({ rollback }) => rollback).join(''),
  };
}

type Part = Omit<Written, 'shown'>;

function own(policy: Policy, zone: Zone): Part {
  const whole = policy.otherwise === 'deny';
  const name = listName(policy, zone);
  const attach = `interface ${zone.interface}\n ip access-group`;
  return {
    apply: [
      `ip access-list extended ${name}`,
      ...(whole ? [' permit tcp any any established'] : []),
      ...rulesOf(policy, zone).flatMap((rule) => [
        ` remark ${plainText(rule.name, 90)}`,
        ...entries(policy, rule).map((entry) => ` ${entry}`),
      ]),
      whole ? ' deny ip any any' : ' permit ip any any',
      '!',
      `${attach} ${name} in`,
      '!',
      '',
    ].join('\n'),
    rollback: [
      zone.list === undefined
        ? `interface ${zone.interface}\n no ip access-group ${name} in`
        : `${attach} ${zone.list} in`,
      '!',
      `no ip access-list extended ${name}`,
      '',
    ].join('\n'),
  };
}

function inserted(policy: Policy, zone: Zone, list: string): Part {
  const lines = rulesOf(policy, zone).flatMap((rule) => entries(policy, rule));
  if (lines.length > roomBefore) {
    throw new CannotSay(
      `${lines.length} lines do not fit before the first of list "${list}", where ${roomBefore} do`,
    );
  }
  const head = `ip access-list extended ${list}\n`;
  return {
    apply: `${head}${lines.map((entry, at) => ` ${at + 1} ${entry}\n`).join('')}!\n`,
    rollback: `${head}${lines.map((_, at) => ` no ${at + 1}\n`).join('')}!\n`,
  };
}

function entries(policy: Policy, rule: Rule): string[] {
  return flatten({ ...rule, destinations: destinationsOf(policy, rule) }, 4).map(
    ({ source, destination, service }) =>
      `${rule.action} ${protocolOf(service)} ${hosts(source)} ${hosts(destination)}${ports(service)}`,
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

import { formatAddress, formatPrefix, type Prefix, prefixMask } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import { ports, protocolOf } from './cisco-ios.ts';
import {
  destinationsOf,
  flatten,
  listName,
  plainText,
  rulesOf,
  type Written,
  zonesFiltered,
} from './plain.ts';

/**
 * For `configure terminal` of a Cisco ASA: a list for each zone, for connections opened from it, or lines put
 * before those of the list that is in force there. Connections that are open already stay open: `clear conn`
 * ends them.
 */
export function writeCiscoAsa(policy: Policy): Written {
  const zones = zonesFiltered(policy).map((zone) => {
    const rules = rulesOf(policy, zone).flatMap((rule) => entries(policy, rule));
    return zone.list === undefined || policy.otherwise === 'deny'
      ? own(policy, zone, rules)
      : inserted(zone.list, rules);
  });
  const apply = zones.map((zone) => zone.apply).join('');
  return {
    apply,
    shown: apply,
    rollback: zones.map(({ rollback }) => rollback).join(''),
  };
}

type Part = Omit<Written, 'shown'>;

function own(policy: Policy, zone: Zone, rules: readonly string[]): Part {
  const name = listName(policy, zone);
  const last = policy.otherwise === 'deny' ? 'deny ip any any' : 'permit ip any any';
  return {
    apply: [
      ...rulesOf(policy, zone).map((rule) => `access-list ${name} remark ${plainText(rule.name, 90)}`),
      ...[...rules, last].map((entry) => `access-list ${name} extended ${entry}`),
      `access-group ${name} in interface ${zone.interface}`,
      '',
    ].join('\n'),
    rollback: [
      zone.list === undefined
        ? `no access-group ${name} in interface ${zone.interface}`
        : `access-group ${zone.list} in interface ${zone.interface}`,
      `clear configure access-list ${name}`,
      '',
    ].join('\n'),
  };
}

function inserted(list: string, rules: readonly string[]): Part {
  return {
    apply: rules.map((entry, at) => `access-list ${list} line ${at + 1} extended ${entry}\n`).join(''),
    rollback: rules.map((entry) => `no access-list ${list} extended ${entry}\n`).join(''),
  };
}

function entries(policy: Policy, rule: Rule): string[] {
  const full = { ...rule, destinations: destinationsOf(policy, rule) };
  const lines = ([4, 6] as const).flatMap((family) =>
    flatten(full, family).map(({ source, destination, service }) => {
      const protocol = service.protocol === 'icmp' && family === 6 ? 'icmp6' : protocolOf(service);
      return `${rule.action} ${protocol} ${hosts(source)} ${hosts(destination)}${ports(service)}`;
    }),
  );
  return [...new Set(lines)];
}

function hosts(prefix: Prefix | undefined): string {
  if (prefix === undefined) return 'any';
  if (prefix.family === 6) return formatPrefix(prefix);
  return prefix.bits === 32
    ? `host ${formatAddress(prefix)}`
    : `${formatAddress(prefix)} ${prefixMask(prefix).join('.')}`;
}

import { formatPrefix, type Prefix } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';
import { CannotSay, plainText, type Written } from './plain.ts';

/**
 * Commands for the security groups of the zones, and what `aws ec2 describe-security-groups` then prints.
 * Groups can only permit: a policy with rules that deny, or that leaves something to others, cannot be said.
 * A group guards its zone as a whole, so a rule about some hosts of a zone that something comes to cannot be
 * said either.
 */
export function writeAws(policy: Policy): Written {
  if (policy.otherwise === 'permit')
    throw new CannotSay('security groups cannot deny, and this policy only cuts something off');
  const denied = policy.rules.find(({ action }) => action === 'deny');
  if (denied !== undefined)
    throw new CannotSay(`security groups cannot deny, as rule "${denied.name}" would`);
  const groups = policy.zones.map((zone) => ({
    GroupId: zone.interface,
    GroupName: zone.name,
    IpPermissions: policy.rules
      .filter(({ to }) => (to ?? zone.name) === zone.name)
      .flatMap((rule) => permissions(policy, rule, zone)),
    IpPermissionsEgress: [
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    ],
  }));
  const commands = (verb: 'authorize' | 'revoke') =>
    groups
      .filter(({ IpPermissions }) => IpPermissions.length > 0)
      .map(
        ({ GroupId, IpPermissions }) =>
          `aws ec2 ${verb}-security-group-ingress --group-id ${GroupId} --ip-permissions '${JSON.stringify(IpPermissions)}'\n`,
      )
      .join('');
  return {
    apply: commands('authorize'),
    shown: `${JSON.stringify({ SecurityGroups: groups }, undefined, 2)}\n`,
    rollback: commands('revoke'),
  };
}

function permissions(policy: Policy, rule: Rule, zone: Zone): Permission[] {
  if (rule.destinations.length > 0)
    throw new CannotSay(
      `rule "${rule.name}" is about some hosts of zone "${zone.name}", and a group is about all`,
    );
  const description = plainText(rule.name);
  const described = (prefix: Prefix) => ({ text: formatPrefix(prefix), description });
  const peers = policy.zones.filter(({ name }) => (rule.from ?? name) === name);
  // Any host at all, or any of the zone that it comes from.
  const open = rule.from === undefined && rule.sources.length === 0;
  const ranges = rule.sources.map(described);
  const services = rule.services.length === 0 ? [{ protocol: 'any' } as const] : rule.services;
  return services.flatMap((service) =>
    rangesOf(service).map((kind) => ({
      ...kind,
      IpRanges: [
        ...(open ? [{ CidrIp: '0.0.0.0/0', Description: description }] : []),
        ...ranges
          .filter(({ text }) => !text.includes(':'))
          .map((one) => ({ CidrIp: one.text, Description: one.description })),
      ],
      Ipv6Ranges: [
        ...(open ? [{ CidrIpv6: '::/0', Description: description }] : []),
        ...ranges
          .filter(({ text }) => text.includes(':'))
          .map((one) => ({ CidrIpv6: one.text, Description: one.description })),
      ],
      UserIdGroupPairs:
        open || rule.sources.length > 0
          ? []
          : peers.map((peer) => ({ GroupId: peer.interface, Description: description })),
    })),
  );
}

interface Permission {
  readonly IpProtocol: string;
}

function rangesOf({
  protocol,
  ports,
}: Service): { IpProtocol: string; FromPort?: number; ToPort?: number }[] {
  switch (protocol) {
    case 'any':
      return [{ IpProtocol: '-1' }];
    case 'icmp':
      return ['icmp', 'icmpv6'].map((name) => ({ IpProtocol: name, FromPort: -1, ToPort: -1 }));
    default: {
      const [FromPort, ToPort] = ports ?? [0, 65_535];
      return [{ IpProtocol: protocol, FromPort, ToPort }];
    }
  }
}

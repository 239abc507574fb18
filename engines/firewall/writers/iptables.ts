import { type Family, formatPrefix } from '../address.ts';
import type { Policy, Rule } from '../policy.ts';
import { type Flat, flatten, plainName, plainText, type Written, zoneNamed } from './plain.ts';

/**
 * For `iptables-restore --noflush` and `ip6tables-restore --noflush`: a chain of its own that everything
 * forwarded meets first. Where the policy is not the whole (`otherwise: 'permit'`), connections that are open
 * already are cut as well.
 */
export function writeIptables(policy: Policy): Written {
  const chain = plainName(policy.name, 28);
  const apply = ([4, 6] as const).map((family) => section(policy, chain, family)).join('');
  return {
    apply,
    shown: apply,
    rollback: ['iptables', 'ip6tables']
      .flatMap((tool) => [`${tool} -D FORWARD -j ${chain}`, `${tool} -F ${chain}`, `${tool} -X ${chain}`])
      .join('\n')
      .concat('\n'),
  };
}

function section(policy: Policy, chain: string, family: Family): string {
  const whole = policy.otherwise === 'deny';
  const lines = [
    `# ${family === 6 ? 'ip6tables' : 'iptables'}-restore --noflush`,
    '*filter',
    `:${chain} - [0:0]`,
    '-I FORWARD 1 -j '.concat(chain),
    ...(whole ? [`-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`] : []),
    ...policy.rules.flatMap((rule) =>
      flatten(rule, family).map((flat) => `-A ${chain}${places(policy, rule)}${line(rule, flat, family)}`),
    ),
    ...(whole ? [`-A ${chain} -j DROP`] : []),
    'COMMIT',
  ];
  return `${lines.join('\n')}\n`;
}

function places(policy: Policy, { from, to }: Rule): string {
  const at = (option: string, name: string | undefined) =>
    name === undefined ? '' : ` ${option} ${zoneNamed(policy, name).interface}`;
  return at('-i', from) + at('-o', to);
}

function line(rule: Rule, { source, destination, service }: Flat, family: Family): string {
  const protocol = service.protocol === 'icmp' && family === 6 ? 'ipv6-icmp' : service.protocol;
  return [
    source && ` -s ${formatPrefix(source)}`,
    destination && ` -d ${formatPrefix(destination)}`,
    protocol !== 'any' && ` -p ${protocol}`,
    service.ports && ` -m ${protocol} --dport ${service.ports.join(':')}`,
    ` -m comment --comment "${plainText(rule.name)}"`,
    ` -j ${rule.action === 'permit' ? 'ACCEPT' : 'DROP'}`,
  ]
    .filter(Boolean)
    .join('');
}

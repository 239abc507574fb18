import { type Family, formatPrefix } from '../address.ts';
import type { Policy, Rule } from '../policy.ts';
import { type Flat, flatten, plainName, plainText, type Written, zoneNamed } from './plain.ts';

/**
 * For `nft -f`: a table of its own, whose chain everything forwarded meets before the usual ones. In nftables
 * a packet must pass every chain of a hook, so what this one accepts the others still decide.
 */
export function writeNftables(policy: Policy): Written {
  const table = plainName(policy.name).replaceAll('-', '_');
  const whole = policy.otherwise === 'deny';
  const lines = [
    `table inet ${table} {`,
    '\tchain forward {',
    `\t\ttype filter hook forward priority filter - 10; policy ${whole ? 'drop' : 'accept'};`,
    ...(whole ? ['\t\tct state established,related accept'] : []),
    ...policy.rules.flatMap((rule) => [
      ...new Set(
        ([4, 6] as const).flatMap((family) =>
          flatten(rule, family).map((flat) => line(policy, rule, flat, family)),
        ),
      ),
    ]),
    '\t}',
    '}',
  ];
  const apply = `${lines.join('\n')}\n`;
  return { apply, shown: apply, rollback: `nft delete table inet ${table}\n` };
}

/** Said by an address, because nft does not list `meta nfproto` before a protocol from which people may guess it. */
const anyV6 = 'ip6 saddr ::/0 ';

function line(policy: Policy, rule: Rule, { source, destination, service }: Flat, family: Family): string {
  const side = (word: string, name: string | undefined) =>
    name !== undefined && `${word} "${zoneNamed(policy, name).interface}"`;
  const icmp =
    service.protocol === 'icmp' &&
    (family === 4 ? 'ip protocol icmp' : `${source || destination ? '' : anyV6}meta l4proto ipv6-icmp`);
  const [first, last] = service.ports ?? [];
  return `\t\t${[
    side('iifname', rule.from),
    side('oifname', rule.to),
    source && `${source.family === 4 ? 'ip' : 'ip6'} saddr ${formatPrefix(source)}`,
    destination && `${destination.family === 4 ? 'ip' : 'ip6'} daddr ${formatPrefix(destination)}`,
    icmp,
    (service.protocol === 'tcp' || service.protocol === 'udp') &&
      (first === undefined
        ? `meta l4proto ${service.protocol}`
        : `${service.protocol} dport ${first === last ? first : `${first}-${last}`}`),
    rule.action === 'permit' ? 'accept' : 'drop',
    `comment "${plainText(rule.name)}"`,
  ]
    .filter(Boolean)
    .join(' ')}`;
}

import type { Kind } from '../model.ts';

/** What only one kind of configuration says, the surest first. */
const signs: readonly (readonly [Kind, RegExp])[] = [
  ['nftables', /^\s*\{\s*"nftables"|^table (?:ip6?|inet|bridge|arp|netdev) \S+ \{/m],
  ['aws', /^[\s[{]*"(?:SecurityGroups|NetworkInterfaces|Reservations)"\s*:/],
  ['azure', /^[\s[{][\s\S]*"(?:securityRules|defaultSecurityRules)"\s*:/],
  ['pan-os', /^\s*(?:<\?xml[^>]*>\s*)?<(?:config|response)[\s>]/],
  ['fortigate', /^#config-version=|^\s*config (?:system|firewall|router|vdom)\b/m],
  ['iptables', /^\*(?:filter|nat|mangle|raw|security)\s*$/m],
  [
    'cisco-asa',
    /^ASA Version|^\s+nameif \S|^access-group \S+ (?:in|out) interface|^access-list \S+ extended /m,
  ],
  [
    'cisco-ios',
    /^ip access-list |^access-list \d+ (?:permit|deny)|^\s+ip access-group \S+ (?:in|out)|^interface \S/m,
  ],
];

/**
 * The kind of a configuration by what it says, not by its name; undefined when it looks like none that is
 * read.
 */
export const kindOf = (text: string): Kind | undefined => signs.find(([, sign]) => sign.test(text))?.[0];

import type { FirewallKind, Option } from '@cordon/containment';

/** The plan stands between the two that it is compared with. */
export const optionOrder: readonly Option['name'][] = ['nothing', 'proposed', 'everything'];

export const optionWord: Record<Option['name'], string> = {
  nothing: 'Do nothing',
  proposed: 'Proposed plan',
  everything: 'Cut everything',
};

export const firewallWord: Record<FirewallKind, string> = {
  'pan-os': 'Palo Alto (PAN-OS)',
  fortigate: 'FortiGate',
  'cisco-asa': 'Cisco ASA',
  'cisco-ios': 'Cisco IOS',
  nftables: 'nftables',
  iptables: 'iptables',
};

import type { FirewallKind, Option, Order } from '@cordon/containment';

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

export const actuatorWord: Record<string, string> = {
  'microsoft-defender': 'Microsoft Defender',
  firewall: 'a firewall that asks',
};

/** How far what is wanted is. */
export const orderWord: Record<Order['wants'], Record<Order['state'], string>> = {
  done: { sent: 'Sent', 'under-way': 'Being done', done: 'Done', failed: 'Failed' },
  undone: {
    sent: 'To be taken back',
    'under-way': 'Being taken back',
    done: 'Taken back',
    failed: 'Could not be taken back',
  },
};

import { analyse } from '../analysis.ts';
import type { PacketSet } from '../diagrams.ts';
import type { Kind } from '../model.ts';
import type { Packet } from '../packet.ts';
import { among, type Policy, policyPackets } from '../policy.ts';
import { readConfiguration } from '../readers/index.ts';
import type { Space } from '../space.ts';
import type { Written } from './plain.ts';

/** Two zones between which what was written is not what was meant, with a packet that shows it. */
export interface Disagreement {
  readonly from: string;
  readonly to: string;
  readonly example: Packet;
  /** What the policy says of that packet. The device would do the other. */
  readonly meant: 'permit' | 'deny';
}

/**
 * Reads back what was written, on a device that lets everything else pass, and compares it with the policy:
 * exactly, for all connections that hosts of one zone can open to hosts of another. Empty means that they are
 * the same.
 */
export function prove(space: Space, kind: Kind, policy: Policy, written: Written): Disagreement[] {
  const interfaces = policy.zones.map((zone) => ({
    name: zone.interface,
    networks: zone.networks,
    addresses: [],
  }));
  const text = aroundIt[kind]?.(written.shown, policy) ?? written.shown;
  const { permits } = analyse(space, readConfiguration(space, kind, text, { interfaces }));
  const both = kind === 'iptables' || kind === 'nftables';
  return policy.zones.flatMap((from) =>
    policy.zones
      .filter((to) => to !== from)
      .flatMap((to) => {
        const between = space.intersection([
          space.openers,
          both ? space.or(space.isFamily(4), space.isFamily(6)) : space.isFamily(4),
          among(space, 'source', from.networks),
          among(space, 'destination', to.networks),
        ]);
        const meant = space.and(policyPackets(space, policy, from.name, to.name), between);
        const is = permits(from.interface, to.interface, between).allowed;
        const show = (set: PacketSet, verdict: Disagreement['meant']): Disagreement[] => {
          const example = space.example(set);
          return example === undefined ? [] : [{ from: from.name, to: to.name, example, meant: verdict }];
        };
        return [...show(space.minus(meant, is), 'permit'), ...show(space.minus(is, meant), 'deny')];
      }),
  );
}

/**
 * A device around what was written, where that does not stand by itself: its interfaces, and a rule that
 * permits the rest.
 */
const aroundIt: Partial<Record<Kind, (shown: string, policy: Policy) => string>> = {
  'cisco-asa': (shown, { zones }) =>
    [
      ...zones.map((zone, at) => `interface port${at}\n nameif ${zone.interface}\n security-level 50`),
      'same-security-traffic permit inter-interface',
      shown,
    ].join('\n'),
  fortigate: (shown) =>
    `${shown}config firewall policy\n edit 999999\n set srcintf "any"\n set dstintf "any"\n set srcaddr "all"\n set dstaddr "all"\n set service "ALL"\n set action accept\n next\nend\n`,
  'pan-os': (shown) =>
    shown.replace(
      '</rules></security>',
      '</rules></security><default-security-rules><rules><entry name="interzone-default"><action>allow</action></entry></rules></default-security-rules>',
    ),
};

import type { Prefix } from './address.ts';
import { everything, nothing, type PacketSet } from './diagrams.ts';
import { packetsOf, type Service } from './service.ts';
import type { AddressField, Space } from './space.ts';

/** Hosts behind one interface of the device that a policy is written for. */
export interface Zone {
  readonly name: string;
  /** As the device calls it: an interface, a zone, a subnet or a security group. */
  readonly interface: string;
  /**
   * The access list in force there already, on devices that have one for each interface: rules are put before
   * its lines.
   */
  readonly list?: string;
  readonly networks: readonly Prefix[];
}

/** What is said of packets that open a connection; empty lists mean any. */
export interface Rule {
  readonly name: string;
  /** Names of zones; undefined means any. */
  readonly from?: string;
  readonly to?: string;
  readonly sources: readonly Prefix[];
  readonly destinations: readonly Prefix[];
  readonly services: readonly Service[];
  readonly action: 'permit' | 'deny';
}

/** The same for every kind of firewall: the first rule that matches decides. */
export interface Policy {
  readonly name: string;
  readonly zones: readonly Zone[];
  readonly rules: readonly Rule[];
  /**
   * `deny` makes it the whole policy between its zones. `permit` leaves everything else to what the device
   * does already: a few rules that cut something off at once.
   */
  readonly otherwise: 'permit' | 'deny';
  /**
   * The number of the policy that comes first on the device now, where new ones go to the end unless they are
   * moved before it.
   */
  readonly before?: string;
}

/** What the policy lets through from one zone to another. */
export function policyPackets(space: Space, policy: Policy, from: string, to: string): PacketSet {
  let permitted: PacketSet = nothing;
  let left: PacketSet = everything;
  for (const rule of policy.rules) {
    if ((rule.from ?? from) !== from || (rule.to ?? to) !== to) continue;
    const matched = space.intersection([
      left,
      among(space, 'source', rule.sources),
      among(space, 'destination', rule.destinations),
      packetsOf(space, rule.services),
    ]);
    if (rule.action === 'permit') permitted = space.or(permitted, matched);
    left = space.minus(left, matched);
  }
  return policy.otherwise === 'permit' ? space.or(permitted, left) : permitted;
}

/** Addresses of a list; of any host when it is empty. */
export const among = (space: Space, field: AddressField, networks: readonly Prefix[]): PacketSet =>
  networks.length === 0 ? everything : space.union(networks.map((prefix) => space.inPrefix(field, prefix)));

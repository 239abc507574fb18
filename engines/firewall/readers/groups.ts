import { type Address, cut, type Prefix } from '../address.ts';
import { everything } from '../diagrams.ts';
import { atMost, exactly, type Match } from '../match.ts';
import type { AddressField, Space } from '../space.ts';

/** Named lists whose members are things or the names of other lists. */
export interface Groups<T> {
  has(name: string): boolean;
  add(name: string, ...members: (T | GroupName)[]): void;
  /**
   * All things in it and in what it names, and the names that nothing defines. A list that names itself adds
   * nothing by it.
   */
  members(name: string): { readonly things: T[]; readonly missing: string[] };
}

export interface GroupName {
  readonly group: string;
}

export function createGroups<T extends object>(): Groups<T> {
  const groups = new Map<string, (T | GroupName)[]>();
  return {
    has: (name) => groups.has(name),
    add(name, ...members) {
      const list = groups.get(name);
      if (list === undefined) groups.set(name, members);
      else list.push(...members);
    },
    members(name) {
      const things: T[] = [];
      const missing: string[] = [];
      const seen = new Set([name]);
      // A set can be added to while it is walked.
      for (const next of seen) {
        const list = groups.get(next);
        if (list === undefined) missing.push(next);
        for (const member of list ?? []) {
          if ('group' in member) seen.add(member.group);
          else things.push(member);
        }
      }
      return { things, missing };
    },
  };
}

/** Addresses that a line may match as its source or as its destination. */
export type Hosts = (field: AddressField) => Match;

export const anyHost: Hosts = () => exactly(everything);

/** Hosts that only the device knows, such as those of a name or a country. */
export const unknownHosts: Hosts = () => atMost(everything);

export const hostsIn =
  (space: Space, prefix: Prefix): Hosts =>
  (field) =>
    exactly(space.inPrefix(field, prefix));

export const hostsAt = (space: Space, address: Address): Hosts =>
  hostsIn(space, cut(address, address.bytes.length * 8));

export const hostsBetween =
  (space: Space, first: Address, last: Address): Hosts =>
  (field) =>
    exactly(space.inAddressRange(field, first, last));

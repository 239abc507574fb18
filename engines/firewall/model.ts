import type { Address, Prefix } from './address.ts';
import type { PacketSet } from './diagrams.ts';

/** Where in a configuration something is said. */
export interface Source {
  /** From 1. 0 for what the device does without being told. */
  readonly line: number;
  readonly text: string;
}

/**
 * One line of a filter. What it matches lies between two sets: `must` are packets that it surely matches,
 * `may` those that it matches as far as we understood it. They are the same set unless the line says
 * something that was not understood.
 */
export interface Line extends Source {
  readonly action: Action;
  readonly may: PacketSet;
  readonly must: PacketSet;
  /**
   * What the device does with all that no line matched. It ends a filter and is no line that somebody could
   * remove.
   */
  readonly rest?: true;
}

/**
 * `return` leaves the filter, and `call` looks into another one and comes back from what neither permits nor
 * denies; `goto` does not come back to this filter but to whichever called it. `unknown` is treated as
 * whichever is worse.
 */
export type Action =
  | 'permit'
  | 'deny'
  | 'return'
  | 'unknown'
  | { readonly call: string }
  | { readonly goto: string };

/** Lines in order: the first that matches decides. */
export interface Filter {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** A filter that packets of `applies` must pass. A device permits what every stage permits. */
export interface Stage {
  readonly filter: string;
  readonly applies: PacketSet;
}

/**
 * Where packets enter and leave a device: an interface, or the zone into which the device puts its
 * interfaces.
 */
export interface Interface {
  readonly name: string;
  /** What is connected there. Empty when the configuration does not say. */
  readonly networks: readonly Prefix[];
  /** The device's own addresses there. */
  readonly addresses: readonly Address[];
}

export interface Route {
  readonly prefix: Prefix;
  readonly via?: Address;
  readonly interface?: string;
}

/**
 * A line that was not understood, or understood in part; what it might do is in the answers as the worse of
 * both.
 */
export interface Problem extends Source {
  readonly what: string;
}

export interface Device {
  readonly name: string;
  readonly kind: Kind;
  readonly interfaces: readonly Interface[];
  readonly filters: ReadonlyMap<string, Filter>;
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
  /** Lines that were understood and have no part in the answers, such as address translation. */
  readonly limits: readonly Problem[];
}

export const kinds = [
  'iptables',
  'nftables',
  'cisco-ios',
  'cisco-asa',
  'fortigate',
  'pan-os',
  'aws',
  'azure',
] as const;
export type Kind = (typeof kinds)[number];

/** The place of packets that are for the device itself or come from it. */
export const self = '(the device itself)';

/** The place of packets at interfaces that the configuration does not name. */
export const elsewhere = '(any other interface)';

/** What nodes and edges of movement stand for. */
import type { Account, Asset, Entry, Estate, Flow, Right, Supplier } from '@cordon/estate';
import type { Graph } from '@cordon/reach';
import type { Knowledge, Minutes, NetworkTechnique } from '../knowledge.ts';

/** Falling means: an intruder may be there, or it no longer works because of one. */
export type Node =
  | { readonly kind: 'asset'; readonly asset: Asset }
  | { readonly kind: 'account'; readonly account: Account }
  /** Its credentials as they were until now are known. */
  | { readonly kind: 'stolen'; readonly account: Account }
  | { readonly kind: 'supplier'; readonly supplier: Supplier }
  | { readonly kind: 'flow'; readonly flow: Flow }
  /** A hub where one enters has the technique by which. */
  | { readonly kind: 'hub'; readonly technique?: NetworkTechnique }
  | { readonly kind: 'exposed' | 'administered' | 'mastered'; readonly asset: Asset }
  | { readonly kind: 'directory'; readonly organisation: string }
  | { readonly kind: 'system' | 'service'; readonly id: string; readonly state: 'degraded' | 'stopped' };

/** Where a person is to be told how. */
export type How =
  | { readonly kind: 'technique'; readonly technique: NetworkTechnique }
  | { readonly kind: 'credentials' | 'directory' | 'trust' | 'shared' | 'supplier' }
  | { readonly kind: 'right'; readonly right: Right }
  | { readonly kind: 'entry'; readonly entry: Entry; readonly as: 'anyone' | 'supplier' };

/** What a supplier has among its customers. */
export interface SupplierPlace {
  readonly node: number;
  /** Its own hosts, where it is one of the organisations: whoever holds it is taken to hold them. */
  readonly hosts: readonly Asset[];
  readonly accounts: readonly Account[];
  /** Ways in by which it comes, each with a door of its own. */
  readonly entries: readonly Entry[];
  readonly doors: readonly number[];
}

export interface Movement {
  readonly graph: Graph;
  /** What each node of the graph stands for. */
  readonly nodes: readonly Node[];
  /** How long each edge takes. */
  readonly minutes: Readonly<Record<keyof Minutes, Float64Array>>;
  how(edge: number): How | undefined;
  assetNode(id: string): number | undefined;
  accountNode(id: string): number | undefined;
  /** What is held of an account that was stolen before now. */
  stolenNode(id: string): number | undefined;
  supplier(id: string): SupplierPlace | undefined;
  /** Registered ways in from outside that use this flow. */
  entriesOver(flow: string): readonly Entry[];
  /** Those that lead to this asset. */
  entriesThrough(asset: Asset): readonly Entry[];
  /** None for a flow on whose ports no intruder is known to move. */
  flowNodes(id: string): readonly number[];
}

/** What movement is made of. */
export interface Ground {
  readonly estate: Estate;
  /** Ways in from outside, as far as somebody has registered them. */
  readonly entries: readonly Entry[];
  readonly knowledge: Knowledge;
  /** ISO date: what lost its support before then is taken to have flaws that stay. */
  readonly today: string;
}

/** Whose makers mend it no longer, or of whom nobody knows. Unknown counts as flawed: it is no safer for not being known. */
export const isFlawed = ({ support_ends }: Asset, today: string): boolean =>
  support_ends === null || support_ends < today;

/** A way in that a password alone opens, or of which nobody knows what it asks for. */
export const isOpen = ({ second_factor }: Entry): boolean =>
  second_factor === null || second_factor === 'none';

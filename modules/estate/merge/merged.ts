/** What many sources say of one thing, and which of it is believed. Nothing that was said is lost. */
import type {
  AccountField,
  AssetField,
  Claim,
  FlowClaim,
  ModelClaim,
  RightClaim,
  SoftwareClaim,
  VulnerabilityClaim,
} from '../imports/claim.ts';
import type { Key } from '../imports/keys.ts';

/** Where claims come from: what one import replaces. */
export interface Source {
  name: string;
  kind: string;
  claims: readonly Claim[];
}

export interface Statement {
  value: string;
  source: string;
  /** null: it says so of all time. */
  seen_at: string | null;
}

/** The value that is believed, and what other sources say instead. */
export interface Believed extends Statement {
  others: Statement[];
}

export type Sourced<T> = Omit<T, 'about' | 'of'> & { source: string };

export interface Merged<Field extends string> {
  id: string;
  /** Other names under which it may have been known when less was: each leads here unless something else has it. */
  aliases: string[];
  keys: { key: Key; sources: string[]; seen_at: string | null }[];
  /** A field that nobody stated is not there, which means unknown. */
  fields: Partial<Record<Field, Believed>>;
  /** With the last time that each saw it. */
  sources: { source: string; seen_at: string | null }[];
}

export interface MergedAsset extends Merged<AssetField> {
  software: Sourced<SoftwareClaim>[];
  vulnerabilities: Sourced<VulnerabilityClaim>[];
}

export type MergedAccount = Merged<AccountField>;

/** A claim whose ends were found among assets and accounts; null where nothing is known of one. */
export type FoundRight = Sourced<RightClaim> & { from_id: string | null; to_id: string | null };
export type FoundFlow = Sourced<FlowClaim> & { from_id: string | null; to_id: string | null };

export interface MergedEstate {
  assets: MergedAsset[];
  accounts: MergedAccount[];
  rights: FoundRight[];
  flows: FoundFlow[];
  models: Sourced<ModelClaim>[];
  /** Of models and products rather than of one asset: key to what is in them. */
  software: ReadonlyMap<Key, Sourced<SoftwareClaim>[]>;
  vulnerabilities: ReadonlyMap<Key, Sourced<VulnerabilityClaim>[]>;
}

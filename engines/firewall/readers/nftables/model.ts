/** What both ways of writing nftables rules say, before it is known which packets that means. */
import type { Source } from '../../model.ts';

export interface Table {
  readonly family: string;
  readonly name: string;
}

export interface Chain extends Table {
  readonly chain: string;
  /** Of chains that the kernel calls. */
  readonly hook?: string;
  readonly type?: string;
  readonly policy?: string;
  readonly source: Source;
}

export interface NamedSet extends Table {
  readonly set: string;
  readonly elements: readonly Value[];
}

/** One value of a match: a word, a range, or the name of a set after `@`. Prefixes are words with a slash. */
export type Value = { readonly word: string } | { readonly first: string; readonly last: string };

export type Statement =
  | {
      readonly kind: 'match';
      readonly left: string;
      readonly negated: boolean;
      readonly right: readonly Value[];
    }
  | { readonly kind: 'verdict'; readonly verdict: string; readonly target?: string }
  /** A verdict for each value. */
  | { readonly kind: 'map'; readonly left: string; readonly entries: readonly MapEntry[] }
  /** It lets through a part of what comes, such as a limit. */
  | { readonly kind: 'sometimes' }
  | { readonly kind: 'translate' }
  | { readonly kind: 'unknown'; readonly text: string };

export interface MapEntry {
  readonly key: Value;
  readonly verdict: string;
  readonly target?: string;
}

export interface Rule extends Table {
  readonly chain: string;
  readonly source: Source;
  readonly statements: readonly Statement[];
}

export interface Ruleset {
  readonly chains: Chain[];
  readonly sets: NamedSet[];
  readonly rules: Rule[];
}

export const verdicts = new Set('accept drop reject return continue queue jump goto'.split(' '));

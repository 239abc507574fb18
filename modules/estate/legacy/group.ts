/** Assets that are dealt with in one go: the same operating system, under the same system, in the same state. */
import type { LegacyAsset } from './rank.ts';

export interface LegacyGroup {
  /** The most pressing of them; the group stands where it does. */
  first: LegacyAsset;
  assets: LegacyAsset[];
  /** What suppliers asked for any of them, in all; null when nobody quoted. */
  quoted_gbp: number | null;
}

/** @param ranked most pressing first */
export function groupLegacy(ranked: readonly LegacyAsset[]): LegacyGroup[] {
  const groups = new Map<string, LegacyAsset[]>();
  for (const one of ranked) {
    const { asset, support, decision } = one;
    // A desktop has no system; its kind tells what it is.
    const key = JSON.stringify([asset.system ?? asset.kind, asset.os, support.state, decision.outcome]);
    const same = groups.get(key);
    if (same) same.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((assets) => {
    const quotes = new Map(
      assets.flatMap(({ coverage }) =>
        coverage.answers.flatMap(({ id, price_gbp }) =>
          price_gbp === null ? [] : [[id, price_gbp] as const],
        ),
      ),
    );
    const quoted_gbp = quotes.size === 0 ? null : [...quotes.values()].reduce((a, b) => a + b);
    return { first: assets[0]!, assets, quoted_gbp };
  });
}

/** Puts the hits of many files, read in any order and side by side, into the order of time that correlations need. */
import type { Correlated, CorrelationHit, Correlator } from '@cordon/sigma';

/**
 * Hits held back at once. Up to this many, correlations see everything in order whatever the order of reading; beyond it the
 * oldest half goes ahead, and what then turns up from before is counted by the correlator as late.
 */
const heldAtMost = 200_000;

export interface HitQueue {
  take(hits: readonly CorrelationHit[]): readonly Correlated[];
  /** Nothing more comes. */
  end(): readonly Correlated[];
}

export function createHitQueue(correlator: Correlator): HitQueue {
  let held: CorrelationHit[] = [];

  function pass(count: number): Correlated[] {
    held.sort((a, b) => a.time - b.time || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0));
    const passed = held.slice(0, count).flatMap((hit) => correlator.add(hit));
    held = held.slice(count);
    return passed;
  }

  return {
    take(hits) {
      for (const hit of hits) held.push(hit);
      return held.length > heldAtMost ? pass(Math.floor(heldAtMost / 2)) : [];
    },
    end: () => [...pass(held.length), ...correlator.end()],
  };
}

/** What a source says now against what it said before. Pure. */
import { createHash } from 'node:crypto';
import { type Claim, claimId } from '../imports/claim.ts';
import type { Importer } from '../imports/importer.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

export interface Said {
  /** Digests of what the claim is about, and of what it says of it. */
  about: string;
  said: string;
  claim: Claim;
}

/** One claim about each thing: of two, the one that was seen last. */
export function saidBy(claims: readonly Claim[]): Map<string, Said> {
  const all = new Map<string, Said>();
  for (const claim of claims) {
    const about = digest(claimId(claim));
    const there = all.get(about);
    if (there && (there.claim.seen_at ?? '9') > (claim.seen_at ?? '9')) continue;
    const { seen_at: _, ...content } = claim;
    all.set(about, { about, said: digest(JSON.stringify(content)), claim });
  }
  return all;
}

export interface Difference {
  fresh: Said[];
  changed: Said[];
  /** The same as before, and when it was seen now. */
  same: Said[];
  /** What is said no more, by what it is about. */
  vanished: string[];
}

/** @param forgetBefore sightings that are older are over */
export function differenceFrom(
  before: ReadonlyMap<string, Said>,
  now: ReadonlyMap<string, Said>,
  holds: Importer['holds'],
  forgetBefore: string,
): Difference {
  const difference: Difference = { fresh: [], changed: [], same: [], vanished: [] };
  for (const one of now.values()) {
    const was = before.get(one.about);
    if (!was) difference.fresh.push(one);
    else if (was.said === one.said) difference.same.push(one);
    // An older file of sightings says nothing against a newer one.
    else if (holds === 'catalogue' || (one.claim.seen_at ?? '9') >= (was.claim.seen_at ?? '9'))
      difference.changed.push(one);
  }
  for (const { about, claim } of before.values()) {
    if (now.has(about)) continue;
    const isOver = claim.seen_at !== null && claim.seen_at < forgetBefore;
    if (holds === 'catalogue' || isOver) difference.vanished.push(about);
  }
  return difference;
}

/** What the source says when the import is made: what it says now, and of sightings what it said before and is not over. */
export function claimsAfter(
  before: ReadonlyMap<string, Said>,
  { vanished, fresh, changed, same }: Difference,
): Claim[] {
  const kept = new Map(before);
  for (const about of vanished) kept.delete(about);
  for (const one of [...fresh, ...changed]) kept.set(one.about, one);
  for (const one of same) {
    const was = kept.get(one.about)!.claim.seen_at;
    const seen_at = was === null || (one.claim.seen_at ?? '') <= was ? was : one.claim.seen_at;
    kept.set(one.about, { ...one, claim: { ...one.claim, seen_at } });
  }
  return [...kept.values()].map(({ claim }) => claim);
}

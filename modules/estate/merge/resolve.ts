/**
 * Which statements speak of the same thing. Keys that only one machine can have join; a name or address joins only about the same time,
 * and never two that a better key tells apart. What comes out depends on what was said, not on the order in which it was.
 */
import { type Key, type KeyKind, keyKind, keyValue } from '../imports/keys.ts';

export interface Bearer {
  keys: readonly Key[];
  /** Milliseconds since 1970; null = at any time. */
  seen: number | null;
}

/** How keys of one kind join. */
export interface Tier {
  kind: KeyKind;
  /** Two who share the key and differ in one of these are two; so nothing here means that the key joins whatever else is said. */
  unless: readonly KeyKind[];
  /** The key says who it is only this long before and after it was seen; without it, always. */
  withinMs?: number;
}

/** The group of each bearer, numbered from 0 in the order of the bearers as given. */
export function resolve(bearers: readonly Bearer[], tiers: readonly Tier[]): number[] {
  const groups = createGroups(bearers);
  for (const tier of tiers) {
    for (const [, holders] of holdersOf(bearers, tier.kind)) {
      if (tier.withinMs === undefined && tier.unless.length === 0) {
        for (const holder of holders) groups.join(holders[0]!, holder);
      } else {
        joinNearest(bearers, holders, tier, groups);
      }
    }
  }
  return groups.numbered();
}

type Groups = ReturnType<typeof createGroups>;

/** Bearers by key, keys and bearers in an order that does not depend on who came first. */
function holdersOf(bearers: readonly Bearer[], kind: KeyKind): [Key, number[]][] {
  const holders = new Map<Key, number[]>();
  bearers.forEach(({ keys }, i) => {
    for (const key of keys) {
      if (keyKind(key) !== kind) continue;
      const all = holders.get(key);
      if (all) all.push(i);
      else holders.set(key, [i]);
    }
  });
  return [...holders].filter(([, all]) => all.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Joins whoever follows one another in time, nearest first, so that an address goes with who had it then. Who says "always" is tried
 * with the newest first.
 */
function joinNearest(
  bearers: readonly Bearer[],
  holders: readonly number[],
  tier: Tier,
  groups: Groups,
): void {
  const order = (i: number) => `${bearers[i]!.keys.join(' ')}`;
  const sorted = [...holders].sort(
    (a, b) => (bearers[b]!.seen ?? 0) - (bearers[a]!.seen ?? 0) || (order(a) < order(b) ? -1 : 1),
  );
  const dated = sorted.filter((i) => bearers[i]!.seen !== null);
  const always = sorted.filter((i) => bearers[i]!.seen === null);
  const pairs = dated
    .slice(1)
    .map((later, i) => ({ a: dated[i]!, b: later, gap: bearers[dated[i]!]!.seen! - bearers[later]!.seen! }));
  pairs.sort((a, b) => a.gap - b.gap);
  for (const { a, b, gap } of pairs)
    if (gap <= (tier.withinMs ?? Number.POSITIVE_INFINITY)) groups.joinUnless(a, b, tier.unless);
  for (const one of always)
    for (const other of [...always, ...dated]) groups.joinUnless(one, other, tier.unless);
  if (tier.withinMs !== undefined) return;
  // Where time does not matter, two that nothing tells apart are one though a third stood between them.
  for (let i = 1; i < dated.length; i++) groups.joinUnless(dated[0]!, dated[i]!, tier.unless);
}

function createGroups(bearers: readonly Bearer[]) {
  const parent = bearers.map((_, i) => i);
  /** Of each group, at its root: what is known of it by kind of key. */
  const known = new Map<number, Map<KeyKind, Set<string>>>();

  function root(i: number): number {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  function knownOf(at: number): Map<KeyKind, Set<string>> {
    const there = known.get(at);
    if (there) return there;
    const made = new Map<KeyKind, Set<string>>();
    for (const key of bearers[at]!.keys) {
      const values = made.get(keyKind(key));
      if (values) values.add(keyValue(key));
      else made.set(keyKind(key), new Set([keyValue(key)]));
    }
    known.set(at, made);
    return made;
  }

  function join(a: number, b: number): void {
    const [one, other] = [root(a), root(b)];
    if (one === other) return;
    const [into, from] = [knownOf(one), knownOf(other)];
    for (const [kind, values] of from) {
      const there = into.get(kind);
      if (there) for (const value of values) there.add(value);
      else into.set(kind, values);
    }
    known.delete(other);
    parent[other] = one;
  }

  return {
    join,
    joinUnless(a: number, b: number, kinds: readonly KeyKind[]): void {
      const [one, other] = [root(a), root(b)];
      if (one === other) return;
      const [left, right] = [knownOf(one), knownOf(other)];
      const differs = (kind: KeyKind): boolean => {
        const [here, there] = [left.get(kind), right.get(kind)];
        return here !== undefined && there !== undefined && ![...here].some((value) => there.has(value));
      };
      if (!kinds.some(differs)) join(one, other);
    },
    numbered(): number[] {
      const numbers = new Map<number, number>();
      return bearers.map((_, i) => {
        const at = root(i);
        const number = numbers.get(at) ?? numbers.size;
        numbers.set(at, number);
        return number;
      });
    },
  };
}

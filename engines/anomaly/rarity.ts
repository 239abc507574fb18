/**
 * How surprising a value is where it was seen, in bits: -log2 of its probability, with back-off from a narrow context
 * (this account) over wider ones (this role) to everything. Estimates are interpolated as by Witten and Bell (1991): a context in
 * which new values keep turning up trusts its own counts less and the wider context more. A wider context tells only what others
 * in it did, without the narrower one: what one account did must not count twice where it is nearly alone in its role.
 * Counts fade with a half-life, and both contexts and the values in each are bounded.
 */
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import { addDecayed, type Decayed, decayedAt } from './decay.ts';

export interface RarityOptions {
  /** Contexts held; the longest unused is forgotten first. */
  contexts: number;
  /** Values held in each context. */
  values: number;
  /** Milliseconds. */
  halfLife: number;
}

export interface Level {
  context: string;
  /** Faded number of observations in this context, and of this value among them. */
  total: number;
  count: number;
  /** Different values held. */
  values: number;
}

export interface Surprise {
  bits: number;
  /** One for each context asked, narrowest first: the evidence behind the number. */
  levels: Level[];
}

type Cells = { total: Decayed; values: BoundedMap<Decayed> };
export type RarityState = [context: string, total: Decayed, values: [string, Decayed][]][];

export interface Rarity {
  /** @param contexts narrowest first */
  surprise(contexts: readonly string[], value: string, at: number): Surprise;
  observe(contexts: readonly string[], value: string, at: number): void;
  snapshot(): RarityState;
}

/** What is left when equal counts are taken from each other, by rounding. */
const NOTHING = 1e-6;

export function createRarity(options: RarityOptions, state: RarityState = []): Rarity {
  const { contexts: mostContexts, values: mostValues, halfLife } = options;
  const table = createBoundedMap<Cells>(
    mostContexts,
    state.map(([context, total, values]) => [
      context,
      {
        total: { ...total },
        values: createBoundedMap(
          mostValues,
          values.map(([value, count]) => [value, { ...count }] as const),
        ),
      },
    ]),
  );

  function level(context: string, value: string, at: number): Level {
    const cells = table.peek(context);
    const count = cells?.values.peek(value);
    return {
      context,
      total: cells ? decayedAt(cells.total, at, halfLife) : 0,
      count: count ? decayedAt(count, at, halfLife) : 0,
      values: cells?.values.size ?? 0,
    };
  }

  return {
    surprise(contexts, value, at) {
      const levels = contexts.map((context) => level(context, value, at));
      // One more than is known at the widest: there is always room for a value nobody has seen.
      let probability = 1 / ((levels.at(-1)?.values ?? 0) + 1);
      for (const [i, { total, count, values }] of [...levels.entries()].toReversed()) {
        const narrower = levels[i - 1];
        const others = Math.max(0, total - (narrower?.total ?? 0));
        const theirs = Math.max(0, count - (narrower?.count ?? 0));
        if (others > NOTHING) probability = (theirs + values * probability) / (others + values);
      }
      return { bits: -Math.log2(Math.min(1, probability)), levels };
    },
    observe(contexts, value, at) {
      for (const context of contexts) {
        const cells = table.take(context, () => ({
          total: { value: 0, at },
          values: createBoundedMap<Decayed>(mostValues),
        }));
        addDecayed(cells.total, at, halfLife);
        addDecayed(
          cells.values.take(value, () => ({ value: 0, at })),
          at,
          halfLife,
        );
      }
    },
    snapshot: () =>
      table
        .entries()
        .map(([context, { total, values }]) => [
          context,
          { ...total },
          values.entries().map(([value, count]) => [value, { ...count }]),
        ]),
  };
}

/**
 * A burst is what one act leaves behind: opening a document writes a process record, a DNS query and
 * three connections within a second or two. Sources hand over bursts in order of their start; the merge
 * interleaves them, so memory holds only what is under way.
 */
import type { Random } from './random.ts';
import type { Native } from './shapes/native.ts';

export interface Draft {
  /** Milliseconds since 1970 UTC; the fraction carries microseconds. */
  readonly at: number;
  readonly native: Native;
  /** The scenario step that wrote it; null for ordinary life. */
  readonly truth: string | null;
}

export interface Burst {
  readonly at: number;
  readonly drafts: readonly Draft[];
}

export interface BurstBuilder extends Burst {
  /** Adds records a short random while (mean `gap` ms) after the previous one. */
  add(gap: number, ...natives: readonly (Native | readonly Native[])[]): BurstBuilder;
  /** Moves the pen forward by exactly this many milliseconds. */
  wait(milliseconds: number): BurstBuilder;
  /** When the next record would be written at the earliest. */
  now(): number;
}

export function burst(at: number, random: Random, truth: string | null = null): BurstBuilder {
  const drafts: Draft[] = [];
  let pen = at;
  const builder: BurstBuilder = {
    at,
    drafts,
    add(gap, ...natives) {
      for (const native of natives.flat() as Native[]) {
        drafts.push({ at: pen, native, truth });
        pen += 0.05 + random.gap(gap);
      }
      return builder;
    },
    wait(milliseconds) {
      pen += milliseconds;
      return builder;
    },
    now: () => pen,
  };
  return builder;
}

interface Ranked {
  readonly at: number;
  readonly rank: number;
}

/** A binary min-heap on (at, rank): rank keeps the order of equal times, and so of the whole run, stable. */
function createHeap<T extends Ranked>() {
  const items: T[] = [];
  const before = (a: T, b: T): boolean => a.at < b.at || (a.at === b.at && a.rank < b.rank);
  return {
    peek: (): T | undefined => items[0],
    push(item: T): void {
      let i = items.length;
      items.push(item);
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(item, items[parent]!)) break;
        items[i] = items[parent]!;
        i = parent;
      }
      items[i] = item;
    },
    pop(): T | undefined {
      const top = items[0];
      const last = items.pop();
      if (top === undefined || last === undefined || items.length === 0) return top;
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
        if (!before(items[child]!, last)) break;
        items[i] = items[child]!;
        i = child;
      }
      items[i] = last;
      return top;
    },
  };
}

/**
 * Merges sources, each in order of `burst.at`, into drafts in time order. Lazy: a source is asked for its
 * next burst only when everything earlier has been handed over.
 */
export function* inTimeOrder(sources: readonly Iterable<Burst>[]): Generator<Draft, void, undefined> {
  const heads = createHeap<{ at: number; rank: number; burst: Burst; rest: Iterator<Burst> }>();
  const waiting = createHeap<{ at: number; rank: number; draft: Draft }>();
  let rank = 0;
  const advance = (rest: Iterator<Burst>): void => {
    const next = rest.next();
    if (!next.done) heads.push({ at: next.value.at, rank: rank++, burst: next.value, rest });
  };
  for (const source of sources) advance(source[Symbol.iterator]());
  for (;;) {
    const draft = waiting.peek();
    const head = heads.peek();
    if (head && (!draft || head.at <= draft.at)) {
      heads.pop();
      for (const each of head.burst.drafts) waiting.push({ at: each.at, rank: rank++, draft: each });
      advance(head.rest);
    } else if (draft) {
      waiting.pop();
      yield draft.draft;
    } else {
      return;
    }
  }
}

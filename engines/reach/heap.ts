/**
 * Numbers from 0 to capacity - 1 waiting in order of their keys, which may fall while they wait. Equal keys leave in
 * order of number, so that a search which uses it has one answer. Four children to a node rather than two: half the
 * levels, and the children lie side by side in memory.
 */
export interface Heap {
  readonly size: () => number;
  /** Puts `item` in, or moves it forward because its key has fallen. */
  readonly place: (item: number) => void;
  /** Takes the first out; the heap must not be empty. */
  readonly take: () => number;
}

/** @param keys read by item; the owner changes a key only just before it places the item */
export function createHeap(keys: Float64Array): Heap {
  const items = new Uint32Array(keys.length);
  const places = new Int32Array(keys.length).fill(-1);
  let count = 0;

  const isBefore = (a: number, b: number): boolean => {
    const difference = keys[a]! - keys[b]!;
    return difference < 0 || (difference === 0 && a < b);
  };

  const rise = (item: number, from: number): void => {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const above = items[parent]!;
      if (!isBefore(item, above)) break;
      items[place] = above;
      places[above] = place;
      place = parent;
    }
    items[place] = item;
    places[item] = place;
  };

  const sink = (item: number): void => {
    let place = 0;
    for (;;) {
      const first = 4 * place + 1;
      if (first >= count) break;
      const end = Math.min(first + 4, count);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (isBefore(items[child]!, items[least]!)) least = child;
      }
      const below = items[least]!;
      if (!isBefore(below, item)) break;
      items[place] = below;
      places[below] = place;
      place = least;
    }
    items[place] = item;
    places[item] = place;
  };

  return {
    size: () => count,
    place: (item) => rise(item, places[item] === -1 ? count++ : places[item]!),
    take() {
      const first = items[0]!;
      places[first] = -1;
      count -= 1;
      if (count > 0) sink(items[count]!);
      return first;
    },
  };
}

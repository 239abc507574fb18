/** An exact map that never holds more than `capacity` keys: the one longest untouched goes first. */
export interface BoundedMap<V> {
  readonly size: number;
  /** Looks up and counts as a touch. */
  get(key: string): V | undefined;
  /** Looks up without keeping the key alive. */
  peek(key: string): V | undefined;
  set(key: string, value: V): void;
  /** The value, made first when the key is new. */
  take(key: string, make: () => V): V;
  delete(key: string): void;
  /** Longest untouched first; also the plain form that `createBoundedMap` takes back. */
  entries(): [string, V][];
}

export function createBoundedMap<V>(
  capacity: number,
  entries: readonly (readonly [string, V])[] = [],
): BoundedMap<V> {
  if (!(capacity >= 1)) throw new RangeError('capacity must be at least 1');
  // A Map iterates in order of insertion, so deleting and setting again keeps it in order of use.
  const map = new Map<string, V>();
  const set = (key: string, value: V): void => {
    map.delete(key);
    map.set(key, value);
    if (map.size > capacity) map.delete(map.keys().next().value!);
  };
  const get = (key: string): V | undefined => {
    const value = map.get(key);
    if (value !== undefined) set(key, value);
    return value;
  };
  for (const [key, value] of entries) set(key, value);
  return {
    get size() {
      return map.size;
    },
    get,
    peek: (key) => map.get(key),
    set,
    take(key, make) {
      const known = get(key);
      if (known !== undefined) return known;
      const made = make();
      set(key, made);
      return made;
    },
    delete: (key) => void map.delete(key),
    entries: () => [...map],
  };
}

/** Memory kept for each key, bounded in keys, stored and restored with what it holds. */
import { createBoundedMap } from '@cordon/anomaly';

export interface Keyed<P, S> {
  take(key: string): P;
  peek(key: string): P | undefined;
  entries(): [string, P][];
  snapshot(): [string, S][];
}

export function createKeyed<P extends { snapshot(): S }, S>(
  capacity: number,
  make: (state?: S) => P,
  state: readonly (readonly [string, S])[] = [],
): Keyed<P, S> {
  const map = createBoundedMap<P>(
    capacity,
    state.map(([key, each]) => [key, make(each)] as const),
  );
  return {
    take: (key) => map.take(key, () => make()),
    peek: map.peek,
    entries: map.entries,
    snapshot: () => map.entries().map(([key, part]) => [key, part.snapshot()]),
  };
}

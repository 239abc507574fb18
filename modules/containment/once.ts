/** What follows from an estate alone is worked out once for it: an estate never changes, another takes its place. Pure. */
import type { Estate } from '@cordon/estate';

export function oncePerEstate<T>(work: (estate: Estate) => T): (estate: Estate) => T {
  const known = new WeakMap<Estate, { readonly made: T }>();
  return (estate) => {
    let found = known.get(estate);
    if (found === undefined) {
      found = { made: work(estate) };
      known.set(estate, found);
    }
    return found.made;
  };
}

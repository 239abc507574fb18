/** What flows and rights mean when they name something. Pure. */
import type { Asset } from '@cordon/estate';

/** For each zone, system and asset id: the places in the list of the assets that it means. */
export function membersOf(assets: readonly Asset[]): ReadonlyMap<string, readonly number[]> {
  const members = new Map<string, number[]>();
  const join = (endpoint: string, index: number): void => {
    const list = members.get(endpoint);
    if (list === undefined) members.set(endpoint, [index]);
    else list.push(index);
  };
  assets.forEach(({ id, zone, system }, index) => {
    join(id, index);
    join(zone, index);
    if (system !== null) join(system, index);
  });
  return members;
}

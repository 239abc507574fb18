/** Of what an intruder can reach, as much as a page draws: an estate may have a hundred thousand assets, and the ways to each. Pure. */
import type { Reach } from '@cordon/containment';
import type { Estate } from '@cordon/estate';
import type { Incident, ReachShown } from './model.ts';

/** Assets in the story and on the example ways to services are named; of all others it is told how many there are in each zone. */
export function shownReach(
  { assets, services, ...reach }: Reach,
  { entities }: Pick<Incident, 'entities'>,
  estate: Estate | null,
): ReachShown {
  const told = new Set(entities.filter(({ kind }) => kind === 'asset').map(({ id }) => id));
  const named = new Set([...told, ...services.map(({ via_asset }) => via_asset)]);
  const reached = new Map(assets.map((one) => [one.asset, one]));
  const paths = [...services.map(({ path }) => path), ...[...told].map((id) => reached.get(id)?.path ?? [])];
  for (const { from, to } of paths.flat()) named.add(from).add(to);
  const zones = new Map<string, ReachShown['zones'][number]>();
  for (const { asset, steps } of assets) {
    const zone = estate?.asset(asset)?.zone;
    if (named.has(asset) || zone === undefined) continue;
    const count = zones.get(zone) ?? { zone, near: 0, far: 0 };
    zones.set(zone, count);
    if (steps > 1) count.far++;
    else count.near++;
  }
  return {
    ...reach,
    services,
    assets: [...named].flatMap((id) => {
      const asset = estate?.asset(id);
      const { steps = null, path = [] } = reached.get(id) ?? {};
      return asset ? [{ asset: id, name: asset.hostname, zone: asset.zone, steps, path }] : [];
    }),
    zones: [...zones.values()],
  };
}

/** How far an intruder has got by when: of each zone how many, never which. Pure. */
import { arrivals, type BlastOptions, type Held, type Scene, servicesReached, unknownOf } from './blast.ts';
import type { Pace, SpreadOverTime } from './model.ts';
import type { Movement } from './movement/index.ts';

/** More moments than a person steps through say no more. */
const mostMoments = 120;

/** The same as the blast radius, counted by zone: what a picture needs, however many assets there are. */
export function spreadOverTime(
  scene: Scene,
  held: Held,
  options: BlastOptions,
): Omit<SpreadOverTime, 'named'> {
  const { movement } = scene;
  const paces = arrivals(movement, held, options);
  const pace = (name: keyof typeof paces) => countByMoment(movement, paces[name].order, paces[name].time);
  return {
    unknown: unknownOf(movement, held),
    horizon: options.horizon,
    paces: { quick: pace('quick'), likely: pace('likely'), slow: pace('slow') },
    services: servicesReached(scene, paces),
  };
}

/** @param order nodes that are reached, soonest first */
function countByMoment({ nodes }: Movement, order: ArrayLike<number>, time: Float64Array): Pace {
  const falls: { minute: number; zone: string | null }[] = [];
  for (let place = 0; place < order.length; place++) {
    const node = order[place]!;
    const what = nodes[node]!;
    // What falls within a minute has fallen by the end of it.
    const minute = Math.ceil(time[node]!);
    if (what.kind === 'asset') falls.push({ minute, zone: what.asset.zone });
    else if (what.kind === 'account') falls.push({ minute, zone: null });
  }
  const moments = thin([...new Set([0, ...falls.map(({ minute }) => minute)])].sort((a, b) => a - b));
  const zones = new Map<string, number[]>();
  const assets: number[] = [];
  const accounts: number[] = [];
  const sofar = new Map<string | null, number>();
  let next = 0;
  moments.forEach((moment, index) => {
    for (; next < falls.length && falls[next]!.minute <= moment; next++) {
      const { zone } = falls[next]!;
      sofar.set(zone, (sofar.get(zone) ?? 0) + 1);
      if (zone !== null && !zones.has(zone)) zones.set(zone, Array<number>(index).fill(0));
    }
    for (const [zone, counts] of zones) counts.push(sofar.get(zone)!);
    accounts.push(sofar.get(null) ?? 0);
    assets.push([...zones.keys()].reduce((sum, zone) => sum + sofar.get(zone)!, 0));
  });
  return { moments, assets, accounts, zones: [...zones].map(([zone, counts]) => ({ zone, assets: counts })) };
}

/** Of too many, some at even steps; always the first and the last. */
function thin(moments: readonly number[]): number[] {
  if (moments.length <= mostMoments) return [...moments];
  const step = (moments.length - 1) / (mostMoments - 1);
  return Array.from({ length: mostMoments }, (_, index) => moments[Math.round(index * step)]!);
}

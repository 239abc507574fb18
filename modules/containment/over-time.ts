/** How far an intruder has got by when: of each zone and ward how many, never which. Pure. */
import type { Estate } from '@cordon/estate';
import { arrivals, type BlastOptions, felt, type Held, type Scene, unknownOf } from './blast.ts';
import type { Pace, SpreadOverTime } from './model.ts';
import type { Movement } from './movement/index.ts';

/** More moments than a person steps through say no more. */
const mostMoments = 120;

/** The same as the blast radius, counted by zone and ward: what a picture needs, however many assets there are. */
export function spreadOverTime(
  scene: Scene,
  held: Held,
  options: BlastOptions,
): Omit<SpreadOverTime, 'named'> {
  const { movement, estate } = scene;
  const paces = arrivals(movement, held, options);
  const pace = (name: keyof typeof paces) =>
    countByMoment(estate, movement, paces[name].order, paces[name].time);
  const { assets: _, ...rest } = felt(scene, paces);
  return {
    unknown: unknownOf(movement, held),
    horizon: options.horizon,
    paces: { quick: pace('quick'), likely: pace('likely'), slow: pace('slow') },
    ...rest,
  };
}

interface Fall {
  minute: number;
  /** null: an account. */
  zone: string | null;
  ward: string | null;
}

/** @param order nodes that are reached, soonest first */
function countByMoment(
  estate: Estate,
  { nodes }: Movement,
  order: ArrayLike<number>,
  time: Float64Array,
): Pace {
  const falls: Fall[] = [];
  for (let place = 0; place < order.length; place++) {
    const node = order[place]!;
    const what = nodes[node]!;
    // What falls within a minute has fallen by the end of it.
    const minute = Math.ceil(time[node]!);
    if (what.kind === 'asset') {
      const { id, zone } = what.asset;
      falls.push({ minute, zone, ward: estate.wardOf(id)?.id ?? null });
    } else if (what.kind === 'account') falls.push({ minute, zone: null, ward: null });
  }
  const moments = thin([...new Set([0, ...falls.map(({ minute }) => minute)])].sort((a, b) => a - b));
  const zones = tally(moments, falls, ({ zone }) => zone);
  const accounts = zones.get(null) ?? moments.map(() => 0);
  zones.delete(null);
  const wards = tally(moments, falls, ({ ward }) => ward);
  wards.delete(null);
  return {
    moments,
    assets: moments.map((_, index) => [...zones.values()].reduce((sum, counts) => sum + counts[index]!, 0)),
    accounts,
    zones: [...zones].map(([zone, assets]) => ({ zone: zone!, assets })),
    wards: [...wards].map(([ward, assets]) => ({ ward: ward!, assets })),
  };
}

/** Of each place, how many have fallen by each moment. */
function tally(
  moments: readonly number[],
  falls: readonly Fall[],
  placeOf: (fall: Fall) => string | null,
): Map<string | null, number[]> {
  const places = new Map<string | null, number[]>();
  let next = 0;
  moments.forEach((moment, index) => {
    for (const counts of places.values()) counts.push(counts.at(-1)!);
    for (; next < falls.length && falls[next]!.minute <= moment; next++) {
      const place = placeOf(falls[next]!);
      const counts = places.get(place) ?? Array<number>(index + 1).fill(0);
      places.set(place, counts);
      counts[index]!++;
    }
  });
  return places;
}

/** Of too many, some at even steps; always the first and the last. */
function thin(moments: readonly number[]): number[] {
  if (moments.length <= mostMoments) return [...moments];
  const step = (moments.length - 1) / (mostMoments - 1);
  return Array.from({ length: mostMoments }, (_, index) => moments[Math.round(index * step)]!);
}

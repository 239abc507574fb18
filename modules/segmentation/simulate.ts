/**
 * What each mode would buy and break, side by side: how far an intruder could get from many places, and the flows of the last thirty days that
 * would be denied. Reckoned at the quickest pace, so a worst case: compare the columns, do not quote one. Pauses, since it takes a second.
 */
import { setImmediate as pause } from 'node:timers/promises';
import {
  type Blast,
  createContainment,
  harmOf,
  type Knowledge,
  placeFlows,
  type Spread,
  told,
} from '@cordon/containment';
import type { FlowsSeen } from '@cordon/detection';
import { createEstate, type Entry, type Estate } from '@cordon/estate';
import { createPasses, estateWith, type Open, openWays, stablePairs } from './enforce.ts';
import { type Mode, modes, type Recommendation, type Score, type Simulation } from './model.ts';
import { createEnds } from './ways.ts';

export interface Ground {
  readonly estate: Estate;
  /** Ways in from outside, as far as somebody has registered them. */
  readonly entries: readonly Entry[];
  readonly seen: FlowsSeen;
  readonly knowledge: Knowledge;
  /** ISO date. */
  readonly today: string;
}

/** Minutes that an intruder has: a day. */
const horizon = 24 * 60;
const mostStarts = 48;
const mostBreaks = 100;

/** Ports by which intruders are known to move. */
export const movedPorts = ({ techniques }: Knowledge): string[] => [
  ...new Set(techniques.network.flatMap(({ ports }) => ports)),
];

export async function simulate(ground: Ground, recommendation: Recommendation): Promise<Simulation> {
  const { estate, knowledge, seen } = ground;
  const placed = placeFlows(estate, seen);
  const ends = createEnds(estate);
  const starts = startsIn(estate);
  const scores: Score[] = [];
  for (const mode of modes) {
    const open = openWays(ends, placed, recommendation, mode, movedPorts(knowledge));
    const passes = createPasses(open);
    const denied = placed.filter((flow) => !passes(flow)).sort((a, b) => b.seen.times - a.seen.times);
    scores.push({
      mode,
      pairs: deniedPairs(recommendation, mode),
      ...(await reachOf(ground, open, starts)),
      breaks: denied.slice(0, mostBreaks).map((flow) => told(estate, flow)),
      breaks_count: denied.length,
      breaks_times: denied.reduce((sum, { seen: { times } }) => sum + times, 0),
    });
  }
  const { confirmed } = knowledge.harm;
  return { starts: starts.length, of_assets: estate.assets.length, confirmed, scores };
}

function deniedPairs(recommendation: Recommendation, mode: Mode): number {
  if (mode === 'visibility') return 0;
  return mode === 'full' ? recommendation.pairs.length : stablePairs(recommendation).size;
}

/** One asset of each system and of each kind in each zone, spread over the hospital: where an intruder may begin. */
function startsIn(estate: Estate): string[] {
  const alike = new Map<string, string>();
  for (const { id, zone, system, kind } of estate.assets) {
    const place = `${zone} ${system ?? kind}`;
    if (estate.zone(zone)?.kind !== 'internet' && !alike.has(place)) alike.set(place, id);
  }
  const all = [...alike.values()];
  const every = Math.max(1, all.length / mostStarts);
  return Array.from({ length: Math.min(all.length, mostStarts) }, (_, i) => all[Math.floor(i * every)]!);
}

async function reachOf(
  { estate, entries, knowledge, today }: Ground,
  open: readonly Open[],
  starts: readonly string[],
): Promise<Pick<Score, 'assets' | 'services' | 'patient_hours'>> {
  const after = estateWith(estate, createEnds(estate), entries, open);
  const containment = createContainment({
    ...{ estate: createEstate(after.data), entries: after.entries, knowledge },
    today: () => today,
  });
  const blasts: Blast[] = [];
  for (const start of starts) {
    blasts.push(containment.blast({ assets: [start], accounts: [] }, horizon));
    await pause();
  }
  return {
    assets: spreadOf(blasts.map(({ assets }) => assets.length)),
    services: spreadOf(blasts.map(({ services }) => services.filter(({ stopped }) => stopped).length)),
    patient_hours: spreadOf(blasts.map((blast) => harmOfBlast(estate, knowledge, blast))),
  };
}

/** Whatever hour an attack strikes at is as likely as any other: midday and midnight, half of each. */
function harmOfBlast(estate: Estate, { harm }: Knowledge, { assets, services }: Blast): number {
  const ofServices = services.map(({ service, stopped }) => {
    const state = stopped ? 'stopped' : 'degraded';
    const at = (hour: number) => harmOf(harm, estate.service(service)!, state, harm.attack_hours, hour);
    return (at(0) + at(12)) / 2;
  });
  return ofServices.reduce((sum, one) => sum + one, assets.length * harm.device * harm.attack_hours);
}

/** The best, the middle and the worst. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  return { low: at(0), middle: at(0.5), high: at(1) };
}

/** Ordinary life: one lazy source of everyday acts at the asked rate, and one of what happens every night. */
import type { Burst } from '../burst.ts';
import type { Cast } from '../cast.ts';
import type { Random } from '../random.ts';
import { administratorActs } from './administrators.ts';
import { clinicalActs } from './clinical.ts';
import { busyness } from './day.ts';
import { createLife } from './life.ts';
import { machineActs } from './machines.ts';
import { nightly } from './nightly.ts';
import { peopleActs } from './people.ts';
import { perimeterActs } from './perimeter.ts';

const acts = [...peopleActs, ...clinicalActs, ...machineActs, ...administratorActs, ...perimeterActs];

/** Ordinary records per simulated minute over a working day when nobody asks for another figure. */
export const defaultRate = 38;

export function ordinaryLife(
  cast: Cast,
  random: Random,
  start: number,
  end: number,
  rate: number,
): Iterable<Burst>[] {
  if (rate <= 0) return [];
  const life = createLife(cast, random.fork('acts'));
  function* day(): Generator<Burst, void, undefined> {
    let at = start;
    while (at < end) {
      const act = life.random.weighted(acts, (each) => each.weight(at));
      const happened = act.run(life, at);
      const records = happened?.drafts.length ?? 0;
      if (happened && records > 0) yield happened;
      // Time moves on in proportion to what was written, so the rate holds whatever the mix of acts.
      const perMinute = rate * busyness(at);
      at += life.random.gap((Math.max(records, 0.2) * 60_000) / perMinute);
    }
  }
  return [day(), nightly(createLife(cast, random.fork('night')), start, end, rate / defaultRate)];
}

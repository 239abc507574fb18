/** Calls home: the same source, destination and port at even gaps with even sizes, to a place few others go. */
import {
  type Arrivals,
  addArrival,
  createBoundedMap,
  createSlidingDistinct,
  median,
  medianDeviation,
  regularity,
} from '@cordon/anomaly';
import { createKeyed } from '../keyed.ts';
import type { FamilyNeeds } from '../signal.ts';
import type { Flow } from './flow.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const PAIRS = 50_000;
/** Gaps and sizes kept for each pair, and the fewest to speak of a rhythm. */
const KEEP = 32;
const FEWEST = 12;

interface Pair extends Arrivals {
  since: number;
  sizes: number[];
}

export interface BeaconState {
  pairs: [string, Pair][];
  callers: [string, [string, number][]][];
}

export function createBeacons({ say }: FamilyNeeds, state?: BeaconState) {
  const pairs = createBoundedMap<Pair>(
    PAIRS,
    state?.pairs.map(
      ([key, pair]) => [key, { ...pair, gaps: [...pair.gaps], sizes: [...pair.sizes] }] as const,
    ),
  );
  const callers = createKeyed(
    PAIRS,
    (each?: [string, number][]) => createSlidingDistinct({ span: 7 * DAY, capacity: 64 }, each),
    state?.callers,
  );
  return {
    add({ seen, from, to, port, fromInside, toInside, sent }: Flow): void {
      // Calls that nobody answers count too: an implant whose server is gone keeps its rhythm.
      if (!fromInside || toInside) return;
      const { at } = seen;
      const others = callers.take(`${to}:${port}`).add(from, at);
      const pair = pairs.take(`${from} ${to}:${port}`, () => ({ last: at, since: at, gaps: [], sizes: [] }));
      addArrival(pair, at, KEEP);
      if (pair.sizes.push(sent) > KEEP) pair.sizes.shift();
      if (pair.gaps.length < FEWEST || at - pair.since < HOUR) return;
      const rhythm = regularity(pair.gaps);
      if (!rhythm) return;
      const size = median(pair.sizes);
      const unevenness = size > 0 ? medianDeviation(pair.sizes, size) / size : 0;
      const score = (rhythm.score * Math.max(0, 1 - unevenness)) / Math.sqrt(Math.max(1, others - 1));
      say('network.beacon', `address:${from}>${to}`, score, seen, () => [
        {
          field: 'ts',
          measure: 'seconds between calls (median)',
          found: (rhythm.median / 1000).toFixed(0),
          usual: 'no rhythm',
        },
        {
          field: 'ts',
          measure: 'spread of the gaps',
          found: `${(100 * rhythm.dispersion).toFixed(0)} %`,
          usual: 'over 50 % for people',
        },
        {
          field: 'orig_bytes',
          measure: 'spread of the sizes sent',
          found: `${(100 * unevenness).toFixed(0)} %`,
          usual: 'over 50 % for people',
        },
        {
          field: 'id.resp_h',
          measure: 'hosts that call there',
          found: String(others),
          usual: 'many for what everybody uses',
        },
      ]);
    },
    snapshot: (): BeaconState => ({ pairs: pairs.entries(), callers: callers.snapshot() }),
  };
}

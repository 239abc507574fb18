/**
 * Bytes that a host sends outside in an hour, against what it sends at this hour of the week; a host that never did is held
 * against the hosts of its group, and a group that never did against all of them.
 */
import {
  createBoundedMap,
  createHeavyHitters,
  createSeason,
  type Heavy,
  robustScore,
  type SeasonState,
} from '@cordon/anomaly';
import { createKeyed } from '../keyed.ts';
import { type FamilyNeeds, hostGroup } from '../signal.ts';
import type { Flow } from './flow.ts';

const HOUR = 3_600_000;
const HOSTS = 20_000;
const MEGABYTE = 1e6;
/** Hosts that send next to nothing are not alarming at ten times next to nothing. */
const LEAST_SPREAD = 20 * MEGABYTE;

interface Hour {
  hour: number;
  bytes: number;
  heaviest: Heavy[];
}

export interface VolumeState {
  hours: [string, Hour][];
  seasons: [string, SeasonState][];
}

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;

export function createVolumes({ estate, say }: FamilyNeeds, state?: VolumeState) {
  const hours = createBoundedMap<Hour>(HOSTS, state?.hours);
  const seasons = createKeyed(
    HOSTS,
    (each?: SeasonState) => createSeason({ weeks: 12, atLeast: 8 }, each),
    state?.seasons,
  );
  return {
    add({ seen, from, to, fromInside, toInside, sent }: Flow, ready: boolean): void {
      if (!fromInside || toInside || sent === 0) return;
      const { at } = seen;
      const hour = Math.floor(at / HOUR);
      const wider = [from, `hosts of ${hostGroup(from, estate)}`, 'all hosts'];
      let now = hours.get(from);
      if (!now || hour > now.hour) {
        if (now) for (const each of wider) seasons.take(each).add(now.hour * HOUR, now.bytes);
        now = { hour, bytes: 0, heaviest: [] };
        hours.set(from, now);
      }
      const destinations = createHeavyHitters(8, now.heaviest);
      destinations.add(to, sent);
      now.heaviest = destinations.snapshot();
      now.bytes += sent;
      if (!ready) return;
      const against = wider.find((each) => seasons.peek(each)?.usual(at) !== undefined);
      const usual = against === undefined ? undefined : seasons.take(against).usual(at);
      if (!usual) return;
      const score = robustScore(now.bytes, usual, Math.max(LEAST_SPREAD, usual.median / 2));
      const [most] = destinations.top(1);
      say('network.volume', `address:${from}`, score, seen, () => [
        {
          field: 'orig_bytes',
          measure: 'sent outside this hour',
          found: megabytes(now.bytes),
          usual: `${megabytes(usual.median)} (median of ${usual.values}, ${usual.over}, ${against})`,
        },
        {
          field: 'id.resp_h',
          measure: 'most of it to',
          found: `${most!.key}, ${megabytes(most!.count)}`,
          usual: 'many places',
        },
      ]);
    },
    snapshot: (): VolumeState => ({
      hours: hours.entries().map(([key, hour]) => [key, { ...hour }]),
      seasons: seasons.snapshot(),
    }),
  };
}

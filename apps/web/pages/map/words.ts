/** The wordings of the map, and what of it stands at one moment. Pure. */

import type { Pace, Span, SpreadOverTime } from '@cordon/containment';
import type { EstateMap } from '@cordon/estate';
import { duration } from '../../words/time.ts';

export type PaceName = keyof SpreadOverTime['paces'];

export const paceWord: Record<PaceName, string> = {
  quick: 'As fast as on record',
  likely: 'At the usual pace',
  slow: 'Careful or clumsy',
};

export const paceNames: readonly PaceName[] = ['quick', 'likely', 'slow'];

export const minutesWord = (minutes: number): string =>
  minutes === 0 ? 'At the beginning' : `After ${duration(minutes * 60_000)}`;

type Zone = EstateMap['zones'][number];
type Support = Zone['groups'][number]['support'];

export function supportIn({ groups }: Zone): Support {
  const sum: Support = { supported: 0, extended: 0, ended: 0, unknown: 0 };
  for (const { support } of groups) {
    sum.supported += support.supported;
    sum.extended += support.extended;
    sum.ended += support.ended;
    sum.unknown += support.unknown;
  }
  return sum;
}

/** What stands at one of the moments of a pace. */
export interface Standing {
  minute: number;
  assets: number;
  accounts: number;
  /** Assets that have fallen, by zone. */
  inZone: ReadonlyMap<string, number>;
  /** By ward. */
  onWard: ReadonlyMap<string, number>;
}

export function standingAt(pace: Pace, step: number): Standing {
  return {
    minute: pace.moments[step]!,
    assets: pace.assets[step]!,
    accounts: pace.accounts[step]!,
    inZone: new Map(pace.zones.map(({ zone, assets }) => [zone, assets[step]!])),
    onWard: new Map(pace.wards.map(({ ward, assets }) => [ward, assets[step]!])),
  };
}

/** The last moment that is not after this minute. */
export function stepAt({ moments }: Pace, minute: number): number {
  const later = moments.findIndex((moment) => moment > minute);
  return later === -1 ? moments.length - 1 : later - 1;
}

export type Felt = 'stopped' | 'worse' | 'runs';

type Touched = Pick<SpreadOverTime['services'][number], 'degraded' | 'stopped'>;

export function feltAt({ degraded, stopped }: Touched, pace: PaceName, minute: number): Felt {
  const by = (span: Span | null) => span !== null && (span[pace] ?? Number.POSITIVE_INFINITY) <= minute;
  return by(stopped) ? 'stopped' : by(degraded) ? 'worse' : 'runs';
}

export const feltWord: Record<Felt, string> = { stopped: 'Stops', worse: 'Works worse', runs: 'Runs' };

import type { Check, Mode, Pair, Rule } from '@cordon/segmentation';

export const modeWord: Record<Mode, string> = {
  visibility: 'Visibility only',
  selective: 'Selective',
  full: 'Full',
};

/** What is denied in each. */
export const modeMeans: Record<Mode, string> = {
  visibility: 'Nothing is denied; it is watched',
  selective: 'Ports by which intruders move, between zones that are known',
  full: 'Everything that is not in the rules',
};

export const pairWord: Record<Pair['state'], string> = {
  stable: 'Stable',
  settling: 'Settling',
  unwatched: 'Not watched',
};

export const checkWord: Record<Check['state'], string> = {
  kept: 'Kept',
  broken: 'Broken',
  unknown: 'Unknown',
};

export const becauseWord: Record<Rule['because'], string> = {
  seen: 'Seen',
  needed: 'Not seen, but a service rests on it',
  stated: 'Stated; nothing was seen between these zones',
};

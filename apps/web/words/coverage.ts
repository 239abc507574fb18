/** How far a claim to cover a technique can be trusted, weakest first, with the words for it. */
import type { Coverage } from '@cordon/server/api';

export type Covered = Coverage['techniques'][number];

/** What nobody knows comes before what is known to be missing. */
export const trustOrder = ['unknown', 'blind', 'claimed', 'fixture', 'recording'] as const;
export type Trust = (typeof trustOrder)[number];

export const trustWord: Record<Trust, string> = {
  unknown: 'Log sources not known',
  blind: 'Blind: no log source',
  claimed: 'Rule, never replayed',
  fixture: 'Fired on its own record',
  recording: 'Fired on a recorded attack',
};

export function trustOf({ source, proof }: Pick<Covered, 'source' | 'proof'>): Trust {
  if (source === 'unknown') return 'unknown';
  if (source === 'not-seen') return 'blind';
  return proof === 'none' ? 'claimed' : proof;
}

export const sourceWord: Record<Covered['source'], string> = {
  seen: 'Seen',
  'not-seen': 'Not seen',
  unknown: 'Not known',
};

export const proofWord: Record<Covered['proof'], string> = {
  recording: 'A recording of an attack, made by others',
  fixture: 'A record written with the rule',
  none: 'Nothing yet',
};

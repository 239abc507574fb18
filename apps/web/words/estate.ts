/** What is known of assets, and how soon to act on it, in words. */
import type { Level } from '@cordon/detection';
import type { AssetView, EntriesView } from '@cordon/server/api';
import { plural } from './words.ts';

type Decision = NonNullable<AssetView['decision']>;
type Support = Pick<AssetView['support'], 'state' | 'ends'>;

export const supportOrder = ['unknown', 'ended', 'extended', 'supported'] as const;

export const supportStateWord: Record<Support['state'], string> = {
  unknown: 'Support unknown',
  ended: 'Support ended',
  extended: 'Extended support',
  supported: 'Supported',
};

/** What nobody knows is said in as many words, since it is worse than an end that somebody noticed. */
export function supportLine({ state, ends }: Support): string {
  switch (state) {
    case 'unknown':
      return 'Unknown: treat as unsupported';
    case 'ended':
      return ends === null ? 'Ended' : `Ended ${ends}`;
    case 'extended':
      return ends === null ? 'Extended' : `Extended; ended ${ends}`;
    case 'supported':
      return ends === null ? 'No end announced' : `Until ${ends}`;
  }
}

export const outcomeWord: Record<Decision['outcome'], string> = {
  immediate: 'Now',
  'out-of-cycle': 'Out of turn',
  scheduled: 'Next maintenance',
  defer: 'Can wait',
};

/** Shown by the same shapes as the severity of findings. */
export const outcomeLevel: Record<Decision['outcome'], Level> = {
  immediate: 'critical',
  'out-of-cycle': 'high',
  scheduled: 'medium',
  defer: 'low',
};

export function clockWord({ state, days_left }: AssetView['vulnerabilities'][number]['clock']): string {
  if (state === 'none') return 'Does not apply';
  if (days_left === null) return 'Not known: may be over';
  if (days_left < 0) return `${plural(-days_left, 'day')} late`;
  return `${plural(days_left, 'day')} left`;
}

type Entry = EntriesView['items'][number];

export const entryStateWord: Record<Entry['state'], string> = {
  unexplained: 'On no list',
  unknown: 'Not looked at',
  'password only': 'Password only',
  lapsed: 'Review lapsed',
  covered: 'Covered',
};

const fields: Record<string, string> = {
  hostname: 'Host name',
  kind: 'Kind',
  os: 'Operating system',
  support_ends: 'Support ends',
  zone: 'Zone',
  site: 'Site',
  system: 'System',
  location: 'Place',
  notes: 'Notes',
  manufacturer: 'Maker',
  model: 'Model',
  serial: 'Serial number',
  firmware: 'Firmware',
  owner: 'Owner',
  power: 'Power',
  sensor: 'Agent',
  attached_to: 'Attached to',
  address: 'Address',
  mac: 'MAC address',
  uuid: 'BIOS UUID',
  seen_at: 'Last seen',
};

export const fieldWord = (field: string): string => fields[field] ?? field;

const pound = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'GBP',
  maximumFractionDigits: 0,
});

export const pounds = (amount: number): string => pound.format(amount);

/** A list as people say it: `a, b and c`. */
export const listed = (words: readonly string[]): string => conjunction.format(words);
const conjunction = new Intl.ListFormat('en-GB');

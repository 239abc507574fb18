/** How soon, which wards and whose records: what the reckoning of a spread says, in words. Pure. */
import type { Records, Span, WardReached } from '@cordon/containment';
import { duration } from './time.ts';
import { count, plural } from './words.ts';

const after = (minutes: number): string => (minutes < 1 ? 'at once' : `after ${duration(minutes * 60_000)}`);

/** From the quickest on record to a careful or clumsy intruder, who may not get there within the time looked ahead. */
export function spanWord({ quick, slow }: Span): string {
  if (quick < 1 && slow !== null && slow < 1) return 'Held now';
  const soonest = after(quick);
  const sentence = soonest.charAt(0).toUpperCase() + soonest.slice(1);
  if (slow === null) return `${sentence} at the soonest`;
  return after(slow) === soonest ? sentence : `${sentence} to ${duration(slow * 60_000)}`;
}

type Kind = Records['systems'][number]['records'][number];

export const recordWord: Record<Kind, string> = {
  identity: 'names and addresses',
  appointments: 'appointments',
  notes: 'notes',
  letters: 'letters',
  observations: 'observations',
  prescriptions: 'prescriptions',
  results: 'results',
  images: 'images',
  'sexual-health': 'sexual health',
  'mental-health': 'mental health',
  safeguarding: 'safeguarding',
  genetic: 'genetics',
  staff: 'staff',
};

/** Nobody has matched the people of one system with those of another, so it is a range. */
export function peopleWord({ systems, people: { at_least, at_most, uncounted } }: Records): string {
  const counted = systems.length - uncounted;
  const range =
    at_least === at_most
      ? plural(at_most, 'person', 'people')
      : `Between ${count(at_least)} and ${count(at_most)} people`;
  if (uncounted === 0) return range;
  const more = `${plural(uncounted, 'system')} of which nobody has counted them`;
  return counted === 0 ? `An unknown number of people, in ${more}` : `${range}, and more in ${more}`;
}

export const bedsWord = (beds: number | null): string =>
  beds === null ? 'beds not counted' : plural(beds, 'bed');

/** Those in which patients feel it by the horizon, and their beds; what nobody has counted is said. */
export function wardsWord(wards: readonly Pick<WardReached, 'beds'>[]): string {
  const beds = wards.reduce((sum, ward) => sum + (ward.beds ?? 0), 0);
  const uncounted = wards.filter((ward) => ward.beds === null).length;
  return `${plural(wards.length, 'ward')}, ${plural(beds, 'bed')}${
    uncounted > 0 ? ` and those of ${plural(uncounted, 'ward')} that nobody has counted` : ''
  }`;
}

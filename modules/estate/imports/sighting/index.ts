/** Hosts, addresses and accounts that were seen in live events and that a person took for the hospital's own. */
import type { AccountClaim, AssetClaim, Claim } from '../claim.ts';
import { objectOf } from '../forms/json-object.ts';
import type { JsonImporter } from '../importer.ts';
import { accountNameKey, addressKey, hostKeys, keyKind, keyValue } from '../keys.ts';
import { stated } from '../words.ts';

/** What is kept of one; `told` says what it was seen to do, and since when. */
export interface Sighted {
  kind: 'address' | 'host' | 'account';
  name: string;
  zone: string | null;
  last_seen: string;
  told: string;
}

/** `catalogue`: they stay until somebody takes them back, which is to import them without. */
export const sightingImporter: JsonImporter = {
  kind: 'sighting',
  title: 'what was seen in live events and added from the page Discovered',
  holds: 'catalogue',
  form: 'json',
  lists: ['sightings'],
  // The last one that is taken back leaves an empty list.
  recognises: (items) =>
    items.some(({ list, value }) => list === 'sightings' || objectOf(value).has('sightings')),
  *read(items, reading) {
    for (const { line, list, value } of items) {
      if (list === null) continue;
      const one = objectOf(value);
      const name = one.text('name');
      const seen_at = one.text('last_seen') ?? reading.at;
      const notes = one.text('told');
      if (one.text('kind') === 'account') {
        const keys = accountNameKey(name);
        if (keys.length > 0)
          yield {
            about: 'account',
            keys,
            seen_at,
            fields: stated({ name, role: notes }),
          } satisfies AccountClaim;
        else reading.problem(line, 'an account without a name was left out');
        continue;
      }
      const keys = [...addressKey(name), ...hostKeys(name)];
      if (keys.length > 0)
        yield {
          about: 'asset',
          keys,
          seen_at,
          fields: stated({
            hostname: addressKey(name).length > 0 ? undefined : name,
            zone: one.text('zone'),
            notes,
          }),
        } satisfies AssetClaim;
      else reading.problem(line, 'what has neither an address nor a name was left out');
    }
  },
};

/** The same back from what is kept of it. */
export function sightedIn(claim: Claim): Sighted | null {
  if (claim.about !== 'asset' && claim.about !== 'account') return null;
  const [key] = claim.keys;
  if (key === undefined) return null;
  const last_seen = claim.seen_at ?? '';
  if (claim.about === 'account') {
    const { name = keyValue(key), role: told = '' } = claim.fields;
    return { kind: 'account', name, zone: null, last_seen, told };
  }
  const { hostname = keyValue(key), zone = null, notes: told = '' } = claim.fields;
  return { kind: keyKind(key) === 'address' ? 'address' : 'host', name: hostname, zone, last_seen, told };
}

/** What live events show and the estate does not know: offered to people, never believed before one of them says so. */
import { z } from 'zod';

const Key = z.string().min(1).max(300).describe('its kind and name, such as `address 10.64.85.250`');

export const Sighting = z.object({
  key: Key,
  kind: z.enum(['address', 'host', 'account']),
  name: z.string(),
  zone: z.string().nullable().describe('null: nobody can tell'),
  first_seen: z.string().nullable(),
  last_seen: z.string(),
  told: z.string().describe('what it was seen to do'),
});

/** GET /api/v1/estate/sightings */
export const SightingList = z.object({
  items: z.array(Sighting).describe('on which nobody has decided, those seen last first'),
  added: z.array(Sighting).describe('that are in the estate because somebody added them here'),
  ignored: z.array(
    z.object({ key: Key, because: z.string(), at: z.string(), by: z.string() }).describe('newest first'),
  ),
});

const Keys = z.array(Key).min(1).max(500);
export const SightingsAdd = z.object({
  keys: Keys,
  dry: z.boolean().default(false).describe('only show what it would change'),
});
export const SightingsIgnore = z.object({ keys: Keys, because: z.string().trim().min(3).max(500) });
export const SightingsUndo = z.object({ keys: Keys });

export type Sighting = z.infer<typeof Sighting>;
export type SightingList = z.infer<typeof SightingList>;

/** One spelling of each, since events write names in any case. */
export const sightingKey = ({ kind, name }: Pick<Sighting, 'kind' | 'name'>): string =>
  `${kind} ${name.toLowerCase()}`;

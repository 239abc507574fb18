import type { Organisation } from '../model.ts';

/** Whose a domain is, by its name in small letters. */
export const organisationsByDomain = (organisations: readonly Organisation[]): ReadonlyMap<string, string> =>
  new Map(organisations.flatMap(({ id, domains }) => domains.map((domain) => [domain.toLowerCase(), id])));

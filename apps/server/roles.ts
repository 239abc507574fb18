/** What a process does: everything, unless it is told to do a part beside others. */
import { fault } from '@cordon/platform/fault';

export const roles = ['api', 'ingest', 'detect', 'jobs'] as const;
export type Role = (typeof roles)[number];

/** @param given as on the command line: any number of lists; none for all @throws ARGUMENTS */
export function readRoles(given: readonly string[] = []): ReadonlySet<Role> {
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  const stranger = names.find((name) => !(roles as readonly string[]).includes(name));
  if (stranger !== undefined) throw refused(`there is no role "${stranger}"; there are ${roles.join(', ')}`);
  return new Set(names.length === 0 ? roles : (names as Role[]));
}

const refused = (why: string) =>
  fault(
    'ARGUMENTS',
    `${why}. Nothing was started.`,
    'Use for example --role api, --role jobs, --role ingest and --role detect, each as often as wanted.',
  );

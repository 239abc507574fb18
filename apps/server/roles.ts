/** What a process does: everything, unless it is told to do a part beside others. */
import { fault } from '@cordon/platform/fault';

export const roles = ['api', 'ingest', 'detect', 'jobs'] as const;
export type Role = (typeof roles)[number];

/** @param given as on the command line: any number of lists; none for all @throws ARGUMENTS */
export function readRoles(given: readonly string[] = []): ReadonlySet<Role> {
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  const stranger = names.find((name) => !(roles as readonly string[]).includes(name));
  if (stranger !== undefined) throw refused(`there is no role "${stranger}"; there are ${roles.join(', ')}`);
  const wanted = new Set(names.length === 0 ? roles : (names as Role[]));
  if (wanted.has('api') !== wanted.has('jobs'))
    throw refused('api and jobs go together: the process that writes incidents is the one that shows them');
  return wanted;
}

const refused = (why: string) =>
  fault(
    'ARGUMENTS',
    `${why}. Nothing was started.`,
    'Use for example --role api,jobs once, and --role ingest and --role detect as often as wanted.',
  );

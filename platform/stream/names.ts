/** Names of topics and cursors: safe in paths, subjects and names of streams. Pure. */
import { fault } from '../fault/index.ts';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** @throws STREAM_NAME */
export function checkName(what: string, name: string): void {
  if (namePattern.test(name)) return;
  throw fault(
    'STREAM_NAME',
    `"${name.slice(0, 80)}" cannot be the name of a ${what}.`,
    'Use up to 63 lower case letters, digits and dashes.',
  );
}

/** Why an import is refused, where it is about the file and not about Cordon. */
import { fault } from '@cordon/platform/fault';

/** Codes of what is wrong with a file, or with what its sender said of it. */
export const refusals: readonly string[] = [
  'NOT_KNOWN',
  'NO_SUCH_KIND',
  'OTHER_KIND',
  'OVERTAKEN',
  'MAPPING',
  'ARCHIVE_DAMAGED',
  'ARCHIVE_TOO_LARGE',
];

export const otherKind = (name: string, was: string, is: string) =>
  fault(
    'OTHER_KIND',
    `The source "${name}" is ${was}, and what was given is ${is}. Nothing was imported.`,
    'Import it under another name of a source, or under none.',
  );

/** Who is believed for what, as content/estate/sources.yaml says it. Reads that file. */
import { readFileSync } from 'node:fs';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { parse } from 'yaml';
import { z } from 'zod';

export const Rules = z.strictObject({
  /** Kinds of source by field, most believed first; `anything` for the rest. */
  believed: z.record(z.string(), z.array(z.string())).and(z.object({ anything: z.array(z.string()) })),
  identity: z.strictObject({ address_hours: z.number().positive(), host_days: z.number().positive() }),
});
export type Rules = z.infer<typeof Rules>;

/** @throws SOURCE_RULES when the file is not what it must be */
export function loadRules(): Rules {
  const file = projectPath('content/estate/sources.yaml');
  const read = Rules.safeParse(parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  throw fault(
    'SOURCE_RULES',
    `${file} cannot be used: ${path.join('.')}: ${message}.`,
    'Mend it, or take it from the release again.',
  );
}

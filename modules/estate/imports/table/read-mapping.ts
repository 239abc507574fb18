/** A person's word on what columns mean, as a file of YAML or JSON. */
import { fault } from '@cordon/platform/fault';
import { parse } from 'yaml';
import { columnMeanings, Mapping } from './mapping.ts';

/**
 * @param file its name, for whoever has to mend it
 * @throws MAPPING naming what is wrong
 */
export function readMapping(text: string, file: string): Mapping {
  const next = `Write "columns:" with a heading and its meaning on each line; meanings are ${columnMeanings.join(', ')}.`;
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw fault('MAPPING', `${file} cannot be read: ${(error as Error).message}`, next);
  }
  const mapping = Mapping.safeParse(given);
  if (mapping.success) return mapping.data;
  const { path, message } = mapping.error.issues[0]!;
  throw fault('MAPPING', `${file}: ${path.join('.') || 'the mapping'}: ${message}.`, next);
}

/** Mapping files on disk: those of content/mappings/inputs, read when the first input asks for one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { type Mapping, type MappingRefusal, parseMapping } from './mapping.ts';

export interface LoadedMappings {
  readonly mappings: readonly Mapping[];
  readonly refusals: readonly MappingRefusal[];
}

/** The files given, in their order. What cannot be read or is not a mapping is refused by name. */
export function loadMappingFiles(paths: readonly string[]): LoadedMappings {
  const mappings: Mapping[] = [];
  const refusals: MappingRefusal[] = [];
  for (const path of paths) {
    try {
      const parsed = parseMapping(readFileSync(path, 'utf8'), path);
      refusals.push(...parsed.refusals);
      if (parsed.mapping) mappings.push(parsed.mapping);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      refusals.push({ file: path, line: 1, reason: `cannot be read (${code})` });
    }
  }
  return { mappings, refusals };
}

/** Every YAML file of a folder, in the order of their names. */
export const loadMappingFolder = (folder: string): LoadedMappings =>
  loadMappingFiles(
    readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(folder, name)),
  );

let known: LoadedMappings | undefined;

/** The mappings that come with the project. */
export function shippedMappings(): LoadedMappings {
  known ??= loadMappingFolder(projectPath('content', 'mappings', 'inputs'));
  return known;
}

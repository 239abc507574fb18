/** Sigma rules from disk, with every refusal named, and the mappings that say which events they are about. */
import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import {
  type LogsourceMapping,
  type ParsedRules,
  parseMappings,
  parseRules,
  type Refusal,
  ruleFormat,
} from '@cordon/sigma';
import { cacheFile, cacheFormat, readCache, writeCache } from './cache.ts';
import { findRuleFiles, keyOf, type RuleFile } from './files.ts';

export interface LoadedRules extends ParsedRules {
  /** How many rule files were found. */
  readonly files: number;
  readonly fromCache: boolean;
}

/**
 * Loads every rule, correlation and filter at or below the given files and folders. Of two with one id the first
 * found is kept and the other refused.
 *
 * @param options.cacheDir where parsed rules are kept between runs; without it they are parsed each time
 * @throws RULES_MISSING when a given path does not exist
 */
export async function loadRules(
  dirs: readonly string[],
  options: { cacheDir?: string | null } = {},
): Promise<LoadedRules> {
  const { files, unreadable } = findRuleFiles(dirs);
  const found = unreadable.map(({ path, reason }): Refusal => ({ file: path, line: 1, reason }));
  const parsed = options.cacheDir
    ? cached(options.cacheDir, dirs, files)
    : { ...parse(files), fromCache: false };
  return { ...parsed, refusals: [...found, ...parsed.refusals], files: files.length + found.length };
}

function cached(
  cacheDir: string,
  dirs: readonly string[],
  files: readonly RuleFile[],
): ParsedRules & { fromCache: boolean } {
  const file = cacheFile(cacheDir, dirs);
  const key = keyOf(files, cacheFormat, ruleFormat);
  const known = readCache(file, key);
  if (known !== undefined) return { ...known, fromCache: true };
  const parsed = parse(files);
  writeCache(file, key, parsed);
  return { ...parsed, fromCache: false };
}

function parse(files: readonly RuleFile[]): ParsedRules {
  const all: ParsedRules = { rules: [], correlations: [], filters: [], refusals: [] };
  const byId = new Map<string, Document>();
  for (const { path, bytes } of files) {
    const parsed = parseRules(new TextDecoder().decode(bytes), path);
    const isFirst = (one: Document): boolean => {
      const twin = byId.get(one.id);
      if (twin === undefined) byId.set(one.id, one);
      else all.refusals.push(twinRefusal(one, twin));
      return twin === undefined;
    };
    all.refusals.push(...parsed.refusals);
    all.rules.push(...parsed.rules.filter(isFirst));
    all.correlations.push(...parsed.correlations.filter(isFirst));
    all.filters.push(...parsed.filters.filter(isFirst));
  }
  return all;
}

type Document = ParsedRules['rules' | 'correlations' | 'filters'][number];

function twinRefusal({ file, line, title, id }: Document, twin: Document): Refusal {
  const reason = `has the same id as "${twin.title}" in ${twin.file}:${twin.line}, which is kept`;
  return { file, line, reason, title, id };
}

/** The project's tables of which events belong to which log source: every YAML file in `content/mappings`. */
export function loadMappings(folder: string = projectPath('content', 'mappings')): {
  mappings: LogsourceMapping[];
  refusals: Refusal[];
} {
  const parsed = readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((name) => parseMappings(readFileSync(`${folder}/${name}`, 'utf8'), `${folder}/${name}`));
  return {
    mappings: parsed.flatMap(({ mappings }) => mappings),
    refusals: parsed.flatMap(({ refusals }) => refusals),
  };
}

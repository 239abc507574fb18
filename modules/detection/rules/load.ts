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
  const { cacheDir } = options;
  // Each folder on its own, so that one small change does not mean reading thousands of other rules again.
  const parts = [...new Set(files.map(({ root }) => root))].map((root) => {
    const own = files.filter((file) => file.root === root);
    return cacheDir ? cached(cacheDir, root, own) : { parsed: parse(own), fromCache: false };
  });
  const all = firstOfEachId(parts.map(({ parsed }) => parsed));
  return {
    ...all,
    refusals: [...found, ...all.refusals],
    files: files.length + found.length,
    fromCache: parts.length > 0 && parts.every(({ fromCache }) => fromCache),
  };
}

interface Part {
  parsed: ParsedRules;
  fromCache: boolean;
}

function cached(cacheDir: string, root: string, files: readonly RuleFile[]): Part {
  const file = cacheFile(cacheDir, root);
  const key = keyOf(files, cacheFormat, ruleFormat);
  const known = readCache(file, key);
  if (known !== undefined) return { parsed: known, fromCache: true };
  const parsed = parse(files);
  writeCache(file, key, parsed);
  return { parsed, fromCache: false };
}

const parse = (files: readonly RuleFile[]): ParsedRules =>
  joined(files.map(({ path, bytes }) => parseRules(new TextDecoder().decode(bytes), path)));

const joined = (parts: readonly ParsedRules[]): ParsedRules => ({
  rules: parts.flatMap(({ rules }) => rules),
  correlations: parts.flatMap(({ correlations }) => correlations),
  filters: parts.flatMap(({ filters }) => filters),
  refusals: parts.flatMap(({ refusals }) => refusals),
});

function firstOfEachId(parts: readonly ParsedRules[]): ParsedRules {
  const { rules, correlations, filters, refusals } = joined(parts);
  const byId = new Map<string, Document>();
  const twins: Refusal[] = [];
  const isFirst = (one: Document): boolean => {
    const twin = byId.get(one.id);
    if (twin === undefined) byId.set(one.id, one);
    else twins.push(twinRefusal(one, twin));
    return twin === undefined;
  };
  return {
    rules: rules.filter(isFirst),
    correlations: correlations.filter(isFirst),
    filters: filters.filter(isFirst),
    refusals: [...refusals, ...twins],
  };
}

type Document = ParsedRules['rules' | 'correlations' | 'filters'][number];

function twinRefusal({ file, line, title, id }: Document, twin: Document): Refusal {
  const reason = `has the same id as "${twin.title}" in ${twin.file}:${twin.line}, which is kept`;
  return { file, line, reason, title, id };
}

interface LoadedMappings {
  readonly mappings: readonly LogsourceMapping[];
  readonly refusals: readonly Refusal[];
}

let known: LoadedMappings | undefined;

/**
 * The project's tables of which events belong to which log source: every YAML file in `content/mappings`. Read once in a process:
 * they are as they were released.
 */
export function loadMappings(): LoadedMappings {
  known ??= readMappings(projectPath('content', 'mappings'));
  return known;
}

function readMappings(folder: string): LoadedMappings {
  const parsed = readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((name) => parseMappings(readFileSync(`${folder}/${name}`, 'utf8'), `${folder}/${name}`));
  return {
    mappings: parsed.flatMap(({ mappings }) => mappings),
    refusals: parsed.flatMap(({ refusals }) => refusals),
  };
}

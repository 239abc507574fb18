/** What `cordon rules coverage` needs of this module: the coverage of rules on disk, and proving it anew. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { modelIds, readFigures } from '../models/index.ts';
import { readPath, walkInputs } from '../readers/index.ts';
import { loadMappings, openRules } from '../rules/index.ts';
import { loadAttack } from './attack.ts';
import { coverageModels, coverageOf, coverageRules } from './coverage.ts';
import type { Coverage } from './model.ts';
import { proveRules } from './prove.ts';
import { loadProved, provedFile } from './proved.ts';
import { createSeen } from './sources.ts';

/** `logs`: files and folders whose log sources count as seen; none, and what is seen is unknown. `models`: with what models claim. */
export async function coverRules(
  dirs: readonly string[],
  cacheDir: string | null,
  logs: readonly string[],
  models: boolean,
): Promise<Coverage> {
  const { ruleSet, correlations } = await openRules(dirs, cacheDir);
  const rules = [...coverageRules(ruleSet.rules, correlations), ...(models ? coverageModels() : [])];
  const seen = logs.length === 0 ? null : createSeen(await sourcesIn(logs), loadMappings().mappings);
  return coverageOf({ attack: loadAttack(), rules, seen, proved: loadProved() });
}

async function sourcesIn(logs: readonly string[]): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { path } of walkInputs(logs, () => {}))
    for await (const events of readPath(path)) for (const { source } of events) keys.add(source.key);
  return [...keys];
}

/** Writes content/coverage/proved.json. `data`: the folder of public recordings, or null when it is not there. */
export async function writeProved(
  dirs: readonly string[],
  cacheDir: string | null,
  data: string | null,
): Promise<{ rules: number; proved: number; onRecordings: number; file: string }> {
  const { ruleSet, correlations } = await openRules(dirs, cacheDir);
  const rules = await proveRules({ ruleSet, correlations, data, figures: readFigures() });
  const file = provedFile();
  mkdirSync(dirname(file), { recursive: true });
  // A rule a line, so that what changed can be read.
  const lines = rules.map((rule) => JSON.stringify(rule)).join(',\n');
  writeFileSync(file, `{"command":"npx cordon rules coverage --prove","rules":[\n${lines}\n]}\n`);
  const onRecordings = rules.filter(({ recordings }) => recordings.length > 0).length;
  return {
    rules: ruleSet.rules.length + correlations.length + modelIds.length,
    proved: rules.length,
    onRecordings,
    file,
  };
}

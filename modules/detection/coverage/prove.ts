/** Replays attacks and notes which rules fired: the records beside each rule, and recordings that others made. Reads files. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RuleSet } from '@cordon/sigma';
import { readPath, walkInputs } from '../readers/index.ts';
import { techniquesOf } from './attack.ts';
import type { ProvedRule } from './proved.ts';
import { replayFixtures } from './replay.ts';

/** Enough to believe it and to look it up. */
const recordingsKept = 3;

/** Folders of recordings below the public test data, each of an attack. */
const recordings = ['evtx/attack-samples', 'otrf/atomic'];

/** `data`: the folder of public recordings, or null for the records beside the rules alone. In order of rule ids. */
export async function proveRules(ruleSet: RuleSet, data: string | null): Promise<ProvedRule[]> {
  const onFixture = new Set<string>();
  for await (const { rule, findings } of replayFixtures(ruleSet))
    if (findings.some(({ rule_id }) => rule_id === rule.id)) onFixture.add(rule.id);
  const onRecordings = data === null ? new Map<string, string[]>() : await replayRecordings(ruleSet, data);
  return ruleSet.rules
    .map(({ id, title, tags }) => ({
      rule: id,
      title,
      techniques: techniquesOf(tags),
      fixture: onFixture.has(id),
      recordings: onRecordings.get(id) ?? [],
    }))
    .filter(({ fixture, recordings }) => fixture || recordings.length > 0)
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

async function replayRecordings(ruleSet: RuleSet, data: string): Promise<Map<string, string[]>> {
  const fired = new Map<string, string[]>();
  const folders = recordings.map((folder) => join(data, folder)).filter((folder) => existsSync(folder));
  const paths: string[] = [];
  for await (const { path } of walkInputs(folders, () => {})) paths.push(path);
  for (const path of paths.sort()) {
    const names = new Set<string>();
    for await (const events of readPath(path))
      for (const event of events)
        for (const { rule } of ruleSet.route(event.source).match(event)) names.add(rule.id);
    for (const id of names) {
      const known = fired.get(id) ?? [];
      if (known.length < recordingsKept) fired.set(id, [...known, relative(data, path)]);
    }
  }
  return fired;
}

/**
 * Replays attacks and notes what spoke: the records and stories beside rules and correlations, and recordings that others made.
 * Models are not replayed here: what they found of simulated attacks and of labelled captures, `bench/models.ts` measured. Reads files.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type CorrelationHit, createCorrelator, type RuleSet, type SigmaCorrelation } from '@cordon/sigma';
import { createDetect } from '../detect.ts';
import { type FiguresFile, modelEntry, modelIds, ruleIdOf } from '../models/index.ts';
import { readPath, walkInputs } from '../readers/index.ts';
import { techniquesOf } from './attack.ts';
import type { ProvedRule } from './proved.ts';
import { correlationsOnStories, replayFixtures } from './replay.ts';

/** Enough to believe it and to look it up. */
const recordingsKept = 3;

/** Folders of recordings below the public test data, each of an attack. */
const recordings = ['evtx/attack-samples', 'otrf/atomic'];

export interface ProveNeeds {
  ruleSet: RuleSet;
  correlations: readonly SigmaCorrelation[];
  /** The folder of public recordings, or null for the records beside the rules alone. */
  data: string | null;
  /** Of models; null where they were never measured. */
  figures: FiguresFile | null;
}

/** In order of ids; models first. */
export async function proveRules({
  ruleSet,
  correlations,
  data,
  figures,
}: ProveNeeds): Promise<ProvedRule[]> {
  const onFixture = await correlationsOnStories(ruleSet, correlations);
  for await (const { rule, findings } of replayFixtures(ruleSet))
    if (findings.some(({ rule_id }) => rule_id === rule.id)) onFixture.add(rule.id);
  const onRecordings =
    data === null ? new Map<string, string[]>() : await replayRecordings(ruleSet, correlations, data);
  const rules = [...ruleSet.rules, ...correlations].map(({ id, title, tags }) => ({
    rule: id,
    title,
    techniques: techniquesOf(tags),
    fixture: onFixture.has(id),
    recordings: onRecordings.get(id) ?? [],
  }));
  return [...provedModels(figures), ...rules.sort((a, b) => (a.rule < b.rule ? -1 : 1))].filter(
    ({ fixture, recordings }) => fixture || recordings.length > 0,
  );
}

/** A model is proved by a simulated attack that it found as by a record written with a rule, and by a capture as by a recording. */
function provedModels(figures: FiguresFile | null): ProvedRule[] {
  if (figures === null) return [];
  const captures = Object.values(figures.families).flatMap((family) => family?.captures ?? []);
  return modelIds.map((id) => ({
    rule: ruleIdOf(id),
    title: modelEntry(id).title,
    techniques: techniquesOf(modelEntry(id).tags),
    fixture: (figures.models[id]?.hits ?? 0) > 0,
    recordings: captures
      .filter(({ by }) => by.includes(id))
      .map(({ file }) => `zeek/labelled/${file}`)
      .slice(0, recordingsKept),
  }));
}

async function replayRecordings(
  ruleSet: RuleSet,
  correlations: readonly SigmaCorrelation[],
  data: string,
): Promise<Map<string, string[]>> {
  const fired = new Map<string, string[]>();
  const folders = recordings.map((folder) => join(data, folder)).filter((folder) => existsSync(folder));
  const paths: string[] = [];
  for await (const { path } of walkInputs(folders, () => {})) paths.push(path);
  for (const path of paths.sort()) {
    const names = new Set<string>();
    // A recording is one attack: nothing of it carries over to the next.
    const correlator = createCorrelator(correlations, ruleSet.rules);
    const hits: CorrelationHit[] = [];
    const detect = createDetect(
      ruleSet,
      {},
      { correlator, onMatch: ({ id }) => names.add(id), onHit: (hit) => hits.push(hit) },
    );
    for await (const events of readPath(path)) events.forEach(detect);
    hits.sort((a, b) => a.time - b.time);
    const found = [...hits.flatMap((hit) => correlator.add(hit)), ...correlator.end()];
    for (const { correlation } of found) names.add(correlation.id);
    for (const id of names) {
      const known = fired.get(id) ?? [];
      if (known.length < recordingsKept) fired.set(id, [...known, relative(data, path)]);
    }
  }
  return fired;
}

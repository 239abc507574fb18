/** Plays the records and stories that stand beside rules and correlations through the readers, rules and correlator of a scan. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type CorrelationHit,
  createCorrelator,
  type RuleSet,
  type SigmaCorrelation,
  type SigmaRule,
} from '@cordon/sigma';
import { parse } from 'yaml';
import { z } from 'zod';
import { createDetect } from '../detect.ts';
import type { Finding } from '../model.ts';
import { readInput } from '../readers/index.ts';
import { linesOf, restingOn, Stories, storiesOf } from './stories.ts';

const Fixtures = z.object({
  fires: z.array(
    z.object({ record: z.record(z.string(), z.unknown()).optional(), text: z.string().optional() }),
  ),
});

/** What each rule's own records lead to: its findings, and any that other rules make of the same record. */
export async function* replayFixtures(
  ruleSet: RuleSet,
): AsyncGenerator<{ rule: SigmaRule; findings: Finding[] }> {
  const detect = createDetect(ruleSet);
  for (const rule of ruleSet.rules) {
    const file = rule.file.replace(/\.ya?ml$/, '.fixtures.yaml');
    const fixtures = existsSync(file) ? Fixtures.safeParse(parse(readFileSync(file, 'utf8'))) : null;
    if (!fixtures?.success) continue;
    const findings: Finding[] = [];
    for (const [index, { record, text }] of fixtures.data.fires.entries()) {
      if (record === undefined && text === undefined) continue;
      // A name of its own, or records of two fixtures would be one and the same to whoever goes by ids.
      const name = `${basename(file)}#${index}`;
      for await (const events of readInput(name, once(text ?? `${JSON.stringify(record)}\n`)))
        findings.push(...events.flatMap((event) => detect(event)));
    }
    yield { rule, findings };
  }
}

/** The correlations that come true on every story beside them that says they must. Ids. */
export async function correlationsOnStories(
  ruleSet: RuleSet,
  correlations: readonly SigmaCorrelation[],
): Promise<Set<string>> {
  const proved = new Set<string>();
  for (const correlation of correlations) {
    const file = storiesOf(correlation);
    const stories = existsSync(file) ? Stories.safeParse(parse(readFileSync(file, 'utf8'))) : null;
    if (!stories?.success) continue;
    let told = 0;
    for (const story of stories.data.fires) {
      const correlator = createCorrelator(restingOn(correlation, correlations), ruleSet.rules);
      const hits: CorrelationHit[] = [];
      const detect = createDetect(ruleSet, {}, { correlator, onHit: (hit) => hits.push(hit) });
      for (const [i, line] of linesOf(story).entries())
        for await (const events of readInput(`${basename(file)}#${i}`, once(line))) events.forEach(detect);
      const found = [...hits.flatMap((hit) => correlator.add(hit)), ...correlator.end()];
      if (found.some((one) => one.correlation.id === correlation.id)) told++;
    }
    if (told === stories.data.fires.length) proved.add(correlation.id);
  }
  return proved;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

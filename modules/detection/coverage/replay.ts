/** Plays the records that stand beside each rule through the readers and rules that a scan uses. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RuleSet, SigmaRule } from '@cordon/sigma';
import { parse } from 'yaml';
import { z } from 'zod';
import { createDetect } from '../detect.ts';
import type { Finding } from '../model.ts';
import { readInput } from '../readers/index.ts';

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
      // What holds several records is for correlations, which a single rule does not see.
      if (record === undefined && text === undefined) continue;
      // A name of its own, or records of two fixtures would be one and the same to whoever goes by ids.
      const name = `${basename(file)}#${index}`;
      for await (const events of readInput(name, once(text ?? `${JSON.stringify(record)}\n`)))
        findings.push(...events.flatMap((event) => detect(event)));
    }
    yield { rule, findings };
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

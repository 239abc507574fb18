/**
 * SigmaHQ's answer key: recordings of attacks, each naming the rule that must fire on it and how often.
 * Run through the real reader, routing and engine with every SigmaHQ rule loaded, so a fault in any of them
 * shows as a rule that stays silent.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { compileRuleSet, type RuleSet } from '@cordon/sigma';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readPath } from '../readers/index.ts';
import { type LoadedRules, loadMappings, loadRules } from './load.ts';

const sigma = join(process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data'), 'sigma');
const present = existsSync(join(sigma, 'regression_data'));
if (!present)
  console.log(`skipped: ${sigma} is not there; set CORDON_DATA to the folder of shared test data`);

const folders = ['rules', 'rules-compliance', 'rules-emerging-threats', 'rules-threat-hunting'];

const Info = z.object({
  rule_metadata: z.array(z.object({ id: z.string(), title: z.string() })).min(1),
  regression_tests_info: z.array(
    z.object({ type: z.string(), path: z.string(), match_count: z.number().optional() }),
  ),
});

interface Answer {
  rule: string;
  title: string;
  path: string;
  /** A minimum: upstream's own runner treats it so, and four of its numbers are too low. */
  count: number;
}

function answers(): Answer[] {
  return readdirSync(join(sigma, 'regression_data'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('info.yml'))
    .sort()
    .flatMap((path) => {
      const info = Info.parse(parse(readFileSync(join(sigma, 'regression_data', path), 'utf8')));
      const [rule] = info.rule_metadata;
      return info.regression_tests_info
        .filter(({ type }) => type === 'evtx')
        .map((test) => ({
          rule: rule!.id,
          title: rule!.title,
          path: join(sigma, test.path),
          count: test.match_count ?? 1,
        }));
    });
}

describe.skipIf(!present)('the SigmaHQ answer key', () => {
  let loaded: LoadedRules;
  let ruleSet: RuleSet;
  beforeAll(async () => {
    loaded = await loadRules(folders.map((folder) => join(sigma, folder)));
    ruleSet = compileRuleSet(loaded.rules, { mappings: loadMappings().mappings });
  });

  it('has every rule loaded or named, and fewer than five refused', () => {
    const refusals = [...loaded.refusals, ...ruleSet.refusals];
    expect(ruleSet.rules.length + refusals.length).toBe(loaded.files);
    expect(refusals.length).toBeLessThan(5);
    for (const { file, line, reason } of refusals) expect(`${file}:${line} ${reason}`).toMatch(/\.yml:\d+ ./);
  });

  it('finds in every recording the rule that it was made for, at least as often as stated', async () => {
    const known = answers();
    expect(known.length).toBeGreaterThanOrEqual(100);
    const silent: string[] = [];
    for (const { rule, title, path, count } of known) {
      let matches = 0;
      let events = 0;
      for await (const batch of readPath(path)) {
        for (const event of batch) {
          events++;
          matches += ruleSet
            .route(event.source)
            .match(event)
            .filter((match) => match.rule.id === rule).length;
        }
      }
      if (matches < count) silent.push(`${title} (${rule}): ${matches} of ${count} in ${events} events`);
    }
    expect(silent).toEqual([]);
  });
});

/** Real rules on real records: everything loads or says why, the published answer keys fire, the naive evaluator agrees. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  compileRuleSet,
  explainRule,
  parseMappings,
  parseRules,
  type Refusal,
  type RuleSet,
  type SigmaRule,
} from '../index.ts';
import { eventOf } from './helpers.ts';
import { type NaiveRule, naiveMatches, type Record_ } from './naive.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const data = resolve(root, process.env.CORDON_DATA ?? '../shared/data');
const sigma = join(data, 'sigma');
if (!existsSync(sigma)) console.log(`skipped: no rules and records at ${data} (set CORDON_DATA)`);

const { mappings } = parseMappings(
  readFileSync(join(root, 'content/mappings/logsources.yaml'), 'utf8'),
  'logsources.yaml',
);

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

/** A record of evtx_dump's JSON under the names that rules use. */
function flatten(parsed: { Event: Record<string, unknown> }): Record_ {
  const flat: Record<string, unknown> = {};
  const put = (part: unknown) => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, value] of Object.entries(part)) {
      if (name === '#attributes') continue;
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        flat[name.replaceAll(' ', '')] = value;
      else if ('#text' in value) flat[name.replaceAll(' ', '')] = value['#text'];
      else {
        if ('#attributes' in value) {
          for (const [attribute, text] of Object.entries(value['#attributes'] as object)) {
            flat[`${name}_${attribute}`] = text;
          }
        }
        put(value);
      }
    }
  };
  put(parsed.Event.System);
  put(parsed.Event.EventData);
  put(parsed.Event.UserData);
  return flat as Record_;
}

describe.skipIf(!existsSync(sigma))('with the public rules and their answer keys', () => {
  const rules: SigmaRule[] = [];
  const refusals: Refusal[] = [];
  const written = new Map<string, NaiveRule>();
  const records: { wanted: string; record: Record_ }[] = [];
  let set: RuleSet;

  beforeAll(() => {
    for (const folder of ['rules', 'rules-compliance', 'rules-emerging-threats', 'rules-threat-hunting']) {
      for (const path of filesUnder(join(sigma, folder), '.yml')) {
        const parsed = parseRules(readFileSync(path, 'utf8'), path);
        rules.push(...parsed.rules);
        refusals.push(...parsed.refusals);
      }
    }
    set = compileRuleSet(rules, { mappings });
    for (const info of filesUnder(join(sigma, 'regression_data'), 'info.yml')) {
      const wanted = parse(readFileSync(info, 'utf8')).rule_metadata[0].id as string;
      for (const path of filesUnder(dirname(info), '.json')) {
        for (const text of readFileSync(path, 'utf8')
          .trim()
          .split(/\n(?=\{)/)) {
          records.push({ wanted, record: flatten(JSON.parse(text)) });
        }
      }
    }
  });

  const sourceOf = (record: Record_) => ({
    key: `windows|${record.Channel}|${record.EventID}`,
    product: 'windows',
    fixed: { Channel: String(record.Channel), EventID: Number(record.EventID) },
  });

  test('all 3,757 rules load or are refused with a reason, fewer than five of them', () => {
    const refused = [...refusals, ...set.refusals];
    expect(set.rules.length + refused.length).toBe(3757);
    expect(refused.length).toBeLessThan(5);
    for (const { reason, line } of refused) expect([reason.length > 10, line > 0]).toEqual([true, true]);
  });

  test('every answer key fires its rule', () => {
    const silent = new Set(records.map(({ wanted }) => wanted));
    for (const { wanted, record } of records) {
      for (const { rule } of set.route(sourceOf(record)).match(eventOf(record)))
        if (rule.id === wanted) silent.delete(wanted);
    }
    expect(records.length).toBeGreaterThan(99);
    expect([...silent]).toEqual([]);
  });

  test('the naive evaluator and the explanation agree with the engine, rule by rule', () => {
    const sample = records.filter((_, i) => i % 12 === 0);
    let compared = 0;
    for (const { record } of sample) {
      const source = sourceOf(record);
      const event = eventOf(record);
      const matched = new Set(
        set
          .route(source)
          .match(event)
          .map(({ rule }) => rule.id),
      );
      for (const rule of set.rules) {
        // Fields keep their names here only where the mapping renames none: Sysmon and the channels themselves.
        if (rule.logsource.product !== 'windows' || record.EventID === 4688) continue;
        const explanation = explainRule(rule, event, source, { mappings });
        expect([rule.title, explanation.matches]).toEqual([rule.title, matched.has(rule.id)]);
        if (!explanation.applies || !explanation.routing.every(({ holds }) => holds)) continue;
        if (/\|(cidr|base64|base64offset|wide|expand)/.test(JSON.stringify(asWritten(rule)))) continue;
        compared++;
        expect([rule.title, naiveMatches(asWritten(rule), record)]).toEqual([
          rule.title,
          matched.has(rule.id),
        ]);
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  /** The rule's own YAML, read again without the engine. Encodings and networks are left to the tables of cases. */
  function asWritten(rule: SigmaRule): NaiveRule {
    let naive = written.get(rule.id);
    if (naive === undefined) {
      const { condition, ...selections } = parse(readFileSync(rule.file, 'utf8')).detection;
      naive = { selections, condition };
      written.set(rule.id, naive);
    }
    return naive;
  }
});

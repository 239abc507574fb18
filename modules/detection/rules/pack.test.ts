/**
 * The rule pack must fire on what it is for and stay silent on what only looks like it, through the readers,
 * the routing and the engine that a scan uses. Each rule has its fixtures beside it in content/rules.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import {
  compileRuleSet,
  parseRules,
  type RuleSet,
  type SigmaCorrelation,
  type SigmaRule,
} from '@cordon/sigma';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Event } from '../model.ts';
import { readInput } from '../readers/index.ts';
import { type LoadedRules, loadMappings, loadRules } from './load.ts';

const root = projectPath('content', 'rules');
const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');

const Case = z.strictObject({
  why: z.string().min(1),
  record: z.record(z.string(), z.unknown()).optional(),
  text: z.string().min(1).optional(),
});
const Fixtures = z.strictObject({ fires: z.array(Case).min(1), silent: z.array(Case).min(1) });
type Case = z.infer<typeof Case>;

const fixturesOf = (rule: SigmaRule | SigmaCorrelation) => rule.file.replace(/\.yml$/, '.fixtures.yaml');
const nameOf = (rule: SigmaRule | SigmaCorrelation) => relative(root, rule.file);

async function eventsOf(one: Case): Promise<Event[]> {
  const text = one.text ?? `${JSON.stringify(one.record)}\n`;
  async function* bytes() {
    yield Buffer.from(text);
  }
  const reading = readInput('fixture', bytes(), { now: Date.UTC(2026, 10, 23) });
  const events: Event[] = [];
  for await (const batch of reading) events.push(...batch);
  expect(reading.reports.flatMap(({ losses }) => losses)).toEqual([]);
  return events;
}

const compile = (rules: readonly SigmaRule[]): RuleSet =>
  compileRuleSet(rules, { mappings: loadMappings().mappings });

/** Runs one rule's fixtures, among all rules, and says in words what is wrong with them. */
async function tryFixtures(rule: SigmaRule, ruleSet: RuleSet, yaml: string) {
  const parsed = Fixtures.safeParse(parse(yaml));
  if (!parsed.success) return { faults: [`${nameOf(rule)}: ${z.prettifyError(parsed.error)}`], cases: 0 };
  const faults: string[] = [];
  for (const kind of ['fires', 'silent'] as const) {
    for (const one of parsed.data[kind]) {
      const events = await eventsOf(one);
      const hits = events
        .flatMap((event) => ruleSet.route(event.source).match(event))
        .filter((match) => match.rule.id === rule.id);
      const keys = events.map(({ source }) => source.key).join(', ');
      const where = `${nameOf(rule)}: "${one.why}" (${keys || 'no event'})`;
      if (events.length === 0) faults.push(`${where} is not read`);
      else if (events.some(({ source }) => source.format === 'json'))
        faults.push(`${where} is read as unknown JSON`);
      else if (kind === 'fires' && hits.length === 0) faults.push(`${where} does not fire`);
      else if (kind === 'silent' && hits.length > 0) faults.push(`${where} fires`);
      if (hits.some((hit) => hit.explain().length === 0)) faults.push(`${where} fires without a reason`);
    }
  }
  return { faults, cases: parsed.data.fires.length + parsed.data.silent.length };
}

describe('the rule pack', () => {
  let loaded: LoadedRules;
  let documents: (SigmaRule | SigmaCorrelation)[];
  beforeAll(async () => {
    loaded = await loadRules([root]);
    documents = [...loaded.rules, ...loaded.correlations];
  });

  it('loads without a refusal, and is as large as promised', () => {
    const { mappings, refusals } = loadMappings();
    expect([...loaded.refusals, ...refusals, ...compileRuleSet(loaded.rules, { mappings }).refusals]).toEqual(
      [],
    );
    expect(loaded.rules.length).toBeGreaterThanOrEqual(200);
  });

  it('says of each rule what a person needs to judge it', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const faults = documents.flatMap((rule) => [
      ...(uuid.test(rule.id) ? [] : [`${nameOf(rule)}: the id is not a version 4 UUID`]),
      ...(rule.author === 'Cordon project' ? [] : [`${nameOf(rule)}: the author is not the project`]),
      ...(rule.license === 'Apache-2.0' ? [] : [`${nameOf(rule)}: the licence is not Apache-2.0`]),
      ...(rule.status ? [] : [`${nameOf(rule)}: no status`]),
      ...((rule.description ?? '').length > 80
        ? []
        : [`${nameOf(rule)}: the description does not say why it matters`]),
      ...(rule.falsepositives.length > 0 ? [] : [`${nameOf(rule)}: no false positives named`]),
      ...(rule.title.length < 90 ? [] : [`${nameOf(rule)}: the title is too long for a list`]),
    ]);
    expect(faults).toEqual([]);
    expect(new Set(documents.map(({ title }) => title)).size).toBe(documents.length);
  });

  it('tags only techniques and tactics that ATT&CK 18.1 has, and the tactic that each technique serves', ({
    skip,
  }) => {
    const file = join(data, 'attack', 'enterprise-techniques.json');
    skip(!existsSync(file), `ATT&CK is not at ${file}: set CORDON_DATA to the test data`);
    const attack = JSON.parse(readFileSync(file, 'utf8')) as {
      tactics: { shortname: string }[];
      techniques: { id: string; tactics: string[] }[];
    };
    const tactics = new Set(attack.tactics.map(({ shortname }) => shortname));
    const techniques = new Map(attack.techniques.map(({ id, tactics }) => [id.toLowerCase(), tactics]));
    const faults = documents.flatMap((rule) => {
      const names = rule.tags.map((tag) => tag.replace(/^attack\./, ''));
      const own = names.filter((name) => tactics.has(name));
      const used = names.filter((name) => !tactics.has(name));
      return [
        ...(own.length > 0 ? [] : [`${nameOf(rule)} names no tactic`]),
        ...used
          .filter((name) => !techniques.get(name)?.some((tactic) => own.includes(tactic)))
          .map(
            (name) =>
              `${nameOf(rule)}: ${name} serves ${techniques.get(name) ?? 'nothing: no such technique'}`,
          ),
        ...own
          .filter((tactic) => !used.some((name) => techniques.get(name)?.includes(tactic)))
          .map((tactic) => `${nameOf(rule)}: no technique of it serves ${tactic}`),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('fires on every record that it must, and on none that it must not', async () => {
    const ruleSet = compile(loaded.rules);
    const faults: string[] = [];
    let cases = 0;
    for (const rule of loaded.rules) {
      const file = fixturesOf(rule);
      if (!existsSync(file)) {
        faults.push(`${nameOf(rule)} has no ${basename(file)} beside it`);
        continue;
      }
      const outcome = await tryFixtures(rule, ruleSet, readFileSync(file, 'utf8'));
      faults.push(...outcome.faults);
      cases += outcome.cases;
    }
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThanOrEqual(2 * loaded.rules.length);
  });

  it('has no fixtures whose rule is gone', () => {
    const known = new Set(documents.map((one) => fixturesOf(one)));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.fixtures.yaml'))
      .map((name) => join(root, name));
    expect(files.filter((file) => !known.has(file))).toEqual([]);
  });

  it('is explained by examples that work', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [ruleText = '', fixtures = ''] = [...readme.matchAll(/^ {3}```yaml\n(.*?)^ {3}```$/gms)].map(
      ([, block]) => block!.replace(/^ {3}/gm, ''),
    );
    const { rules, refusals } = parseRules(ruleText, join(root, 'README.yml'));
    expect(refusals).toEqual([]);
    expect(await tryFixtures(rules[0]!, compile(rules), fixtures)).toEqual({ faults: [], cases: 2 });
  });
});

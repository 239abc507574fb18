/**
 * The rule pack must fire on what it is for and stay silent on what only looks like it, through the readers,
 * the routing and the engine that a scan uses. Each rule has its fixtures beside it in content/rules.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { compileRuleSet, type SigmaRule } from '@cordon/sigma';
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

const fixturesOf = (rule: SigmaRule) => rule.file.replace(/\.yml$/, '.fixtures.yaml');
const nameOf = (rule: SigmaRule) => relative(root, rule.file);

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

describe('the rule pack', () => {
  let loaded: LoadedRules;
  beforeAll(async () => {
    loaded = await loadRules([root]);
  });

  it('loads without a refusal, and is as large as promised', () => {
    const { mappings, refusals } = loadMappings();
    expect([...loaded.refusals, ...refusals, ...compileRuleSet(loaded.rules, { mappings }).refusals]).toEqual(
      [],
    );
    expect(loaded.rules.length).toBeGreaterThanOrEqual(48);
  });

  it('says of each rule what a person needs to judge it', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const faults = loaded.rules.flatMap((rule) => [
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
    expect(new Set(loaded.rules.map(({ title }) => title)).size).toBe(loaded.rules.length);
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
    const faults = loaded.rules.flatMap((rule) => {
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
    const { mappings } = loadMappings();
    const ruleSet = compileRuleSet(loaded.rules, { mappings });
    const faults: string[] = [];
    let cases = 0;
    for (const rule of loaded.rules) {
      const file = fixturesOf(rule);
      if (!existsSync(file)) {
        faults.push(`${nameOf(rule)} has no ${basename(file)} beside it in ${dirname(nameOf(rule))}`);
        continue;
      }
      const parsed = Fixtures.safeParse(parse(readFileSync(file, 'utf8')));
      if (!parsed.success) {
        faults.push(`${relative(root, file)}: ${z.prettifyError(parsed.error)}`);
        continue;
      }
      for (const kind of ['fires', 'silent'] as const) {
        for (const one of parsed.data[kind]) {
          cases++;
          const events = await eventsOf(one);
          const hits = events.flatMap((event) =>
            ruleSet
              .route(event.source)
              .match(event)
              .filter((match) => match.rule.id === rule.id),
          );
          const where = `${nameOf(rule)}: "${one.why}" (${events.map(({ source }) => source.key).join(', ') || 'no event'})`;
          if (events.length === 0) faults.push(`${where} is not read`);
          else if (events.some(({ source }) => source.format === 'json'))
            faults.push(`${where} is read as unknown JSON`);
          else if (kind === 'fires' && hits.length === 0) faults.push(`${where} does not fire`);
          else if (kind === 'silent' && hits.length > 0) faults.push(`${where} fires`);
          for (const hit of hits)
            if (hit.explain().length === 0) faults.push(`${where} fires without a reason`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThanOrEqual(2 * loaded.rules.length);
  });
});

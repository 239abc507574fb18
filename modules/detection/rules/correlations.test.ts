/**
 * A correlation must come true on the story it is told for, and stay silent on its neighbour, through the readers,
 * the rules and the correlator that a scan uses. Each has its stories beside it in content/rules/correlations.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import {
  type Correlated,
  compileRuleSet,
  createCorrelator,
  parseRules,
  type RuleSet,
  type SigmaCorrelation,
} from '@cordon/sigma';
import { loadScenario, simulate } from '@cordon/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { linesOf, restingOn, Stories, storiesOf } from '../coverage/stories.ts';
import { atLeast } from '../detect.ts';
import type { Event } from '../model.ts';
import { readInput } from '../readers/index.ts';
import { type LoadedRules, loadMappings, loadRules } from './load.ts';

const root = projectPath('content', 'rules');

async function eventsOf(name: string, text: string): Promise<Event[]> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const reading = readInput(name, bytes(), { now: Date.UTC(2026, 10, 23) });
  const events: Event[] = [];
  for await (const batch of reading) events.push(...batch);
  expect(reading.reports.flatMap(({ losses }) => losses)).toEqual([]);
  return events;
}

/** What comes true over some events, as a server would find it. */
function correlate(events: Iterable<Event>, ruleSet: RuleSet, correlations: readonly SigmaCorrelation[]) {
  const correlator = createCorrelator(correlations, ruleSet.rules);
  const found: Correlated[] = [];
  for (const event of events) {
    for (const match of ruleSet.route(event.source).match(event)) {
      const fields = correlator.fieldsOf(match.rule.id);
      if (fields === undefined) continue;
      found.push(
        ...correlator.add({
          rule: match.rule.id,
          time: Date.parse(event.envelope().time ?? ''),
          ref: `${event.file}:${event.recordId}:${match.rule.id}`,
          values: Object.fromEntries(fields.map((field) => [field, match.read(field)])),
        }),
      );
    }
  }
  return { found: [...found, ...correlator.end()], counters: correlator.counters };
}

async function tellStories(
  correlation: SigmaCorrelation,
  loaded: LoadedRules,
  ruleSet: RuleSet,
  yaml: string,
) {
  const name = relative(root, correlation.file);
  const parsed = Stories.safeParse(parse(yaml));
  if (!parsed.success) return [`${name}: ${z.prettifyError(parsed.error)}`];
  const faults: string[] = [];
  for (const kind of ['fires', 'silent'] as const) {
    for (const story of parsed.data[kind]) {
      const where = `${name}: "${story.why}"`;
      const events: Event[] = [];
      for (const [i, line] of linesOf(story).entries()) events.push(...(await eventsOf(`record ${i}`, line)));
      const { found, counters } = correlate(events, ruleSet, restingOn(correlation, loaded.correlations));
      const own = found.filter((one) => one.correlation.id === correlation.id);
      if (counters.untimed > 0 || counters.late > 0)
        faults.push(`${where} has records without a usable time`);
      if (kind === 'fires' && own.length === 0) faults.push(`${where} does not come true`);
      if (kind === 'silent' && own.length > 0) faults.push(`${where} comes true`);
      if (own.some(({ reasons }) => reasons.length === 0))
        faults.push(`${where} comes true without a reason`);
    }
  }
  return faults;
}

describe('correlations', () => {
  let loaded: LoadedRules;
  let ruleSet: RuleSet;
  beforeAll(async () => {
    loaded = await loadRules([root]);
    ruleSet = compileRuleSet(loaded.rules, { mappings: loadMappings().mappings });
  });

  it('are resolved without a refusal, and are as many as promised', () => {
    expect(createCorrelator(loaded.correlations, loaded.rules).refusals).toEqual([]);
    expect(loaded.correlations.length).toBeGreaterThanOrEqual(25);
  });

  it('come true on every story that they must, and on none that they must not', async () => {
    const faults: string[] = [];
    for (const correlation of loaded.correlations) {
      const file = storiesOf(correlation);
      if (existsSync(file))
        faults.push(...(await tellStories(correlation, loaded, ruleSet, readFileSync(file, 'utf8'))));
      else faults.push(`${relative(root, file)} is missing`);
    }
    expect(faults).toEqual([]);
  });

  it('rest on building blocks that some correlation uses', () => {
    const { fieldsOf } = createCorrelator(loaded.correlations, loaded.rules);
    const idle = loaded.rules.filter(
      ({ file, id }) => file.includes('building-blocks') && fieldsOf(id) === undefined,
    );
    expect(idle.map(({ file }) => relative(root, file))).toEqual([]);
  });

  it('are explained by an example that works', async () => {
    const readme = readFileSync(`${root}/README.md`, 'utf8');
    const [, , rules = '', fixtures = ''] = [...readme.matchAll(/^ {3}```yaml\n(.*?)^ {3}```$/gms)].map(
      ([, block]) => block!.replace(/^ {3}/gm, ''),
    );
    const parsed = parseRules(rules, `${root}/README.yml`);
    expect(parsed.refusals).toEqual([]);
    const [correlation] = parsed.correlations;
    const example = { ...loaded, ...parsed };
    const compiled = compileRuleSet(parsed.rules, { mappings: loadMappings().mappings });
    expect(await tellStories(correlation!, example, compiled, fixtures)).toEqual([]);
  });

  describe('over a simulated hospital', () => {
    async function live(name: string): Promise<Correlated[]> {
      const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
      const scenario = await loadScenario(name, projectPath('content/scenarios'));
      const streams = new Map<string, string[]>();
      for (const { stream, line } of simulate({ estate, scenario, seed: 1 })) {
        const lines = streams.get(stream);
        if (lines) lines.push(line);
        else streams.set(stream, [line]);
      }
      const events: [string, Event][] = [];
      for (const [stream, lines] of streams)
        for (const event of await eventsOf(stream, `${lines.join('\n')}\n`))
          events.push([event.envelope().time ?? '', event]);
      events.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return correlate(
        events.map(([, event]) => event),
        ruleSet,
        loaded.correlations,
      ).found;
    }
    const loud = (found: readonly Correlated[]): string[] => [
      ...new Set(
        found
          .filter(({ correlation }) => atLeast(correlation.level, 'high'))
          .map((one) => one.correlation.title),
      ),
    ];

    it('wake nobody on an ordinary day', async () => {
      expect(loud(await live('ordinary-day'))).toEqual([]);
    });
  });
});

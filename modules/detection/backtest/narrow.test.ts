/** Risk: the store leaves out an event that the rule matches, and a backtest says that a rule is quieter than it is. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { parseRules, type SigmaRule } from '@cordon/sigma';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Event } from '../model.ts';
import { readPath, walkInputs } from '../readers/index.ts';
import { read } from '../readers/testing/read.ts';
import { openRules } from '../rules/index.ts';
import { narrow } from './narrow.ts';

const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');
const present = existsSync(data);
if (!present) console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);
const sigma = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].map((name) =>
  join(data, 'sigma', name),
);

const ruleOf = (detection: string): SigmaRule =>
  parseRules(
    `title: T\nid: 5b8f4c6e-9d59-4f0f-a1c8-1f2f3a9c7d10\nlogsource: { product: windows }\ndetection:\n${detection}`,
    'rule',
  ).rules[0]!;
const clauses = (detection: string, formats = ['evtx'], fixed: string[] = []) =>
  narrow([ruleOf(detection)], formats, new Set(fixed));

describe('what a record must hold', () => {
  it.each([
    ['a part of a value', "  s: { A|contains: 'shadow' }\n  condition: s", [['shadow']]],
    [
      'the longest piece without what JSON or Sigma escape',
      "  s: { A|endswith: '\\x\\vssadmin.exe' }\n  condition: s",
      [['vssadmin.exe']],
    ],
    ['one of several', '  s: { A: [abcd, efgh] }\n  condition: s', [['abcd', 'efgh']]],
    ['one of them is too short to tell', '  s: { A: [abcd, e] }\n  condition: s', []],
    [
      'what is not there proves nothing',
      '  s: { A: abcd }\n  n: { B: other }\n  condition: s and not n',
      [['abcd']],
    ],
    ['either of two', '  a: { A: abcd }\n  b: { B: efgh }\n  condition: a or b', [['abcd', 'efgh']]],
    ['either, and one of them says nothing', '  a: { A: abcd }\n  b: { B|re: e.g }\n  condition: a or b', []],
    [
      'what a regular expression cannot do without',
      "  s: { A|re|i: 'vss[a-z]*\\s+(delete|resize)\\b' }\n  condition: s",
      [['delete', 'resize']],
    ],
    ['a flag in any dash', "  s: { A|windash|contains: ' -encode' }\n  condition: s", [['encode']]],
    ['what is encoded first', '  s: { A|base64offset|contains: abcdef }\n  condition: s', []],
    ['numbers and null', '  s: { A: 4688, B: null }\n  condition: s', []],
    ['beyond ASCII', '  s: { A: ſchadow }\n  condition: s', [['chadow']]],
  ])('%s', (_, detection, wanted) => {
    expect(clauses(detection)).toEqual(wanted);
  });

  it('nothing, where values are worked out or the source says them', () => {
    expect(clauses('  s: { A: abcd }\n  condition: s', ['evtx', 'azure'])).toEqual([]);
    expect(clauses('  s: { Channel: Security }\n  condition: s', ['evtx'], ['Channel'])).toEqual([]);
  });
});

/** As the store looks for it: in the JSON text, whatever the case of ASCII letters. */
function expectKept(event: Event, rule: SigmaRule, raw: string): void {
  const fixed = new Set(Object.keys(event.source.fixed));
  for (const texts of narrow([rule], [event.source.format], fixed))
    if (!texts.some((text) => raw.includes(text.toLowerCase())))
      expect.fail(`"${rule.title}" matches a record without ${texts.join(', ')}: ${raw.slice(0, 400)}`);
}

describe('no match is left out', () => {
  let ruleSet: Awaited<ReturnType<typeof openRules>>['ruleSet'];
  beforeAll(async () => {
    const dirs = [projectPath('content', 'rules'), ...sigma.filter((dir) => existsSync(dir))];
    ({ ruleSet } = await openRules(dirs, testCache));
  });
  let narrowed = 0;
  const check = (event: Event): number => {
    const matches = ruleSet.route(event.source).match(event);
    if (matches.length === 0) return 0;
    const raw = JSON.stringify(event.raw()).toLowerCase();
    for (const { rule } of matches) {
      expectKept(event, rule, raw);
      if (narrow([rule], [event.source.format], new Set(Object.keys(event.source.fixed))).length > 0)
        narrowed += 1;
    }
    return matches.length;
  };

  it('of the records that come with our own rules', async () => {
    let matches = 0;
    for (const { file } of ruleSet.rules) {
      const fixtures = file.replace(/\.yml$/, '.fixtures.yaml');
      if (!file.startsWith(projectPath('content')) || !existsSync(fixtures)) continue;
      const { fires } = parse(readFileSync(fixtures, 'utf8')) as {
        fires: { record?: object; text?: string }[];
      };
      for (const { record, text } of fires) {
        const { events } = await read(text ?? `${JSON.stringify(record)}\n`, { name: file });
        for (const event of events) matches += check(event);
      }
    }
    expect(matches).toBeGreaterThan(300);
    expect(narrowed).toBeGreaterThan(matches / 3);
  });

  it.skipIf(!present)(
    'of real attacks (needs CORDON_DATA)',
    async () => {
      let matches = 0;
      for await (const { path } of walkInputs(
        ['evtx/attack-samples', 'sigma/regression_data'].map((name) => join(data, name)),
        () => {},
      ))
        for await (const batch of readPath(path)) for (const event of batch) matches += check(event);
      expect(matches).toBeGreaterThan(1_000);
    },
    60_000,
  );
});

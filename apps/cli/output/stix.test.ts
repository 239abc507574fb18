/** Guards: a bundle that a STIX consumer would refuse, one that dangles, and one that doubles when it is sent again. */
import { type Finding, loadAttack, openRules, replayFixtures } from '@cordon/detection';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type KnownRules, loadKnownRules } from './known-rules.ts';
import { stixOutput } from './stix.ts';
import { file, ipAddress, userAccount, uuid5 } from './stix-objects.ts';

const id = (type: string) =>
  z
    .string()
    .regex(new RegExp(`^${type}--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`));
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const spec = { spec_version: z.literal('2.1') };
const marked = { object_marking_refs: z.array(id('marking-definition')).length(1) };
const common = { ...spec, ...marked, created: Time, modified: Time };
const by = { created_by_ref: id('identity') };
const text = z.string().min(1);

/** What the specification requires of each type, and the types of what is referred to. */
const StixObject = z
  .discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('marking-definition'),
      ...spec,
      id: id('marking-definition'),
      created: Time,
    }),
    z.looseObject({ type: z.literal('identity'), ...common, id: id('identity'), name: text }),
    z.looseObject({
      type: z.literal('attack-pattern'),
      ...common,
      ...by,
      id: id('attack-pattern'),
      name: text,
      external_references: z.array(
        z.object({ source_name: z.literal('mitre-attack'), external_id: text, url: z.url() }),
      ),
    }),
    z.looseObject({
      type: z.literal('indicator'),
      ...common,
      ...by,
      id: id('indicator'),
      pattern: text,
      pattern_type: z.literal('sigma'),
      valid_from: Time,
    }),
    z.looseObject({
      type: z.literal('relationship'),
      ...common,
      ...by,
      id: id('relationship'),
      relationship_type: z.literal('indicates'),
      source_ref: id('indicator'),
      target_ref: id('attack-pattern'),
    }),
    z.looseObject({
      type: z.literal('observed-data'),
      ...common,
      ...by,
      id: id('observed-data'),
      first_observed: Time,
      last_observed: Time,
      number_observed: z.number().int().min(1),
      object_refs: z.array(text).min(1),
    }),
    z.looseObject({
      type: z.literal('sighting'),
      ...common,
      ...by,
      id: id('sighting'),
      sighting_of_ref: id('indicator'),
      observed_data_refs: z.array(id('observed-data')).optional(),
      where_sighted_refs: z.array(id('identity')).min(1),
    }),
    z.strictObject({
      type: z.literal('ipv4-addr'),
      ...spec,
      ...marked,
      id: id('ipv4-addr'),
      value: z.ipv4(),
    }),
    z.strictObject({ type: z.literal('ipv6-addr'), ...spec, ...marked, id: id('ipv6-addr'), value: text }),
    z.strictObject({
      type: z.literal('user-account'),
      ...spec,
      ...marked,
      id: id('user-account'),
      account_login: text,
    }),
    z.strictObject({ type: z.literal('directory'), ...spec, ...marked, id: id('directory'), path: text }),
    z.strictObject({
      type: z.literal('file'),
      ...spec,
      ...marked,
      id: id('file'),
      name: text,
      parent_directory_ref: id('directory').optional(),
      hashes: z.record(z.enum(['MD5', 'SHA-1', 'SHA-256']), text).optional(),
    }),
    z.strictObject({
      type: z.literal('process'),
      ...spec,
      ...marked,
      id: id('process'),
      pid: z.number().int().optional(),
      command_line: text.optional(),
      image_ref: id('file').optional(),
      creator_user_ref: id('user-account').optional(),
      parent_ref: id('process').optional(),
    }),
    z.strictObject({
      type: z.literal('network-traffic'),
      ...spec,
      ...marked,
      id: id('network-traffic'),
      src_ref: text,
      dst_ref: text,
      dst_port: z.number().int().optional(),
      protocols: z.array(text).min(1),
    }),
  ])
  .refine(
    (one) => !('modified' in one) || String(one.created) <= String(one.modified),
    'changed before it was made',
  );
const Bundle = z.strictObject({ type: z.literal('bundle'), id: id('bundle'), objects: z.array(StixObject) });

describe('--format stix', () => {
  const findings: Finding[] = [];
  let rule: KnownRules;
  beforeAll(async () => {
    const rules = [projectPath('content', 'rules')];
    const { ruleSet } = await openRules(rules, testCache);
    for await (const { findings: found } of replayFixtures(ruleSet)) findings.push(...found);
    rule = await loadKnownRules(rules, testCache);
  });

  function bundle(of: readonly Finding[], at = '2026-11-25T00:00:00.000Z'): z.infer<typeof Bundle> {
    const output = stixOutput({ attack: loadAttack(), rule, at });
    const written = [output.begin(), ...of.map((one) => output.finding(one)), output.end()].join('');
    return Bundle.parse(JSON.parse(written));
  }

  it('refers only to what is in the bundle, after it, and holds each object once', () => {
    // Parent and child run from one folder, so that one finding names it twice.
    const twice = { Image: 'C:\\x\\a.exe', ParentImage: 'C:\\x\\b.exe', ProcessId: 2, ParentProcessId: 1 };
    const { objects } = bundle([{ ...findings[0]!, event: twice }, ...findings.slice(1)]);
    const before = new Set<string>();
    for (const one of objects) {
      expect(before.has(one.id)).toBe(false);
      const refs = Object.entries(one).flatMap(([name, value]) =>
        /_refs?$/.test(name) ? ([value].flat() as string[]) : [],
      );
      expect(refs.filter((ref) => !before.has(ref))).toEqual([]);
      before.add(one.id);
    }
    const count = (type: string) => objects.filter((one) => one.type === type).length;
    expect(count('sighting')).toBe(new Set(findings.map((one) => one.id)).size);
    expect(count('indicator')).toBe(new Set(findings.map((one) => one.rule_id)).size);
  });

  it('gives the same objects on every run and in any order, whenever it runs', () => {
    const byId = (one: z.infer<typeof Bundle>) => one.objects.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const timed = findings.filter(({ time }) => time !== null);
    const [first, second] = [bundle(timed), bundle(timed.toReversed(), '2027-01-01T00:00:00.000Z')];
    expect(second.id).toBe(first.id);
    expect(byId(second)).toEqual(byId(first));
  });

  it('is marked TLP:AMBER throughout, and sends no record', () => {
    const { objects } = bundle(findings);
    const amber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
    expect(objects[0]).toMatchObject({ id: amber, name: 'TLP:AMBER' });
    expect(
      objects.slice(1).filter((one) => !JSON.stringify(one).includes(`"object_marking_refs":["${amber}"]`)),
    ).toEqual([]);
    const secret = 'NHS number 943 476 5919';
    const [leaky] = findings;
    const told = JSON.stringify(bundle([{ ...leaky!, event: { note: secret }, reason: [] }]));
    expect(told).not.toContain(secret);
  });

  it('makes the ids that other producers make of the same observables', () => {
    // Worked out with section 2.9 of the specification and Python's uuid5.
    expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
    expect(ipAddress('198.51.100.3').id).toBe('ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4');
    expect(userAccount('CORP\\é').id).toBe('user-account--0614ced5-092d-5d2a-8df5-7d51d46d74b2');
    expect(file('a.exe', null, { 'SHA-256': 'bb', MD5: 'aa' }).id).toBe(
      'file--9cb2ed02-842b-598f-ab47-866c45cbb0ab',
    );
  });
});

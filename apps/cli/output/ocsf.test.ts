/** Guards: an event that an OCSF consumer would refuse or misread. The schema here holds what OCSF 1.9.0 requires. */
import { type Finding, levels, loadAttack, openRules, replayFixtures } from '@cordon/detection';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toOcsf } from './ocsf.ts';

const Uid = z.string().min(1);
const Millis = z.number().int();
const User = z.strictObject({ name: Uid });
const Endpoint = z.strictObject({ ip: Uid, port: z.number().int().min(0).max(65_535).optional() });
const Device = z.strictObject({ hostname: Uid, type_id: z.number().int(), type: Uid });
const File = z.strictObject({
  name: Uid,
  path: Uid,
  type_id: z.number().int(),
  type: Uid,
  hashes: z
    .array(
      z.strictObject({
        algorithm_id: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        algorithm: Uid,
        value: Uid,
      }),
    )
    .optional(),
});
const ProcessOf = z.object({
  pid: z.number().int().min(0),
  name: Uid.optional(),
  cmd_line: z.string().optional(),
  file: File.optional(),
});
const Process = ProcessOf.extend({ parent_process: ProcessOf.strict().optional() }).strict();
const Entity = z.strictObject({ uid: Uid, name: Uid });
const AttackObject = z.strictObject({
  tactic: z.strictObject({ uid: z.string().regex(/^TA\d{4}$/), name: Uid }).optional(),
  technique: Entity.extend({ uid: z.string().regex(/^T\d{4}$/) }),
  sub_technique: Entity.extend({ uid: z.string().regex(/^T\d{4}\.\d{3}$/) }).optional(),
  version: Uid,
});
const Evidence = z
  .strictObject({
    name: Uid,
    uid: Uid,
    device: Device.optional(),
    actor: z.strictObject({ user: User }).optional(),
    process: Process.optional(),
    file: File.optional(),
    src_endpoint: Endpoint.optional(),
    dst_endpoint: Endpoint.optional(),
  })
  .refine(({ name: _name, uid: _uid, ...rest }) => Object.keys(rest).length > 0, 'says nothing');

const DetectionFinding = z.strictObject({
  activity_id: z.literal(1),
  activity_name: z.literal('Create'),
  category_uid: z.literal(2),
  category_name: z.literal('Findings'),
  class_uid: z.literal(2004),
  class_name: z.literal('Detection Finding'),
  type_uid: z.literal(200_401),
  type_name: Uid,
  severity_id: z.number().int().min(1).max(5),
  severity: z.enum(['Informational', 'Low', 'Medium', 'High', 'Critical']),
  status_id: z.literal(1),
  status: z.literal('New'),
  time: Millis,
  start_time: Millis.optional(),
  end_time: Millis.optional(),
  message: z.string(),
  is_alert: z.literal(true),
  metadata: z.strictObject({
    version: z.literal('1.9.0'),
    profiles: z.tuple([z.literal('host')]),
    uid: Uid,
    product: z.strictObject({ name: Uid, vendor_name: Uid }),
    log_name: z.string(),
    log_provider: Uid,
    original_time: z.string().optional(),
  }),
  finding_info: z.strictObject({
    uid: Uid,
    title: z.string(),
    desc: z.string().optional(),
    created_time: Millis,
    first_seen_time: Millis.optional(),
    last_seen_time: Millis.optional(),
    analytic: z.strictObject({
      uid: Uid,
      name: z.string(),
      desc: z.string().optional(),
      type_id: z.literal(1),
      type: z.literal('Rule'),
      category: Uid,
    }),
    attacks: z.array(AttackObject).min(1).optional(),
  }),
  device: Device.optional(),
  actor: z.strictObject({ user: User }).optional(),
  evidences: z.array(Evidence).min(1).optional(),
  observables: z.array(z.strictObject({ name: Uid, type_id: z.number().int(), type: Uid, value: Uid })),
  unmapped: z.strictObject({
    reason: z.array(z.unknown()),
    tags: z.array(z.string()),
    record_id: z.string(),
    record: z.unknown(),
  }),
});

const context = { attack: loadAttack(), rule: () => null, now: Date.UTC(2026, 10, 25) };
const asRead = (finding: Finding): unknown => JSON.parse(JSON.stringify(toOcsf(finding, context)));

describe('--format ocsf', () => {
  const findings: Finding[] = [];
  beforeAll(async () => {
    const { ruleSet } = await openRules([projectPath('content', 'rules')], testCache);
    for await (const { findings: found } of replayFixtures(ruleSet)) findings.push(...found);
  });

  it('tells every finding of the rule pack in a form that the schema accepts', () => {
    expect(findings.length).toBeGreaterThan(80);
    const refused = findings.flatMap((finding) => {
      const parsed = DetectionFinding.safeParse(asRead(finding));
      return parsed.success ? [] : [`${finding.title}: ${z.prettifyError(parsed.error)}`];
    });
    expect(refused).toEqual([]);
  });

  it('keeps the order of severity, the technique under its tactic, and the whole record', () => {
    const finding = findings.find(({ tags }) => tags.includes('attack.t1003.001'))!;
    const event = DetectionFinding.parse(asRead(finding));
    expect(event.severity_id).toBe(levels.indexOf(finding.level) + 1);
    expect(event.start_time).toBe(Date.parse(finding.time!));
    expect(event.time).toBe(context.now);
    expect(event.finding_info.attacks).toContainEqual({
      tactic: { uid: 'TA0006', name: 'Credential Access' },
      technique: { uid: 'T1003', name: 'OS Credential Dumping' },
      sub_technique: { uid: 'T1003.001', name: 'LSASS Memory' },
      version: '18.1',
    });
    expect(event.unmapped.record).toEqual(finding.event);
  });

  it('names processes by their own id, in Sysmon as in the Security log', () => {
    const base = findings[0]!;
    const own = (event: unknown) =>
      DetectionFinding.parse(asRead({ ...base, event })).evidences?.[0]?.process;
    const sysmon = own({
      EventData: { Image: 'C:\\a\\b.exe', ProcessId: 12, ParentProcessId: 3, ParentImage: 'C:\\p.exe' },
    });
    expect(sysmon).toMatchObject({ pid: 12, name: 'b.exe', parent_process: { pid: 3, name: 'p.exe' } });
    const security = own({ NewProcessName: 'C:\\a\\b.exe', NewProcessId: '0x1f4', ProcessId: '0x10' });
    expect(security).toMatchObject({ pid: 500, name: 'b.exe' });
  });

  it('accepts any record', () => {
    const base = findings[0]!;
    const name = fc.constantFrom(
      'Image',
      'CommandLine',
      'ProcessId',
      'Hashes',
      'TargetFilename',
      '__proto__',
      'x',
    );
    const record = fc.dictionary(name, fc.anything({ withNullPrototype: false, maxDepth: 3 }));
    fc.assert(
      fc.property(record, fc.option(fc.string()), (event, time) => {
        const plain: unknown = JSON.parse(JSON.stringify(event) ?? 'null');
        DetectionFinding.parse(asRead({ ...base, event: plain, time }));
      }),
      { numRuns: 300 },
    );
  });
});

/**
 * Guards: a record that makes a model throw would stop the whole pipeline, for it is taken again and again; and one that makes
 * memory grow with what a sender chooses to write.
 */
import { type Estate, loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../model.ts';
import { readInput } from '../readers/index.ts';
import { createModels } from './index.ts';

async function eventsOf(lines: readonly string[]): Promise<Event[]> {
  async function* bytes() {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
  const events: Event[] = [];
  for await (const batch of readInput('hostile.ndjson', bytes())) events.push(...batch);
  return events;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '-',
    '::1',
    '10.20.0.5',
    '999.1.1.1',
    'fe80::1%eth0',
    '\u0000',
    'a\u202eb',
  ),
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    'CORP\\x',
    'x@y',
    'SYSTEM',
    0,
    -1,
    1e308,
    '1e999',
    true,
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
  fc.constant({ deep: { deeper: ['x'] } }),
);
const time = fc.constantFrom(
  '2026-03-11T10:00:00Z',
  '2026-03-11T10:00:01.123456789Z',
  '1601-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  'never',
);
const fields = (...names: string[]) => fc.record(Object.fromEntries(names.map((name) => [name, odd])));

const windows = fc
  .tuple(
    time,
    fc.constantFrom(
      ['Security', 4624],
      ['Security', 4688],
      ['Security', 1102],
      ['System', 7040],
      ['Microsoft-Windows-Sysmon/Operational', 1],
      ['Microsoft-Windows-Sysmon/Operational', 11],
      ['Microsoft-Windows-Windows Defender/Operational', 1116],
      ['Microsoft-Windows-Windows Defender/Operational', 1118],
      ['Microsoft-Windows-Windows Defender/Operational', 5007],
    ),
    fields('Computer', 'TargetUserName', 'SubjectUserName', 'LogonType', 'IpAddress', 'Image', 'ParentImage'),
    fields(
      'NewProcessName',
      'CommandLine',
      'TargetFilename',
      'Threat Name',
      'New Value',
      'Error Code',
      'param3',
    ),
  )
  .map(([at, [Channel, EventID], one, two]) => ({ '@timestamp': at, Channel, EventID, ...one, ...two }));
const zeek = fc
  .tuple(
    time,
    fc.constantFrom('conn', 'dns', 'smb_files'),
    fields('id.orig_h', 'id.resp_h', 'id.resp_p', 'orig_bytes', 'conn_state', 'query', 'name', 'action'),
  )
  .map(([ts, _path, rest]) => ({ _path, ts, uid: 'C1', ...rest }));
const fhir = fc.tuple(time, odd, odd, odd, odd).map(([recorded, who, patient, ward, code]) => ({
  resourceType: 'AuditEvent',
  id: 'ae',
  type: { code: 'rest' },
  recorded,
  agent: [{ requestor: true, who: { identifier: { value: who } }, role: [{ text: code }] }],
  source: { observer: { display: 'fhir' } },
  entity: [
    {
      what: { reference: typeof patient === 'string' ? `Patient/${patient}` : patient },
      securityLabel: [{ code }],
      detail: [
        { type: 'ward', valueString: ward },
        { type: 'count', valueString: ward },
      ],
    },
  ],
}));

describe('models under hostile records', () => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
  });

  it('never throw, tell finite scores, and come back from a snapshot', async () => {
    for (const known of [estate, null]) {
      const models = createModels({ estate: known });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(windows, zeek, fhir), { maxLength: 60 }), async (records) => {
          const findings = models.add(await eventsOf(records.map((record) => JSON.stringify(record))));
          findings.push(...models.advance('2026-03-11T12:00:00Z'));
          for (const { reason, time: at } of findings) {
            expect(Number.isFinite(Number(reason[0]!.found))).toBe(true);
            expect(Number.isNaN(Date.parse(at ?? ''))).toBe(false);
          }
          expect(createModels({ estate: known }).restore(JSON.parse(JSON.stringify(models.snapshot())))).toBe(
            true,
          );
        }),
        { numRuns: 60 },
      );
    }
  });

  it('keep no more of a name than a name needs, however long it was written', async () => {
    const models = createModels({ estate: null });
    const long = (seed: number) => `${seed}${'x'.repeat(60_000)}`;
    const records = Array.from({ length: 60 }, (_, i) => [
      {
        '@timestamp': `2026-03-11T10:00:${String(i).padStart(2, '0')}Z`,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        EventID: i % 2 === 0 ? 1 : 11,
        Computer: long(i),
        Image: `C:\\${long(i)}`,
        ParentImage: long(i),
        CommandLine: long(i),
        TargetFilename: `C:\\${long(i)}.${long(i)}`,
        User: long(i),
      },
      {
        _path: 'conn',
        ts: `2026-03-11T10:00:${String(i).padStart(2, '0')}Z`,
        'id.orig_h': long(i),
        'id.resp_h': long(i),
        'id.resp_p': 445,
        orig_bytes: 5,
        conn_state: 'S0',
      },
    ]).flat();
    models.add(await eventsOf(records.map((record) => JSON.stringify(record))));
    // 120 records of 60,000 characters in each of their fields; what is remembered of each is a few names.
    expect(JSON.stringify(models.snapshot()).length).toBeLessThan(120 * 12_000);
  });
});

/**
 * Risks: a patient who lies in clear in what is kept; a rule, a correlation or a model that says something else since patients are
 * sealed; a record that cannot be opened to what it was.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Estate, loadEstate } from '@cordon/estate';
import { createFields, type Fields, fieldKeyOf, sealedFields } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { loadScenario, simulate } from '@cordon/simulator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadReceived, type Received } from '../live-read.ts';
import { liveRulesOf } from '../live-rules.ts';
import { createLiveTake, type Taken } from '../live-take.ts';
import type { Json } from '../model.ts';
import { readLearnt } from '../models/index.ts';
import { read } from '../readers/testing/read.ts';
import { type Book, openRulebook } from '../rulebook/index.ts';
import { createRestore, toStored } from '../stored.ts';
import { nhsNumberOf, nhsNumbers } from '../testing/nhs.ts';
import { declaredPatients } from './declared.ts';
import { createSealEvent } from './seal.ts';

const fields = createFields([fieldKeyOf('0123456789abcdef', 'sah/patients', randomBytes(32))]);
/** As it was before anything was sealed. */
const bare: Fields = { seal: (plain) => plain, forms: (plain) => [plain], open: () => null };
const open = (text: string): string => text.replace(sealedFields, (one) => fields.open(one) ?? one);
/** The same of every text in a value, searches in base64 too; a number that was sealed comes back as its digits, so all do. */
function opened(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const search = Buffer.from(value, 'base64').toString();
    return search.includes('sealed.v1.') ? Buffer.from(open(search)).toString('base64') : open(value);
  }
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [open(name), opened(inner)]));
}

const sealEvent = createSealEvent(declaredPatients(), createRestore());

async function sealed(lines: string): Promise<Json[]> {
  const { events } = await read(lines);
  return events.map((event) => {
    const kept = sealEvent(event, toStored(event, 'id', 'sah'), fields);
    expect(kept.event).toBeDefined();
    expect(kept.event!.raw()).toEqual(JSON.parse(kept.stored.raw));
    expect(opened(JSON.parse(kept.stored.raw))).toEqual(opened(event.raw()));
    return JSON.parse(kept.stored.raw) as Json;
  });
}

const audit = (more: object): string =>
  JSON.stringify({
    resourceType: 'AuditEvent',
    recorded: '2026-03-18T11:00:00Z',
    action: 'R',
    agent: [{ requestor: true, altId: 'SAH\\nurse', name: 'Nurse Seven' }],
    source: { observer: { display: 'epr' } },
    ...more,
  });

describe('a record about a patient', () => {
  it('says what was done, by whom and where, and not to whom', async () => {
    const [record] = await sealed(
      audit({
        agent: [
          { requestor: true, altId: 'SAH\\nurse', name: 'Nurse Seven' },
          { name: 'Ada Lovelace', who: { reference: 'Patient/9434765919', display: 'Ada Lovelace' } },
        ],
        entity: [
          {
            what: { reference: 'https://epr.example/Patient/9434765919', display: 'LOVELACE, Ada' },
            name: 'Ada Lovelace',
            role: { code: '1' },
            detail: [{ type: 'ward', valueString: 'Ward 7' }],
          },
          {
            what: { identifier: { value: '9434765919' }, type: 'Patient' },
            query: Buffer.from('Patient?family=Lovelace&_count=20').toString('base64'),
          },
        ],
      }),
    );
    const text = JSON.stringify(record);
    for (const gone of ['9434765919', 'Lovelace', 'LOVELACE', 'Ada']) expect(text).not.toContain(gone);
    for (const stays of ['nurse', 'Nurse Seven', 'Ward 7', 'https://epr.example/Patient/'])
      expect(text).toContain(stays);
    const { query } = (record as { entity: { query: string }[] }).entity[1]!;
    const search = Buffer.from(query, 'base64').toString();
    expect(search).toMatch(/^Patient\?family=sealed\.v1\.[^~]+~&_count=20$/);
    expect(open(search)).toBe('Patient?family=Lovelace&_count=20');
  });

  it('is sealed where a person looks at their own', async () => {
    const { events } = await read(
      audit({ agent: [{ requestor: true, who: { reference: 'Patient/9434765919' } }] }),
    );
    const { stored } = sealEvent(events[0]!, toStored(events[0]!, 'id', 'sah'), fields);
    expect(JSON.stringify(stored)).not.toContain('9434765919');
    expect(open(stored.account!)).toBe('Patient/9434765919');
  });

  it('is known by its names in any table, whatever type a number has', async () => {
    const tables = [
      '{"time":"2026-03-18T11:00:00Z","user":"nurse","patient":{"NHS-Number":9434765919,"Patient Name":"Ada"}}\n',
      '{"time":"2026-03-18T11:00:00Z","user":"nurse","MRN":"A123","detail":["Patient/9434765919"]}\n',
    ];
    for (const table of tables) {
      const text = JSON.stringify(await sealed(table));
      expect(text).not.toMatch(/9434765919|Ada|A123/);
      expect(text).toContain('nurse');
    }
    const csv = await sealed('Time,User,Hospital Number,Action\n2026-03-18 11:00,nurse,A123,open\n');
    expect(JSON.stringify(csv)).not.toContain('A123');
  });

  it('is left as it is where there is nothing of a patient, without being read again', async () => {
    const { events } = await read(
      '{"EventID":4625,"Channel":"Security","Hostname":"DC01","TargetUserName":"a","SubjectUserSid":"S-1-5-21-4857773456-9434765919-7000000008-500","TimeCreated":"2026-03-01T08:00:00.1Z"}',
    );
    const stored = toStored(events[0]!, 'id', 'sah');
    const kept = sealEvent(events[0]!, stored, fields);
    expect([kept.event === events[0], kept.stored === stored]).toEqual([true, true]);
  });

  it('holds no number or name of a patient wherever a record has one, and opens to what it was', async () => {
    const shape = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.constantFrom('#number', 'Patient/#number', 'seen #number today', 'x?patient=Patient%2F#number'),
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('a', 'entity', 'what', 'reference', 'name', 'nhs_number'),
          tie('value'),
          {
            maxKeys: 3,
          },
        ),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(shape, nhsNumbers, async (value, number) => {
        const filled = JSON.stringify(value).replaceAll('#number', number);
        const [record] = await sealed(audit({ entity: [JSON.parse(filled)], extra: JSON.parse(filled) }));
        expect(JSON.stringify(record)).not.toContain(number);
      }),
    );
  });
});

describe('what is said of sealed records', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-seal-'));
  let book: Book;
  let estate: Estate;
  beforeAll(async () => {
    estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
    book = (await openRulebook({ folder: dir, cacheDir: testCache })).current();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** A simulated day on which somebody snoops; local ids become NHS numbers, as many systems have them. */
  async function day(): Promise<{ received: Received[]; numbers: Set<string> }> {
    const start = new Date(readLearnt().from.until);
    const streams = new Map<string, string[]>();
    const numbers = new Set<string>();
    const numberOf = (local: string): string => {
      for (let n = 0; ; n++) {
        const number = nhsNumberOf(`9${n}${local.padStart(7, '0')}`);
        if (number === null) continue;
        numbers.add(number);
        return number;
      }
    };
    const scenario = await loadScenario('insider-snooping');
    for (const { stream, line } of simulate({ estate, scenario, seed: 3, start })) {
      if (!line.includes('"AuditEvent"')) continue;
      const text = line.replace(/Patient\/p-(\d+)/g, (_, local: string) => `Patient/${numberOf(local)}`);
      streams.set(stream, [...(streams.get(stream) ?? []), text]);
    }
    const received = [...streams].map(([name, lines], seq) => ({
      ...{ seq, name, key: 'k', at: null },
      body: Buffer.from(`${lines.join('\n')}\n`),
    }));
    return { received, numbers };
  }

  async function taken(received: Received[], patients: Fields): Promise<Taken> {
    const portion = await createReadReceived(liveRulesOf(book), 'sah')('received', received, patients);
    const state = { estate, stored: null, learnt: readLearnt(), thresholds: {}, newest: null, places: {} };
    const openPatients = (text: string): string =>
      text.replace(sealedFields, (one) => patients.open(one) ?? one);
    return createLiveTake(state, openPatients).take([portion], {});
  }

  it('is the same: by rules, by models, and for correlations; and none of it names a patient', {
    timeout: 120_000,
  }, async () => {
    const { received, numbers } = await day();
    expect(numbers.size).toBeGreaterThan(100);
    const [before, now] = [await taken(received, bare), await taken(received, fields)];
    expect(now.findings.length + now.rules.held.length).toBeGreaterThan(0);
    expect(now.unusual.length).toBeGreaterThan(0);
    expect(now.hits.length).toBeGreaterThan(100);
    for (const what of ['findings', 'unusual', 'hits', 'rules', 'sources', 'newest', 'standing'] as const)
      expect(opened(now[what])).toEqual(opened(before[what]));
    const lines = now.lines.map((piece) => Buffer.from(piece).toString()).join('');
    const kept = [lines, JSON.stringify([now.findings, now.unusual, now.hits, now.rules])].join('\n');
    for (const number of numbers) expect(kept.includes(number)).toBe(false);
    expect(lines.match(sealedFields)!.length).toBeGreaterThan(numbers.size);
    // Equal stays equal, so that patients are counted as they were.
    expect(new Set(lines.match(sealedFields)).size).toBe(numbers.size);
  });
});

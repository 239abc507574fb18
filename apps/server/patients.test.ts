/**
 * Risks: a patient who can be read in the data folder, or once the key that sealed them is destroyed; one who is not found by those who
 * must know what was done to their record; somebody who sees who a patient is and is not on the ledger for it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '@cordon/estate';
import { openEvents } from '@cordon/platform/events';
import { sealedFields } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { createLogger, isNhsNumber } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { loadScenario, simulate } from '@cordon/simulator';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingPage, type HuntPage, LedgerPage } from './api.ts';
import { type ComposedOrganisation, type Cordon, compose } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-patients-'));
const surname = 'Featherstonehaugh';
/** Local id to NHS number: nine digits, and the one that proves them. */
const numbers = new Map<string, string>();

function numberOf(local: string): string {
  for (let n = numbers.size; ; n++) {
    const nine = `9${String(n % 10)}${local.padStart(7, '0')}`;
    const number = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(isNhsNumber);
    if (number === undefined) continue;
    const known = numbers.get(local) ?? number;
    numbers.set(local, known);
    return known;
  }
}

let cordon: Cordon;
let ask: ReturnType<typeof asHolder>;
let hospital: ComposedOrganisation;
const get = async <Answer>(path: string): Promise<Answer> => (await ask(`/api/v1/${path}`)).json() as Answer;
const post = (path: string, body: unknown): Promise<Response> =>
  ask(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const hunt = (q: string): Promise<HuntPage> =>
  get(`hunt?q=${encodeURIComponent(q)}&since=2026-01-01&until=2027-01-01&limit=1000`);
const opened = async (sealed: readonly string[]): Promise<(string | null)[]> => {
  const answer = await post('patients/open', { where: 'hunt', sealed });
  const { patients } = (await answer.json()) as { patients: { opened: string | null }[] };
  return patients.map((one) => one.opened);
};

async function start(): Promise<void> {
  cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: [hospital],
    demonstration: () => null,
    settings: Settings.parse({}),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  const address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  ask = asHolder(address, cordon.machineKey);
}

async function send(name: string, lines: readonly string[]): Promise<void> {
  const answer = await ask(`/api/v1/logs?name=${name}`, { method: 'POST', body: `${lines.join('\n')}\n` });
  expect(answer.status).toBe(202);
}

beforeAll(async () => {
  const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
  hospital = { id: 'sah', name: 'Sample', parent: null, kind: 'hospital', estate };
  const lines: string[] = [];
  for (const { line } of simulate({
    estate,
    scenario: await loadScenario('insider-snooping'),
    seed: 4,
    rate: 10,
  })) {
    if (!line.includes('"AuditEvent"')) continue;
    const record = JSON.parse(
      line.replace(/Patient\/p-(\d+)/g, (_, local: string) => `Patient/${numberOf(local)}`),
    ) as { entity: { what: { reference: string; display?: string }; query?: string }[] };
    for (const entity of record.entity)
      if (entity.what.reference.startsWith('Patient/9')) {
        entity.what.display = `${surname.toUpperCase()}, A`;
        entity.query = Buffer.from(`Patient?family=${surname}`).toString('base64');
      }
    lines.push(JSON.stringify(record));
  }
  await start();
  for (let at = 0; at < lines.length; at += 2_000) await send('epr.ndjson', lines.slice(at, at + 2_000));
  const [some] = numbers.values();
  await send('web.log', [
    `<134>1 2026-03-10T12:00:00Z proxy squid 1 - - GET https://epr.example/Patient/${some} by SAH\\nurse`,
    `<134>1 2026-03-10T12:00:01Z printer cups 1 - - printed labels for ${some!.replace(/(...)(...)/, '$1 $2 ')}`,
  ]);
  await cordon.caughtUp();
}, 240_000);
afterAll(async () => {
  await cordon.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Every byte of every file below a folder, as it is and as base64 may have it. */
function* everyByte(folder: string): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    yield [file, readFileSync(file).toString('latin1')];
  }
}

const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((offset) =>
    Buffer.from(`${'x'.repeat(offset)}${text}`)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4)
      .slice(0, -4),
  );

describe('a day of looks at patients’ records, worked through', () => {
  it('leaves no number and no name of a patient in any byte of the data folder, nor in a table or an event', {
    timeout: 120_000,
  }, async () => {
    expect(numbers.size).toBeGreaterThan(200);
    const found = FindingPage.parse(await get('findings?limit=500'));
    expect(found.items.some(({ format }) => format === 'fhir-auditevent')).toBe(true);
    // Tables are asked, since the database may keep what is long compressed.
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(cordon.database.tables());
    const tables: string[] = [];
    for (const { name } of rows)
      tables.push(
        (
          await sql<{
            all: string | null;
          }>`select string_agg(t::text, ' ') as all from ${sql.table(name)} t`.execute(
            cordon.database.tables(),
          )
        ).rows[0]?.all ?? '',
      );
    await cordon.close();
    const events = await openEvents({ dir: join(dir, 'events') });
    const kept: string[] = [];
    const whole = { orgs: 'every', from: '1900-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' } as const;
    for await (const batch of events.scan(whole))
      for (const event of batch.events) kept.push(JSON.stringify(event));
    await events.close();
    expect(kept.length).toBeGreaterThan(1_000);

    const texts = [surname, surname.toUpperCase()];
    const places: [string, string][] = [
      ...everyByte(dir),
      ['tables', tables.join('\n')],
      ['events', kept.join('\n')],
    ];
    for (const [place, bytes] of places) {
      for (const text of [...texts, ...texts.flatMap(inBase64)])
        expect(bytes.includes(text), place).toBe(false);
      for (const [run] of bytes.matchAll(/9\d{2}[ -]?\d{3}[ -]?\d{4}/g))
        expect(wanted().has(run.replace(/\D/g, '')), place).toBe(false);
    }
    await start();
  });
  const wanted = (() => {
    let all: Set<string> | null = null;
    return () => {
      all ??= new Set(numbers.values());
      return all;
    };
  })();

  it('is searched by number, reference and name, in whichever log it stands', async () => {
    const [local] = numbers.keys();
    const number = numbers.get(local!)!;
    const by = await hunt(number);
    const files = new Set(by.items.map(({ file }) => file.split('#')[0]));
    expect([...files].sort()).toEqual(['epr.ndjson', 'web.log']);
    const spaced = await hunt(`"${number.replace(/(...)(...)/, '$1 $2 ')}"`);
    expect(spaced.items.map(({ id }) => id).sort()).toEqual(by.items.map(({ id }) => id).sort());
    expect((await hunt(`reference:Patient/${number}`)).items.length).toBeGreaterThan(0);
    expect((await hunt(`display:"${surname.toUpperCase()}, A"`)).items.length).toBeGreaterThan(100);
    for (const { record } of by.items) expect(record).not.toContain(number);
    const [finding] = FindingPage.parse(await get('findings?q=sealed.v1&limit=1')).items;
    const { event } = await get<{ event: unknown }>(`findings/${finding!.id}`);
    const [patient] = JSON.stringify(event).match(sealedFields)!;
    const [name] = await opened([patient]);
    expect(FindingPage.parse(await get(`findings?q=${name}`)).items.map(({ id }) => id)).toContain(
      finding!.id,
    );
  });

  it('is opened for whoever may see who patients are, and that is on the ledger, without the patient', async () => {
    const [number] = numbers.values();
    const { items } = await hunt(`reference:Patient/${number}`);
    const sealed = [...new Set(items[0]!.record.match(sealedFields)!)];
    const texts = await opened(sealed);
    expect(texts).toContain(number);
    expect(texts).toContain(`${surname.toUpperCase()}, A`);
    const acts = LedgerPage.parse(await get('ledger?act=patient-data.open')).items;
    expect(acts[0]).toMatchObject({ object: 'hunt', details: { patients: sealed.length, sealed } });
    expect(JSON.stringify(acts)).not.toContain(number);
  });

  it('is found under the former key and the new one, and under none once they are destroyed', async () => {
    const [number] = numbers.values();
    const before = await hunt(number!);
    const rotated = await post('keys/rotate', { of: 'sah/patients', because: 'yearly' });
    expect(rotated.status).toBe(204);
    const line = `<134>1 2026-03-10T13:00:00Z printer cups 1 - - printed a label for ${number}`;
    await send('after.log', [line]);
    await cordon.caughtUp();
    const both = await hunt(number!);
    expect(both.items).toHaveLength(before.items.length + 1);
    const sealed = both.items.map(({ record }) => record.match(sealedFields)![0]);
    expect(new Set(sealed.map((one) => one.split('.')[2])).size).toBe(2);
    expect(await opened(sealed)).not.toContain(null);

    expect((await post('keys/destroy', { of: 'sah/patients', key: null, because: 'erased' })).status).toBe(
      200,
    );
    expect((await hunt(number!)).items).toEqual([]);
    expect(new Set(await opened(sealed))).toEqual(new Set([null]));
    // What was done is still known, and work goes on under a key of its own.
    expect((await hunt('format:fhir-auditevent')).items.length).toBeGreaterThan(0);
    await send('later.log', [line]);
    await cordon.caughtUp();
    expect((await hunt(number!)).items).toHaveLength(1);
  });
});

/** The risk: a stranger that becomes the hospital's own unasked, one that was added and is gone with the next, or one nobody can take back. */
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEstateAnswers } from '../book/answers.ts';
import { type EstateBook, type ImportAct, openEstateBook } from '../book/book.ts';
import type { EstateRequest } from '../book/requests.ts';
import type { EstateTables } from '../book/store.ts';
import { loadEstate } from '../load.ts';
import type { Estate } from '../model.ts';
import { emptyRegisters } from '../registers/index.ts';
import { type Sighting, sightingKey } from './model.ts';
import { createSightings, type SightingAct } from './sightings.ts';

let database: Database;
let folder: Estate;
let at = Date.parse('2026-03-18T08:00:00Z');
let n = 0;
let org = '';
let book: EstateBook;
let imports: ImportAct[];
let acts: SightingAct[];
let changes: number;
const by = { kind: 'person', name: 'Night shift', proven: 'passkey' } as const;

const sighting = (kind: Sighting['kind'], name: string, zone: string | null = null): Sighting => ({
  ...{ key: sightingKey({ kind, name }), kind, name, zone, first_seen: null },
  ...{ last_seen: '2026-03-18T07:59:00.000Z', told: `What ${name} did` },
});
const scanner = sighting('address', '10.64.85.250', 'imaging-vlan');
const laptop = sighting('host', 'SAH-LT-9');
const service = sighting('account', 'svc-new');

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'estate', projectPath('modules/estate/migrations'));
  await secureOrganisations(database, []);
  folder = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
});
afterAll(() => database.close());
beforeEach(async () => {
  org = `org-${++n}`;
  [imports, acts, changes] = [[], [], 0];
  const answer = createEstateAnswers({ exposureFromOutside: () => () => null });
  book = await openEstateBook({
    db: database.within(org).tables<EstateTables>(),
    ...{ folder, organisation: { id: org, name: 'A hospital' }, registers: emptyRegisters() },
    ...{ feeds: null, data: null },
    startThread: async () => ({
      ask: async (request: EstateRequest) => structuredClone(await answer(structuredClone(request))),
      end: async () => undefined,
    }),
    record: async (_, act) => void imports.push(act),
    now: () => {
      at += 60_000;
      return new Date(at);
    },
  });
});

const sightings = (seen: Sighting[] = [scanner, laptop, service], of = org) =>
  createSightings({
    ...{ db: database.within(of).tables<EstateTables>(), book, by },
    // As the server has it: what the estate knows is not seen as a stranger any more.
    seen: async () => seen.filter(({ name }) => isStranger(name)),
    record: async (_, act) => void acts.push(act),
    changed: async () => void changes++,
    now: () => new Date(at),
  });
const isStranger = (name: string) => {
  const estate = book.current();
  return !(estate?.assetByHost(name) ?? estate?.assetByAddress(name) ?? estate?.account(name));
};
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name).sort();

test('what adding would change is shown first, and changes nothing', async () => {
  const report = await sightings().add([scanner.key], true);
  expect(report).toMatchObject({ source: 'sighting', claims: { new: 1 } });
  expect(report.assets.after).toBe(report.assets.before + 1);
  expect(isStranger('10.64.85.250')).toBe(true);
  expect([imports.length, changes]).toEqual([0, 0]);
});

test('one after the other stays, with what was seen as its provenance, and only what is taken out goes', async () => {
  await sightings().add([scanner.key], false);
  await sightings().add([laptop.key, service.key], false);
  const estate = book.current()!;
  expect(estate.assetByAddress('10.64.85.250')).toMatchObject({
    zone: 'imaging-vlan',
    kind: 'unknown',
    notes: 'What 10.64.85.250 did',
  });
  expect(estate.account('svc-new')?.role).toBe('What svc-new did');
  expect((await book.asset('SAH-LT-9'))?.story.sources.map(({ source }) => source)).toEqual(['sighting']);
  const { items, added } = await sightings().list();
  expect([items, names(added)]).toEqual([[], ['10.64.85.250', 'SAH-LT-9', 'svc-new']]);
  expect(imports.map(({ source, by: who }) => [source, who.name])).toEqual([
    ['sighting', 'Night shift'],
    ['sighting', 'Night shift'],
  ]);
  await sightings().undo([scanner.key]);
  const after = await sightings().list();
  expect([names(after.items), names(after.added)]).toEqual([['10.64.85.250'], ['SAH-LT-9', 'svc-new']]);
  expect(changes).toBe(3);
  await sightings().undo([laptop.key, service.key]);
  expect((await sightings().list()).added).toEqual([]);
});

test('what is not ours goes from the list with who said so and why, and comes back when that is taken back', async () => {
  await sightings().ignore([laptop.key], 'Of the supplier, who was on site');
  const { items, ignored } = await sightings().list();
  expect(names(items)).toEqual(['10.64.85.250', 'svc-new']);
  expect(ignored).toMatchObject([
    { key: 'host sah-lt-9', because: 'Of the supplier, who was on site', by: 'Night shift' },
  ]);
  await sightings().undo([laptop.key]);
  expect(names((await sightings().list()).items)).toEqual(['10.64.85.250', 'SAH-LT-9', 'svc-new']);
  expect(acts.map(({ act, key }) => [act, key])).toEqual([
    ['estate.ignore', 'host sah-lt-9'],
    ['estate.list-again', 'host sah-lt-9'],
  ]);
  expect(imports).toEqual([]);
});

test('what was not seen is neither added nor ignored, and nothing of it is kept', async () => {
  for (const refused of [
    sightings().add([scanner.key, 'host invented'], false),
    sightings().ignore(['host invented'], 'Not ours'),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'NOT_SEEN' });
  expect([imports, acts, (await sightings().list()).added]).toEqual([[], [], []]);
});

test('another organisation sees nothing of what this one said', async () => {
  await sightings().ignore([laptop.key], 'Not ours');
  expect((await sightings([scanner, laptop], 'another').list()).ignored).toEqual([]);
});

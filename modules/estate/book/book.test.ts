/**
 * Guards: an import that loses what another source said, one that stays when its source no longer says it, a preview that changes
 * something, and an estate that is gone after a restart.
 */
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEstate } from '../load.ts';
import type { Estate } from '../model.ts';
import { emptyRegisters } from '../registers/index.ts';
import { createEstateAnswers } from './answers.ts';
import { type EstateBook, type ImportAct, openEstateBook } from './book.ts';
import type { EstateRequest } from './requests.ts';
import { beginImport, type EstateTables, savePortion } from './store.ts';

let database: Database;
let folder: Estate;
let at = Date.parse('2026-03-18T08:00:00Z');
let n = 0;
let org = '';
let acts: ImportAct[] = [];
const by = { kind: 'person', name: 'Night shift', proven: 'passkey' } as const;

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'estate', projectPath('modules/estate/migrations'));
  await secureOrganisations(database, []);
  folder = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
});
afterAll(() => database.close());
beforeEach(() => {
  org = `org-${++n}`;
  acts = [];
});

/** In this thread. What it is given is copied all the same, as for another. */
async function startThread() {
  const answer = createEstateAnswers({ exposureFromOutside: () => () => null });
  return {
    ask: async (request: EstateRequest) => structuredClone(await answer(structuredClone(request))),
    end: async () => undefined,
  };
}

const open = (described: Estate | null = null): Promise<EstateBook> =>
  openEstateBook({
    db: database.within(org).tables<EstateTables>(),
    folder: described,
    organisation: { id: org, name: 'A hospital' },
    ...{ registers: emptyRegisters(), feeds: null, data: null, startThread },
    record: async (_, act) => void acts.push(act),
    now: () => new Date(at),
  });
const csv = (text: string, extra: { source?: string; dry?: boolean } = {}) => {
  at += 60_000;
  return {
    file: { name: 'inventory.csv', bytes: Buffer.from(`Host,IP Address,OS\n${text}`) },
    by,
    dry: false,
    ...extra,
  };
};
const hosts = (book: EstateBook) => book.current()?.assets.map(({ hostname }) => hostname) ?? null;

describe('an import', () => {
  it('is shown before it is made, and then changes nothing', async () => {
    const book = await open();
    const shown = await book.import(csv('a,10.0.0.1,Linux\nb,10.0.0.2,\n', { dry: true }));
    expect(shown.assets).toMatchObject({
      before: 0,
      after: 2,
      appeared: ['a', 'b'],
      unknown: { os: 1, support_ends: 2 },
    });
    expect(hosts(book)).toBeNull();
    expect(await book.imports()).toEqual([]);
    expect(acts).toEqual([]);
  });

  it('is there after a restart, with who made it', async () => {
    const book = await open();
    await book.import(csv('a,10.0.0.1,Linux\n'));
    const again = await open();
    expect(again.current()?.assets).toEqual(book.current()?.assets);
    expect(await again.asset('10.0.0.1')).toEqual(await book.asset('a'));
    expect((await again.imports()).map(({ source, files, by: who }) => [source, files, who])).toEqual([
      ['table', 'inventory.csv', 'Night shift'],
    ]);
    expect(acts).toEqual([
      { by, source: 'table', file: 'inventory.csv', claims: { new: 1, changed: 0, same: 0, vanished: 0 } },
    ]);
  });

  it('changes nothing when it is made twice', async () => {
    const book = await open();
    await book.import(csv('a,10.0.0.1,Linux\n'));
    const report = await book.import(csv('a,10.0.0.1,Linux\n'));
    expect(report.claims).toEqual({ new: 0, changed: 0, same: 1, vanished: 0 });
    expect(report.assets).toMatchObject({ appeared_count: 0, gone_count: 0, changed_count: 0 });
  });

  it('closes what its source says no more, and keeps what another says of it', async () => {
    const book = await open();
    await book.import(csv('a,10.0.0.1,Linux\nb,10.0.0.2,Linux\nc,10.0.0.3,Linux\n', { source: 'one' }));
    await book.import(csv('b,10.0.0.2,\n', { source: 'other' }));
    const report = await book.import(csv('a,10.0.0.1,Windows 10\n', { source: 'one' }));
    expect(report.claims).toEqual({ new: 0, changed: 1, same: 0, vanished: 2 });
    expect(report.assets.gone).toEqual(['c']);
    expect(hosts(book)).toEqual(['a', 'b']);
    // Only the source that is left says anything of b, and it does not know what runs on it.
    expect((await book.asset('b'))?.story.unknown).toContain('os');
    expect(hosts(await open())).toEqual(['a', 'b']);
    // What was said stays, with the time in which it was.
    const rows = await database
      .within(org)
      .tables<EstateTables>()
      .selectFrom('estate_claims')
      .select(['since', 'until'])
      .execute();
    expect(rows).toHaveLength(5);
    expect(rows.filter(({ until }) => until !== null)).toHaveLength(3);
  });

  it('keeps sightings that the next file does not repeat, until they are old', async () => {
    const book = await open();
    const arp = (lines: string) => {
      at += 60_000;
      return { file: { name: 'arp.xml', bytes: Buffer.from(lines) }, by, dry: false };
    };
    const scan = (address: string, seconds: number) =>
      `<nmaprun><host endtime="${seconds}"><status state="up"/><address addr="${address}" addrtype="ipv4"/></host></nmaprun>`;
    const now = at / 1_000;
    await book.import(arp(scan('10.0.0.1', now - 80 * 86_400)));
    await book.import(arp(scan('10.0.0.2', now)));
    expect(hosts(book)).toEqual(['address-10-0-0-1', 'address-10-0-0-2']);
    at += 30 * 86_400_000;
    const report = await book.import(arp(scan('10.0.0.3', at / 1_000)));
    expect(report.assets.gone).toEqual(['address-10-0-0-1']);
    expect(hosts(await open())).toEqual(['address-10-0-0-2', 'address-10-0-0-3']);
  });

  it('is refused where it would replace what a source of another kind said', async () => {
    const book = await open();
    await book.import(csv('a,10.0.0.1,Linux\n', { source: 'nightly' }));
    const other = { name: 'x.xml', bytes: Buffer.from('<nmaprun></nmaprun>') };
    await expect(book.import({ file: other, by, dry: false, source: 'nightly' })).rejects.toMatchObject({
      code: 'OTHER_KIND',
    });
    expect(hosts(book)).toEqual(['a']);
  });

  it('takes an archive of exports of several kinds as a source for each', async () => {
    const book = await open();
    const scan =
      '<nmaprun><host><status state="up"/><address addr="10.0.0.9" addrtype="ipv4"/></host></nmaprun>';
    const bytes = zipSync({
      'a.csv': Buffer.from('Host,OS\na,Linux\n'),
      'b.csv': Buffer.from('Host,OS\nb,Linux\n'),
      'c.xml': Buffer.from(scan),
    });
    const report = await book.import({ file: { name: 'all.zip', bytes: bytes }, by, dry: false });
    expect(report).toMatchObject({ source: 'table, nmap', claims: { new: 3 } });
    expect(hosts(book)).toEqual(['a', 'address-10-0-0-9', 'b']);
    expect((await book.imports()).map(({ source }) => source).sort()).toEqual(['nmap', 'table']);
  });

  it('lets a person say otherwise, and that stays whatever is imported afterwards', async () => {
    const book = await open(folder);
    await book.import({ ...csv('SAH-CT01,,Windows 7 for imaging\n'), as: 'hand' });
    at += 200 * 86_400_000;
    await book.import({ ...csv('some-other,,Linux\n'), as: 'hand' });
    await book.import(csv('SAH-CT01,,Windows 10\n'));
    expect((await book.asset('sah-ct01'))?.story.fields.find(({ field }) => field === 'os')).toMatchObject({
      value: 'Windows 7 for imaging',
      source: 'hand',
    });
  });

  it('counts for nothing when it was cut short, and the next one takes its place', async () => {
    const book = await open();
    await book.import(csv('a,10.0.0.1,Linux\nb,10.0.0.2,Linux\n', { source: 'one' }));
    const tables = database.within(org).tables<EstateTables>();
    const writing = 'another';
    const later = new Date(at + 1_000).toISOString();
    const source = { name: 'one', kind: 'table', holds: 'catalogue' } as const;
    const [kept] = await tables.selectFrom('estate_claims').select('about').execute();
    await tables.transaction().execute((trx) => beginImport(trx, source, writing));
    await tables.transaction().execute((trx) =>
      savePortion(
        trx,
        'one',
        {
          closed: [kept!.about],
          opened: [
            {
              about: 'x',
              said: 'x',
              claim: '{"about":"asset","keys":["host:x"],"fields":{}}',
              seen_at: later,
            },
          ],
          seen: [],
        },
        { at: later, writing },
      ),
    );
    expect(hosts(await open())).toEqual(['a', 'b']);
    at += 60_000;
    const again = await open();
    await again.import(csv('a,10.0.0.1,Linux\nc,10.0.0.3,Linux\n', { source: 'one' }));
    expect(hosts(again)).toEqual(['a', 'c']);
    expect(hosts(await open())).toEqual(['a', 'c']);
  });

  it('is refused when another process began to import the same meanwhile, and what that says is not mixed', async () => {
    const tables = database.within(org).tables<EstateTables>();
    const source = { name: 'one', kind: 'table', holds: 'catalogue' } as const;
    await tables.transaction().execute((trx) => beginImport(trx, source, 'first'));
    await tables.transaction().execute((trx) => beginImport(trx, source, 'second'));
    const portion = { closed: [], opened: [], seen: [] };
    await expect(
      tables
        .transaction()
        .execute((trx) => savePortion(trx, 'one', portion, { at: '2026-03-18', writing: 'first' })),
    ).rejects.toMatchObject({ code: 'OVERTAKEN' });
  });

  it('changes nothing when the file is nothing that is known', async () => {
    const book = await open();
    const file = { name: 'a.pdf', bytes: Buffer.from('%PDF-1.7 whatever') };
    await expect(book.import({ file, by, dry: false })).rejects.toMatchObject({ code: 'NOT_KNOWN' });
    expect(await book.imports()).toEqual([]);
  });
});

describe('the hospital folder', () => {
  it('is the estate, to the letter, until something is imported', async () => {
    const book = await open(folder);
    expect(book.current()).toBe(folder);
  });

  it('stays what it is for services, systems and zones, and gains what others know', async () => {
    const book = await open(folder);
    await book.import(csv('SAH-CT01,,Windows 7 SP1\nnew-pump,10.64.84.200,\n'));
    const estate = book.current()!;
    expect(estate.services).toEqual(folder.services);
    expect(estate.flows).toEqual(folder.flows);
    expect(estate.assets).toHaveLength(folder.assets.length + 1);
    const pump = estate.assetByHost('new-pump')!;
    // Its zone is known from its address; what it is, nobody has said.
    expect(pump).toMatchObject({
      zone: folder.zoneOfAddress('10.64.84.200')?.id,
      kind: 'unknown',
      support_ends: null,
    });
    const { fields } = (await book.asset('SAH-CT01'))!.story;
    expect(fields.find(({ field }) => field === 'os')).toMatchObject({
      value: 'Windows 7 Professional SP1',
      source: 'hospital',
      others: [{ value: 'Windows 7 SP1', source: 'table' }],
    });
    expect(estate.servicesOf('sah-ct01')).toEqual(folder.servicesOf('sah-ct01'));
  });

  it('checks its firewalls again: an import may bring what an assertion is about', async () => {
    const book = await open(folder);
    const judged = () =>
      book
        .current()!
        .firewalls()!
        .view.assertions.find(({ id }) => id === 'devices-to-management');
    expect(judged()).toMatchObject({ state: 'holds' });
    const inventory = 'Host,IP Address,Type\nold-analyser,10.64.64.200,medical device\n';
    await book.import({ file: { name: 'inventory.csv', bytes: Buffer.from(inventory) }, by, dry: false });
    expect(book.current()?.assetByHost('old-analyser')?.kind).toBe('medical-device');
    // It stands among the servers, and there is no firewall between a host and its own network.
    const state = book
      .current()!
      .firewalls()!
      .view.assertions.find(({ id }) => id === 'users-administer-devices');
    expect(state).toMatchObject({ state: 'broken' });
    expect(judged()).toMatchObject({ state: 'holds' });
  });
});

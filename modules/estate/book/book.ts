/**
 * The estate as it is known now: the hospital's own folder and everything that was imported, merged. An import is shown before it is
 * made, replaces what its source said before, and is swapped in at once. What takes long is thought about on another thread.
 */
import { randomUUID } from 'node:crypto';
import type { Actor } from '@cordon/access';
import { isFault } from '@cordon/platform/fault';
import type { Kysely } from 'kysely';
import { mapOfFolder } from '../assess/map.ts';
import type {
  AssetPage,
  AssetQuery,
  AssetView,
  EntriesView,
  EstateMap,
  LegacyView,
  VulnerabilitiesView,
} from '../assess/model.ts';
import { createEstate, dataOf } from '../estate.ts';
import type { Claim } from '../imports/claim.ts';
import { type Sighted, sightedIn, sightingImporter } from '../imports/sighting/index.ts';
import type { Mapping } from '../imports/table/mapping.ts';
import type { TableView } from '../imports/table/view.ts';
import type { Estate } from '../model.ts';
import { sightingKey } from '../sightings/model.ts';
import { loadSupport } from '../support/index.ts';
import type { ImportDetail, ImportLine, ImportReport } from './model.ts';
import type { Described, EstateAnswers, EstateRequest, EstateThread, GivenFile } from './requests.ts';
import {
  beginImport,
  claimsOf,
  type EstateTables,
  eachClaim,
  endImport,
  hasClaims,
  loadImport,
  loadImports,
  savePortion,
} from './store.ts';

export interface EstateBookNeeds extends Omit<Described, 'folder' | 'firewalls'> {
  /** As one organisation has it. */
  db: Kysely<EstateTables>;
  /** The hospital's own folder; null until somebody describes it. */
  folder: Estate | null;
  /** Starts what thinks; asked for when there is something to think about. */
  startThread(): Promise<EstateThread>;
  /** Notes it where it was done, in the same transaction. */
  record(db: Kysely<EstateTables>, act: ImportAct): Promise<void>;
  now(): Date;
}

export interface ImportAct {
  by: Actor;
  source: string;
  file: string;
  claims: ImportReport['claims'];
}

export interface ImportRequest {
  file: GivenFile;
  by: Actor;
  /** Where it comes from; its kind, unless somebody says. */
  source?: string;
  as?: string;
  mapping?: Mapping;
  /** Only show what it would change. */
  dry: boolean;
}

export interface SightRequest extends Pick<ImportRequest, 'by' | 'dry'> {
  add: readonly Sighted[];
  remove: readonly string[];
}

export interface EstateBook {
  /** null when there is neither a folder nor an import. */
  current(): Estate | null;
  /** @throws what reading throws, NOT_KNOWN among them; nothing is changed then */
  import(request: ImportRequest): Promise<ImportReport>;
  /** What was added after it was seen in live events. */
  sighted(): Promise<Sighted[]>;
  /** An import of what is added so far with more, or less: what is to be removed is named by its key. */
  sight(request: SightRequest): Promise<ImportReport>;
  imports(): Promise<ImportLine[]>;
  importOf(id: string): Promise<ImportDetail | null>;
  /** What the columns of its tables seem to mean, or mean by this mapping. */
  tables(file: GivenFile, mapping?: Mapping): Promise<TableView[]>;
  find(query: AssetQuery): Promise<AssetPage>;
  /** By id, name, address or MAC address. */
  asset(name: string): Promise<AssetView | null>;
  map(): Promise<EstateMap>;
  legacy(): Promise<LegacyView>;
  vulnerabilities(): Promise<VulnerabilitiesView>;
  entries(): Promise<EntriesView>;
  /** Takes up what another process imported. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const importsShown = 200;
/** Both the name and the kind of the source. */
const sighting = sightingImporter.kind;

export async function openEstateBook(needs: EstateBookNeeds): Promise<EstateBook> {
  const { db, folder, registers, feeds, data, organisation, startThread, record, now } = needs;
  const configurations = folder?.firewalls()?.folder ?? null;
  let estate: Estate | null = folder;
  let thread: Promise<EstateThread> | null = null;

  /** Hands it everything that is kept; from then on the estate is what it says. */
  async function start(): Promise<EstateThread> {
    const started = await startThread();
    const described = { folder: folder && dataOf(folder), registers, feeds, data, organisation };
    await answerOf(started, { do: 'open', ...described, firewalls: configurations });
    await settle(started);
    return started;
  }

  async function settle(started: EstateThread): Promise<void> {
    await eachClaim(db, async (source, claims) => {
      await answerOf(started, { do: 'load', source, claims });
    });
    adopt(await answerOf(started, { do: 'settle' }));
  }

  function adopt(told: EstateAnswers['settle']): void {
    if (told === null) estate = folder;
    else {
      const { data, firewalls: view } = told;
      estate = createEstate(data, configurations && view && { folder: configurations, view });
    }
  }

  async function using<T>(does: (started: EstateThread) => Promise<T>): Promise<T> {
    thread ??= start();
    const mine = thread;
    let isStarted = false;
    try {
      const started = await mine;
      isStarted = true;
      return await does(started);
    } catch (error) {
      // Whatever it held is in the store: the next question starts another.
      if (thread === mine && (!isStarted || isFault(error, 'ESTATE_STOPPED'))) thread = null;
      throw error;
    }
  }

  const ask = <Do extends EstateRequest['do']>(
    request: Extract<EstateRequest, { do: Do }>,
  ): Promise<EstateAnswers[Do]> => using((started) => answerOf(started, request));

  /** All of it on one thread: another would know nothing of what was proposed. */
  async function work(started: EstateThread, { dry, by, ...request }: ImportRequest): Promise<ImportReport> {
    const at = now().toISOString();
    const { report, sources } = await answerOf(started, { do: 'propose', ...request, at });
    if (dry) return report;
    const files = request.file.name;
    const writing = randomUUID();
    const within = <T>(does: (trx: Kysely<EstateTables>) => Promise<T>): Promise<T> =>
      db.transaction().execute(does);
    for (const source of sources) await within((trx) => beginImport(trx, source, writing));
    // Portion by portion, since whoever else asks the database waits for as long as a transaction lasts.
    for (let number = 0; ; number++) {
      const portion = await answerOf(started, { do: 'portion', number });
      if (portion === null) break;
      await within((trx) => savePortion(trx, portion.source, portion, { at, writing }));
    }
    await within(async (trx) => {
      for (const source of sources) {
        const row = { files, at, by_whom: by.name, report: JSON.stringify(report) };
        await endImport(trx, source, writing, { id: randomUUID(), source: source.name, ...row });
      }
      await record(trx, { by, source: report.source, file: files, claims: report.claims });
    });
    adopt(await answerOf(started, { do: 'adopt' }));
    return report;
  }

  /** One import after the other: each begins where the last one ended. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(does: () => Promise<T>): Promise<T> => {
    const mine = last.then(does, does);
    last = mine.catch(() => undefined);
    return mine;
  };

  const today = (): string => now().toISOString().slice(0, 10);

  let drawn: { of: Estate | null; map: EstateMap } | null = null;
  /** A folder to which nothing was added is drawn at once: nobody waits until all that is known of it is weighed. */
  async function draw(day: string): Promise<EstateMap> {
    if (folder === null || estate !== folder) return ask({ do: 'map', day });
    const { table } = await loadSupport({ day, ...(data !== null && { data }) });
    return mapOfFolder(folder, registers, table, day);
  }

  if (await hasClaims(db)) await using(async () => undefined);
  const book: EstateBook = {
    current: () => estate,
    import: (request) => inTurn(() => using((started) => work(started, request))),
    sighted: async () =>
      (await claimsOf(db, sighting)).flatMap(
        ({ claim, seen_at }) => sightedIn({ ...(JSON.parse(claim) as Claim), seen_at }) ?? [],
      ),
    sight: ({ add, remove, by, dry }) =>
      inTurn(() =>
        using(async (started) => {
          const kept = (await book.sighted()).filter((one) => !remove.includes(sightingKey(one)));
          const bytes = Buffer.from(JSON.stringify({ sightings: [...kept, ...add] }));
          const file = { name: 'seen in live events', bytes };
          return work(started, { file, source: sighting, as: sighting, by, dry });
        }),
      ),
    imports: async () => (await loadImports(db, importsShown)).map(lineOf),
    async importOf(id) {
      const row = await loadImport(db, id);
      if (!row) return null;
      const { source, files, at, by_whom: by, report } = row;
      return { id, source, files, at, by, report: JSON.parse(report) as ImportReport };
    },
    tables: (file, mapping) =>
      ask({ do: 'tables', file, at: now().toISOString(), ...(mapping && { mapping }) }),
    find: (query) => ask({ do: 'find', query, day: today() }),
    asset: (name) => ask({ do: 'asset', name, day: today() }),
    async map() {
      const day = today();
      if (drawn?.of !== estate || drawn?.map.day !== day) drawn = { of: estate, map: await draw(day) };
      return drawn.map;
    },
    legacy: () => ask({ do: 'legacy', day: today() }),
    vulnerabilities: () => ask({ do: 'vulnerabilities', day: today() }),
    entries: () => ask({ do: 'entries', day: today() }),
    refresh: () =>
      inTurn(async () => {
        if (thread === null && !(await hasClaims(db))) return;
        await using(settle);
      }),
    async close() {
      const ended = thread;
      thread = null;
      await (await ended?.catch(() => null))?.end();
    },
  };
  return book;
}

/** The one place that knows which answer belongs to which request. */
const answerOf = <Do extends EstateRequest['do']>(
  thread: EstateThread,
  request: Extract<EstateRequest, { do: Do }>,
): Promise<EstateAnswers[Do]> => thread.ask(request) as Promise<EstateAnswers[Do]>;

type ImportRowRead = Awaited<ReturnType<typeof loadImports>>[number];

function lineOf({ id, source, files, at, by_whom: by, report }: ImportRowRead): ImportLine {
  const { claims, assets, problem_count } = JSON.parse(report) as ImportReport;
  const { after, appeared_count, gone_count, changed_count, conflict_count } = assets;
  return {
    ...{ id, source, files, at, by, claims, problem_count },
    assets: { after, appeared_count, gone_count, changed_count, conflict_count },
  };
}

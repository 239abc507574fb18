/** What thinks about one hospital's estate: holds what every source says, and answers what the book asks. Runs on a thread of its own. */
import { createHash } from 'node:crypto';
import {
  type Assessment,
  assess,
  assetView,
  createFind,
  entriesView,
  legacyView,
  mapView,
  vulnerabilitiesView,
} from '../assess/index.ts';
import { createEstate } from '../estate.ts';
import { withFirewalls } from '../firewalls/join.ts';
import type { Claim } from '../imports/claim.ts';
import type { Importer } from '../imports/importer.ts';
import { type ImportFile, type ReadResult, readFile, tablesIn } from '../imports/read-file.ts';
import { type TableView, viewTable } from '../imports/table/view.ts';
import { estateDataOf, hospitalSource, reservedIds } from '../merge/hospital.ts';
import { merge } from '../merge/merge.ts';
import type { MergedEstate, Source } from '../merge/merged.ts';
import { loadRules, type Rules } from '../merge/rules.ts';
import type { Estate, EstateData } from '../model.ts';
import type { Entry } from '../registers/index.ts';
import { type Exposed, loadSsvc } from '../ssvc/index.ts';
import { loadSupport } from '../support/index.ts';
import { type Feeds, loadFeedFolder, noFeeds } from '../vulnerabilities/index.ts';
import { claimsAfter, type Difference, differenceFrom, type Said, saidBy } from './difference.ts';
import { otherKind } from './refusals.ts';
import { importReport } from './report.ts';
import type {
  Described,
  EstateAnswer,
  EstateAnswers,
  EstateRequest,
  GivenFile,
  Portion,
} from './requests.ts';

export interface AnswersNeeds {
  /** From reachability, which is worked out elsewhere. */
  exposureFromOutside(estate: Estate, entries: readonly Entry[]): (asset: string) => Exposed | null;
}

const day = 24 * 3_600_000;
/** For so long what was shown is what is imported, if nothing else changed. */
const standsFor = 3_600_000;
/** Rows of a portion: as many as one statement takes. */
const portionSize = 1_000;
/** Rows of a table that are looked at for what its columns mean. */
const rowsLookedAt = 200;

/** Everything as it stands with these sources. */
interface Standing {
  sources: readonly Source[];
  merged: MergedEstate;
  data: EstateData;
  estate: Estate;
  /** False: the folder is the estate, to the letter. */
  imported: boolean;
}

interface Proposal {
  /** What was asked, and of what it was a change: whoever looked first need not wait again. */
  asked: string;
  at: string;
  of: Standing;
  told: EstateAnswers['propose'];
  changes: Change[];
  next: Standing;
}

/** What one import makes of one source. */
interface Change extends Source {
  holds: Importer['holds'];
  difference: Difference;
  toStore: ToStore;
}

/** What is closed and said otherwise stands at the same place of both lists, so that no portion closes what one before it opened. */
interface ToStore {
  closed: string[];
  opened: Said[];
  seen: Said[];
}

type Ask<Do extends EstateRequest['do']> = Extract<EstateRequest, { do: Do }>;

export function createEstateAnswers({ exposureFromOutside }: AnswersNeeds) {
  const rules = loadRules();
  let described: Described | null = null;
  let feeds: Promise<Feeds> | null = null;
  let loaded = new Map<string, { kind: string; claims: Claim[] }>();
  let known: Standing | null = null;
  let proposal: Proposal | null = null;
  let assessed: { of: Standing; day: string; assessment: Assessment } | null = null;
  let found: { of: Assessment; find: ReturnType<typeof createFind> } | null = null;

  function open({ do: _, ...request }: Ask<'open'>): null {
    described = request;
    loaded = new Map();
    [feeds, known, proposal, assessed, found] = [null, null, null, null, null];
    return null;
  }

  const opened = (): Described => {
    if (described) return described;
    throw new Error('the estate was not opened');
  };
  const current = (): Standing => {
    if (known) return known;
    throw new Error('the estate was not settled');
  };

  function load({ source: { name, kind }, claims }: Ask<'load'>): null {
    const there = loaded.get(name) ?? { kind, claims: [] };
    loaded.set(name, there);
    for (const { claim, seen_at } of claims) there.claims.push({ ...(JSON.parse(claim) as Claim), seen_at });
    return null;
  }

  function settle(): Standing {
    known = standing([...loaded].map(([name, source]) => ({ name, ...source })));
    loaded = new Map();
    return known;
  }

  function standing(sources: readonly Source[]): Standing {
    const { folder, firewalls, organisation } = opened();
    const own = folder ? [hospitalSource(folder)] : [];
    const merged = merge([...own, ...sources], rules, folder ? reservedIds(folder) : new Set());
    const imported = sources.some(({ claims }) => claims.length > 0);
    const whole = { ...organisation, ods_code: '', domains: [] };
    const data = folder && !imported ? folder : estateDataOf(merged, folder, whole);
    // The folder comes with what its firewalls say.
    const estate = data === folder ? createEstate(data) : withFirewalls(data, firewalls);
    return { sources, merged, data: { ...data, flows: estate.flows }, estate, imported };
  }

  function propose({ file, at, source, as, mapping }: Ask<'propose'>): EstateAnswers['propose'] {
    const of = current();
    const { sources, merged } = of;
    const bytes = createHash('sha256').update(file.bytes).digest('base64');
    const asked = JSON.stringify([bytes, file.name, source, as, mapping]);
    const isFresh = proposal !== null && Date.parse(at) - Date.parse(proposal.at) < standsFor;
    if (isFresh && proposal?.of === of && proposal.asked === asked) return proposal.told;
    const result = readFile(fileOf(file), {
      at,
      ...(as !== undefined && { as }),
      ...(mapping && { mapping }),
    });
    const changes = bySource(result, source).map((given) => changeOf(sources, given, at, rules));
    const names = new Set(changes.map(({ name }) => name));
    const next = standing([...sources.filter(({ name }) => !names.has(name)), ...changes]);
    const count = (list: keyof Difference) =>
      changes.reduce((sum, { difference }) => sum + difference[list].length, 0);
    const report = importReport({
      sources: [...names],
      read: [{ file: file.name, result }],
      claims: {
        new: count('fresh'),
        changed: count('changed'),
        same: count('same'),
        vanished: count('vanished'),
      },
      before: merged,
      after: next.merged,
    });
    const told = { report, sources: changes.map(({ name, kind, holds }) => ({ name, kind, holds })) };
    proposal = { asked, at, of, told, changes, next };
    return told;
  }

  function adopt(): Standing {
    if (!proposal) throw new Error('nothing was proposed');
    known = proposal.next;
    proposal = null;
    return known;
  }

  async function assessment(onDay: string): Promise<Assessment> {
    const of = current();
    if (assessed?.of === of && assessed.day === onDay) return assessed.assessment;
    const { registers, feeds: folder, data } = opened();
    feeds ??= folder === null ? Promise.resolve(noFeeds()) : loadFeedFolder(folder);
    const { table: support, problems } = await loadSupport({ day: onDay, ...(data !== null && { data }) });
    const { refusals, ...said } = await feeds;
    const unread = problems.map(({ file, message }) => `${file}: ${message}`);
    const made = assess(
      {
        ...{ estate: of.estate, merged: of.merged, registers, support },
        ssvc: loadSsvc(),
        feeds: { ...said, refusals: [...unread, ...refusals] },
        exposureOf: exposureFromOutside(of.estate, registers.entries),
      },
      onDay,
    );
    assessed = { of, day: onDay, assessment: made };
    return made;
  }

  async function find({ query, day: onDay }: Ask<'find'>): Promise<EstateAnswers['find']> {
    const of = await assessment(onDay);
    if (found?.of !== of) found = { of, find: createFind(of) };
    return found.find(query);
  }

  return async (request: EstateRequest): Promise<EstateAnswer> => {
    switch (request.do) {
      case 'open':
        return open(request);
      case 'load':
        return load(request);
      case 'settle':
        return toldOf(settle());
      case 'propose':
        return propose(request);
      case 'portion':
        return portionOf(proposal?.changes ?? [], request.number);
      case 'adopt':
        return toldOf(adopt());
      case 'tables':
        return tables(request);
      case 'find':
        return find(request);
      case 'asset':
        return assetView(await assessment(request.day), request.name);
      case 'map':
        return mapView({ ...(await assessment(request.day)), estate: current().estate });
      case 'legacy':
        return legacyView(await assessment(request.day));
      case 'vulnerabilities':
        return vulnerabilitiesView(await assessment(request.day));
      case 'entries':
        return entriesView(await assessment(request.day));
    }
  };
}

const fileOf = ({ name, bytes }: GivenFile): ImportFile => ({ name, open: () => [bytes] });

function tables({ file, at, mapping }: Ask<'tables'>): TableView[] {
  return tablesIn(fileOf(file), rowsLookedAt).flatMap(
    ({ name, rows }) => viewTable(name, rows, at, mapping) ?? [],
  );
}

const toldOf = ({ data, estate, imported }: Standing): EstateAnswers['settle'] =>
  imported ? { data, firewalls: estate.firewalls()?.view ?? null } : null;

type GivenSource = Source & { holds: Importer['holds'] };

/** An archive may hold exports of several kinds: each is a source of its own, and all files of one kind are one. */
function bySource({ parts }: ReadResult, named: string | undefined): GivenSource[] {
  const sources = new Map<string, { kind: string; holds: Importer['holds']; claims: Claim[] }>();
  for (const { kind, holds, claims } of parts) {
    const name = named ?? kind;
    const there = sources.get(name);
    if (there && there.kind !== kind) throw otherKind(name, there.kind, kind);
    if (!there) sources.set(name, { kind, holds, claims: [...claims] });
    else for (const claim of claims) there.claims.push(claim);
  }
  return [...sources].map(([name, source]) => ({ name, ...source }));
}

function changeOf(sources: readonly Source[], given: GivenSource, at: string, { identity }: Rules): Change {
  const before = sources.find(({ name }) => name === given.name);
  if (before && before.kind !== given.kind) throw otherKind(given.name, before.kind, given.kind);
  const forgetBefore = new Date(Date.parse(at) - identity.host_days * day).toISOString();
  const was = saidBy(before?.claims ?? []);
  const difference = differenceFrom(was, saidBy(given.claims), given.holds, forgetBefore);
  const { fresh, changed, same, vanished } = difference;
  const toStore = {
    closed: [...changed.map(({ about }) => about), ...vanished],
    opened: [...changed, ...fresh],
    // What is said of all time has no newer time to be seen at.
    seen: same.filter(({ claim }) => claim.seen_at !== null),
  };
  return { ...given, difference, toStore, claims: claimsAfter(was, difference) };
}

/** @param number from 0, over all changed sources one after the other */
function portionOf(changes: readonly Change[], number: number): EstateAnswers['portion'] {
  let first = 0;
  for (const { name, toStore } of changes) {
    const { closed, opened, seen } = toStore;
    const portions = Math.ceil(Math.max(closed.length, opened.length, seen.length) / portionSize);
    if (number < first + portions) return { source: name, ...cut(toStore, number - first) };
    first += portions;
  }
  return null;
}

function cut({ closed, opened, seen }: ToStore, number: number): Portion {
  const of = <T>(list: readonly T[]): T[] => list.slice(number * portionSize, (number + 1) * portionSize);
  return {
    closed: of(closed),
    opened: of(opened).map(({ about, said, claim }) => ({
      ...{ about, said },
      claim: JSON.stringify(claim),
      seen_at: claim.seen_at,
    })),
    seen: of(seen).map(({ about, claim }) => ({ about, seen_at: claim.seen_at! })),
  };
}

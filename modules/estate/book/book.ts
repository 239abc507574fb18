/**
 * The estate as it is known now: the hospital's own folder and everything that was imported, merged. An import is shown before it is
 * made, replaces what its source said before, and is swapped in at once.
 */
import { randomUUID } from 'node:crypto';
import type { Actor } from '@cordon/access';
import { fault } from '@cordon/platform/fault';
import type { Kysely } from 'kysely';
import { createEstate } from '../estate.ts';
import type { Claim } from '../imports/claim.ts';
import type { Importer } from '../imports/importer.ts';
import { type ImportFile, type ReadResult, readFile } from '../imports/read-file.ts';
import type { Mapping } from '../imports/table/mapping.ts';
import { estateDataOf, hospitalSource, reservedIds } from '../merge/hospital.ts';
import { merge } from '../merge/merge.ts';
import type { MergedEstate, Source } from '../merge/merged.ts';
import type { Rules } from '../merge/rules.ts';
import type { Estate } from '../model.ts';
import type { AssetStory, ImportLine, ImportReport } from './model.ts';
import { importReport } from './report.ts';
import {
  type Difference,
  differenceFrom,
  type EstateTables,
  loadImports,
  loadSources,
  saidBy,
  saveImport,
} from './store.ts';
import { findAsset, storyOf } from './story.ts';

export interface EstateBookNeeds {
  /** As one organisation has it. */
  db: Kysely<EstateTables>;
  /** The hospital's own folder; null until somebody describes it. */
  folder: Estate | null;
  /** Whose estate it is, where no folder says so. */
  organisation: { id: string; name: string };
  rules: Rules;
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
  file: ImportFile;
  by: Actor;
  /** Where it comes from; its kind, unless somebody says. */
  source?: string;
  as?: string;
  mapping?: Mapping;
  /** Only show what it would change. */
  dry: boolean;
}

export interface EstateBook {
  /** null when there is neither a folder nor an import. */
  current(): Estate | null;
  /** @throws what reading throws, NOT_KNOWN among them; nothing is changed then */
  import(request: ImportRequest): Promise<ImportReport>;
  imports(): Promise<ImportLine[]>;
  /** By id, name, address or MAC address. */
  asset(name: string): AssetStory | null;
  /** Takes up what another process imported. */
  refresh(): Promise<void>;
}

const day = 24 * 3_600_000;
const importsShown = 200;

export async function openEstateBook(needs: EstateBookNeeds): Promise<EstateBook> {
  const { db, folder, organisation, rules, record, now } = needs;
  const own = folder && hospitalSource(folder);
  const reserved = folder ? reservedIds(folder) : new Set<string>();
  let known = standing(await loadSources(db));

  function standing(sources: readonly Source[]) {
    const merged = merge(own ? [own, ...sources] : sources, rules, reserved);
    // Without imports the folder is the estate, to the letter.
    return {
      sources,
      merged,
      estate: sources.every(({ claims }) => claims.length === 0) ? folder : estateOf(merged),
    };
  }

  function estateOf(merged: MergedEstate): Estate {
    return createEstate(estateDataOf(merged, folder, { ...organisation, ods_code: '', domains: [] }));
  }

  async function work(request: ImportRequest): Promise<ImportReport> {
    const { file, by, as, mapping, dry } = request;
    const at = now().toISOString();
    const result = readFile(file, { at, ...(as !== undefined && { as }), ...(mapping && { mapping }) });
    const forgetBefore = new Date(now().getTime() - rules.identity.host_days * day).toISOString();
    const changes: Change[] = [];
    for (const given of bySource(result, request.source)) {
      const before = known.sources.find(({ name }) => name === given.name);
      if (before && before.kind !== given.kind) throw otherKind(given.name, before.kind, given.kind);
      const said = saidBy(given.claims);
      const difference = await differenceFrom(db, given.name, said, given.holds, forgetBefore);
      changes.push({ ...given, difference, claims: claimsAfter(before?.claims ?? [], difference) });
    }
    const names = new Set(changes.map(({ name }) => name));
    const next = standing([...known.sources.filter(({ name }) => !names.has(name)), ...changes]);
    const count = (list: keyof Difference) =>
      changes.reduce((sum, { difference }) => sum + difference[list].length, 0);
    const claims = {
      new: count('fresh'),
      changed: count('changed'),
      same: count('same'),
      vanished: count('vanished'),
    };
    const report = importReport({
      ...{ sources: [...names], read: [{ file: file.name, result }], claims },
      before: known.merged,
      after: next.merged,
    });
    if (dry) return report;
    await db.transaction().execute(async (trx) => {
      for (const { name: source, kind, holds, difference } of changes) {
        const row = {
          source,
          kind,
          holds,
          files: file.name,
          at,
          by: by.name,
          report: JSON.stringify(report),
        };
        await saveImport(trx, { id: randomUUID(), ...row }, difference);
      }
      await record(trx, { by, source: report.source, file: file.name, claims });
    });
    known = next;
    return report;
  }

  /** One import after the other: each begins where the last one ended. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(does: () => Promise<T>): Promise<T> => {
    const mine = last.then(does, does);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    current: () => known.estate,
    import: (request) => inTurn(() => work(request)),
    async imports() {
      const rows = await loadImports(db, importsShown);
      return rows.map(({ id, source, files, at, by_whom, report }) => ({
        ...{ id, source, files, at },
        by: by_whom,
        report: JSON.parse(report) as ImportReport,
      }));
    },
    asset(name) {
      const asset = findAsset(known.merged, name);
      return asset ? storyOf(known.merged, asset) : null;
    },
    refresh: () =>
      inTurn(async () => {
        known = standing(await loadSources(db));
      }),
  };
}

/** What one import makes of one source. */
interface Change extends Source {
  holds: Importer['holds'];
  difference: Difference;
}

/** An archive may hold exports of several kinds: each is a source of its own, and all files of one kind are one. */
function bySource(
  { parts }: ReadResult,
  named: string | undefined,
): (Source & { holds: Importer['holds'] })[] {
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

const otherKind = (name: string, was: string, is: string) =>
  fault(
    'OTHER_KIND',
    `The source "${name}" is ${was}, and what was given is ${is}. Nothing was imported.`,
    'Import it under another name of a source, or under none.',
  );

/** What the source says when the import is made: what it says now, and of sightings what it said before and is not over. */
function claimsAfter(before: readonly Claim[], { vanished, fresh, changed, same }: Difference): Claim[] {
  const kept = saidBy(before);
  for (const about of vanished) kept.delete(about);
  for (const one of [...fresh, ...changed]) kept.set(one.about, one);
  for (const one of same) {
    const was = kept.get(one.about)!.claim.seen_at;
    const seen_at = was === null || (one.claim.seen_at ?? '') <= was ? was : one.claim.seen_at;
    kept.set(one.about, { ...one, claim: { ...one.claim, seen_at } });
  }
  return [...kept.values()].map(({ claim }) => claim);
}

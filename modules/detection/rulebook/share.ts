/**
 * A rulebook that several processes have alike, each as files in a folder of its own: what one changes lies in the database within
 * seconds, and with the others a moment later. Reads and writes files.
 *
 * Whoever takes part in changing compares three things: its folder, the database, and what both said when they last agreed. What the
 * folder alone has changed goes to the database, what the database alone has changed comes from it; of a file that both have changed
 * the folder's is kept, as the last one. Whoever only follows has what the database has.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fault } from '@cordon/platform/fault';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type Change, changesBetween, createManifestReader, hashOf, type Manifest } from './manifest.ts';
import { insidePath } from './pack-files.ts';
import { openRulebook, type Rulebook, type RulebookOptions, writeWhole } from './rulebook.ts';

export interface SharedRulebookTables {
  rulebook_head: { version: string };
  rulebook_files: { path: string; sha256: string; content: Buffer };
}

export interface SharedRulebookOptions extends RulebookOptions {
  /** As one organisation has it. */
  db: Kysely<SharedRulebookTables>;
  /** Only takes over: what is changed in this folder is for nobody, and gives way. */
  follows: boolean;
}

/** Files that are asked for, or sent, at once: a megabyte or so. */
const together = 500;
const agreedFile = (folder: string): string => join(folder, '.agreed.json');
const Agreed = z.record(z.string(), z.string());

export async function openSharedRulebook(options: SharedRulebookOptions): Promise<Rulebook> {
  const { db, folder, follows } = options;
  if (!follows) await setAside(db, folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = createManifestReader(folder);
  let agreed = readAgreed(folder);
  /** Of the database, when last looked at. */
  let seen: string | null = null;

  async function versionNow(): Promise<string | null> {
    const head = await db.selectFrom('rulebook_head').select('version').executeTakeFirst();
    return head?.version ?? null;
  }

  const theirs = async (trx: Kysely<SharedRulebookTables>): Promise<Manifest> => {
    const rows = await trx.selectFrom('rulebook_files').select(['path', 'sha256']).execute();
    return new Map(rows.map(({ path, sha256 }) => [path, sha256]));
  };

  function noteAgreed(now: Manifest, version: string | null): void {
    agreed = now;
    seen = version;
    if (!follows) writeWhole(agreedFile(folder), JSON.stringify(Object.fromEntries(now)));
  }

  /** Takes over what the database has and this folder has not changed. @returns whether there was any */
  async function pull(trx: Kysely<SharedRulebookTables>): Promise<boolean> {
    const here = files();
    const there = await theirs(trx);
    const own = new Set(follows ? [] : changesBetween(agreed, here).map(({ path }) => path));
    const coming = changesBetween(follows ? here : agreed, there).filter(
      ({ path, sha256 }) => !own.has(path) && (here.get(path) ?? null) !== sha256,
    );
    await write(trx, folder, coming);
    return coming.length > 0;
  }

  /** Gives the database what this folder has and it has not. */
  async function push(trx: Kysely<SharedRulebookTables>): Promise<Manifest> {
    const here = files();
    const going = changesBetween(await theirs(trx), here);
    if (going.length > 0) {
      await send(trx, folder, going);
      await trx
        .updateTable('rulebook_head')
        .set({ version: String(BigInt(seen ?? 0) + 1n) })
        .execute();
    }
    return here;
  }

  /** `work` on the newest rulebook, while nobody else changes it. */
  async function change(rulebook: Rulebook, work: () => Promise<unknown>): Promise<void> {
    const [now, version] = await db.transaction().execute(async (trx) => {
      await lock(trx);
      if (await pull(trx)) await rulebook.refresh();
      await work();
      const here = await push(trx);
      const { version: after } = await trx
        .selectFrom('rulebook_head')
        .select('version')
        .executeTakeFirstOrThrow();
      return [here, after] as const;
    });
    noteAgreed(now, version);
  }

  async function lock(trx: Kysely<SharedRulebookTables>): Promise<void> {
    await trx
      .insertInto('rulebook_head')
      .values({ version: '0' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const head = await trx
      .selectFrom('rulebook_head')
      .select('version')
      .forUpdate()
      .executeTakeFirstOrThrow();
    seen = head.version;
  }

  async function takeOver(): Promise<boolean> {
    const version = await versionNow();
    if (version === null || version === seen) return false;
    const came = await db.transaction().execute(pull);
    noteAgreed(files(), version);
    return came;
  }

  if (follows) await takeOver();
  else if ((await versionNow()) !== null) await db.transaction().execute(pull);
  const rulebook = await openRulebook(options);
  if (!follows) await change(rulebook, async () => undefined);

  return {
    ...rulebook,
    async refresh() {
      if (follows) {
        if (await takeOver()) await rulebook.refresh();
        return false;
      }
      const changed = await rulebook.refresh();
      // What cannot be read here is nothing for others.
      if (rulebook.problem() !== null) return changed;
      const same = changesBetween(agreed, files()).length === 0 && (await versionNow()) === seen;
      if (!same) await change(rulebook, async () => undefined);
      return changed;
    },
    setMode: (of, choice) => change(rulebook, () => rulebook.setMode(of, choice)),
    addFilter: (id, text) => change(rulebook, () => rulebook.addFilter(id, text)),
    removeFilter: (id) => change(rulebook, () => rulebook.removeFilter(id)),
  };
}

/** A folder that was never shared gives way to what is: kept beside, for whoever wants something of it. */
async function setAside(db: Kysely<SharedRulebookTables>, folder: string): Promise<void> {
  if (!existsSync(folder) || existsSync(agreedFile(folder)) || createManifestReader(folder)().size === 0)
    return;
  const others = await db.selectFrom('rulebook_files').select('path').limit(1).executeTakeFirst();
  if (others) renameSync(folder, `${folder}-before-${new Date().toISOString().replace(/\D/g, '')}`);
}

function readAgreed(folder: string): Manifest {
  const file = agreedFile(folder);
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(Agreed.parse(JSON.parse(readFileSync(file, 'utf8')))));
}

async function write(
  trx: Kysely<SharedRulebookTables>,
  folder: string,
  coming: readonly Change[],
): Promise<void> {
  const wanted = coming.filter(({ sha256 }) => sha256 !== null).map(({ path }) => path);
  for (let at = 0; at < wanted.length; at += together) {
    const rows = await trx
      .selectFrom('rulebook_files')
      .select(['path', 'sha256', 'content'])
      .where('path', 'in', wanted.slice(at, at + together))
      .execute();
    for (const { path, sha256, content } of rows) {
      if (insidePath(path) !== path || hashOf(content) !== sha256) throw damaged(path);
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeWhole(file, content);
    }
  }
  for (const { path, sha256 } of coming) if (sha256 === null) rmSync(join(folder, path), { force: true });
}

async function send(
  trx: Kysely<SharedRulebookTables>,
  folder: string,
  going: readonly Change[],
): Promise<void> {
  for (let at = 0; at < going.length; at += together) {
    const some = going.slice(at, at + together);
    await trx
      .deleteFrom('rulebook_files')
      .where(
        'path',
        'in',
        some.map(({ path }) => path),
      )
      .execute();
    const rows = some
      .filter(({ sha256 }) => sha256 !== null)
      .map(({ path }) => {
        const content = readFileSync(join(folder, path));
        return { path, sha256: hashOf(content), content };
      });
    if (rows.length > 0) await trx.insertInto('rulebook_files').values(rows).execute();
  }
}

const damaged = (path: string): Error =>
  fault(
    'RULEBOOK_DAMAGED',
    `The file "${path}" of the shared rulebook is not what it was when it was kept. The rules that ran before still run.`,
    'Change it anew on a machine that has it whole, and find out who could write to the database.',
  );

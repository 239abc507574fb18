/**
 * The tamper-evident record of who did what. An entry is written in the same transaction as the act it tells of, or before an
 * act that no transaction holds. Checkpoints are signed now and then, into the database and into a file beside it.
 */

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '@cordon/platform/database';
import { type Kysely, sql } from 'kysely';
import { beforeFirst, columnsOf, createVerifier, hashOf } from './chain.ts';
import {
  createSignatureCheck,
  isSealed,
  openSigner,
  publicKeyIn,
  readCheckpoints,
  type Seals,
} from './keys.ts';
import { checkpointLine, entryLine, keyLine } from './lines.ts';
import { Act, EntryBody, type LedgerPage, type Verdict } from './model.ts';

export interface LedgerTables {
  ledger: {
    org: string;
    seq: string;
    body: string;
    hash: string;
    at: string;
    act: string;
    who: string;
    object: string;
  };
  ledger_head: { org: string; id: number; seq: string; hash: string };
  ledger_checkpoints: { org: string; seq: string; checkpoint: string };
}

type Db = Kysely<LedgerTables>;

export interface LedgerOptions {
  db: Db;
  /** Where the key and the checkpoints are kept. */
  folder: string;
  /** Seal the signing key. Without them, one that was sealed signs nothing: the ledger can be read and written. */
  keys?: Seals;
  org: string;
  now(): Date;
}

export interface Ledger {
  /** Records an act by itself, durably. */
  record(act: Act): Promise<void>;
  /** Records it in the caller's transaction: both are kept, or neither. */
  recordIn(db: Db, act: Act): Promise<void>;
  /** Signs the newest entry, unless that is signed already, or the key is sealed and the keys were not given. */
  checkpoint(): Promise<void>;
  page(query: LedgerQuery): Promise<LedgerPage>;
  verify(): Promise<Verdict>;
  /** Lines that anyone can verify without Cordon's data: the public key, each entry, each checkpoint. */
  export(): AsyncGenerator<string>;
}

export interface LedgerQuery {
  act?: string | undefined;
  object?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** Entries read at once while going through all of them. */
const pageSize = 1_000;

export const checkpointFile = (folder: string): string => join(folder, 'checkpoints.ndjson');

export function openLedger({ db, folder, keys, org, now }: LedgerOptions): Ledger {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signer = keys === undefined && isSealed(folder) ? null : openSigner(folder, keys ?? null);

  /** Locked until the transaction ends: entries that are written at once stand one after the other. */
  async function lockHead(trx: Db): Promise<{ seq: string | number; hash: string }> {
    const head = trx.selectFrom('ledger_head').selectAll().where('org', '=', org).forUpdate();
    const known = await head.executeTakeFirst();
    if (known) return known;
    // An organisation's first entry.
    const first = { org, id: 1, seq: '0', hash: beforeFirst };
    await trx
      .insertInto('ledger_head')
      .values(first)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return head.executeTakeFirstOrThrow();
  }

  async function recordIn(trx: Db, act: Act): Promise<void> {
    const head = await lockHead(trx);
    // Its columns are kept as the database keeps text, so its body says the same.
    const plain: unknown = JSON.parse(jsonText(act));
    const entry: EntryBody = { ...Act.parse(plain), seq: Number(head.seq) + 1, at: now().toISOString(), org };
    const body = JSON.stringify(entry);
    const hash = hashOf(head.hash, body);
    await trx
      .insertInto('ledger')
      .values({ ...columnsOf(entry), org, seq: String(entry.seq), body, hash })
      .execute();
    await trx
      .updateTable('ledger_head')
      .set({ seq: String(entry.seq), hash })
      .where('org', '=', org)
      .execute();
  }

  async function* sealed() {
    for (let after = -1; ; ) {
      const rows = await db
        .selectFrom('ledger')
        .selectAll()
        .where('org', '=', org)
        .where('seq', '>', String(after))
        .orderBy('seq')
        .limit(pageSize)
        .execute();
      for (const row of rows) yield { ...row, seq: Number(row.seq) };
      if (rows.length < pageSize) return;
      after = Number(rows.at(-1)!.seq);
    }
  }

  async function checkpoints(): Promise<string[]> {
    const rows = await db
      .selectFrom('ledger_checkpoints')
      .select('checkpoint')
      .where('org', '=', org)
      .orderBy('seq')
      .execute();
    const file = checkpointFile(folder);
    const kept = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    // What only one of the two has is what somebody took out of the other.
    return [...new Set([...rows.map(({ checkpoint }) => checkpoint), ...kept])].filter((line) => line !== '');
  }

  return {
    record: (act) => db.transaction().execute((trx) => recordIn(trx, act)),
    recordIn,
    async checkpoint() {
      if (!signer) return;
      await db.transaction().execute(async (trx) => {
        const head = await lockHead(trx);
        const known = await trx
          .selectFrom('ledger_checkpoints')
          .select('seq')
          .where('org', '=', org)
          .where('seq', '=', String(head.seq))
          .executeTakeFirst();
        if (Number(head.seq) === 0 || known) return;
        const signed = signer.sign({ seq: Number(head.seq), hash: head.hash, at: now().toISOString() });
        const line = JSON.stringify(signed);
        // The file first: what it says of the future can only be true once the transaction is kept, and it is checked then.
        append(checkpointFile(folder), line);
        await trx
          .insertInto('ledger_checkpoints')
          .values({ org, seq: String(head.seq), checkpoint: line })
          .execute();
      });
    },
    async page({ act, object, before, limit }) {
      let rows = db.selectFrom('ledger').where('org', '=', org);
      if (act !== undefined) rows = rows.where('act', '=', act);
      if (object !== undefined) rows = rows.where('object', '=', object);
      const { total } = await rows.select(sql<string>`count(*)`.as('total')).executeTakeFirstOrThrow();
      if (before !== undefined) rows = rows.where('seq', '<', before);
      const found = await rows
        .select(['body', 'hash'])
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute();
      const items = found
        .slice(0, limit)
        .map(({ body, hash }) => ({ ...EntryBody.parse(JSON.parse(body)), hash }));
      return {
        items,
        total: Number(total),
        next: found.length > items.length ? String(items.at(-1)!.seq) : null,
      };
    },
    async verify() {
      return verifyWith(await checkpoints(), [publicKeyIn(folder)], sealed());
    },
    async *export() {
      yield keyLine(org, publicKeyIn(folder));
      for await (const entry of sealed()) yield entryLine(entry);
      for (const line of await checkpoints()) yield checkpointLine(org, line);
    },
  };
}

/** @param keys PEM of those that are trusted. */
export async function verifyWith(
  lines: readonly string[],
  keys: readonly string[],
  entries: AsyncIterable<Parameters<ReturnType<typeof createVerifier>['entry']>[0]>,
): Promise<Verdict> {
  const { checkpoints, unreadable } = readCheckpoints(lines.join('\n'));
  const verifier = createVerifier(checkpoints, createSignatureCheck(keys));
  for await (const entry of entries) verifier.entry(entry);
  const verdict = verifier.end();
  if (unreadable === 0) return verdict;
  const problem = `${unreadable} checkpoints cannot be read`;
  return { ...verdict, ok: false, problems: [...verdict.problems, { seq: 0, problem }] };
}

/** One line at the end of a file, on the disk when this returns. */
function append(file: string, line: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(handle, `${line}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

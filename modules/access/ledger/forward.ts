/**
 * Sends a ledger on to a place elsewhere, entry by entry in order, at least once: how far it has come moves when that place has taken
 * it. What whoever holds this machine takes out afterwards, or writes anew, is still there.
 */
import type { Kysely } from 'kysely';
import { beforeFirst } from './chain.ts';
import { publicKeyIn } from './keys.ts';
import type { LedgerTables } from './ledger.ts';
import { checkpointLine, entryLine, keyLine } from './lines.ts';

export interface ForwardTables {
  ledger_forwards: {
    org: string;
    place: string;
    seq: string;
    hash: string;
    checkpoint: string;
    taken: string | null;
    error: string | null;
  };
}

/** A line, and when what it tells of came about. */
export interface ForwardLine {
  at: string;
  text: string;
}

export interface ForwardNeeds {
  db: Kysely<LedgerTables & ForwardTables>;
  org: string;
  /** Where the public key lies. */
  folder: string;
  /** Which place this is: the same name goes on where it was. */
  place: string;
  /** Resolves when the place has taken the lines. @throws saying why it has not, in words */
  deliver(lines: readonly ForwardLine[]): Promise<void>;
  now(): Date;
}

export interface Forwarder {
  /** Sends what is new. @throws when the place does not take it: it is sent again with the next call */
  send(): Promise<Sent>;
  /** Entries that the place has not taken yet, when it last took some (ISO 8601), and why the last try failed. */
  standing(): Promise<{ waiting: number; taken: string | null; error: string | null }>;
}

export interface Sent {
  lines: number;
  /** The number of the entry that the place has taken and that is not on the ledger any more as it was; all is sent again from the first. */
  contradicts: number | null;
}

/** The newest entry that the place has taken, and the newest checkpoint, by its entry. */
interface Reached {
  seq: number;
  hash: string;
  checkpoint: number;
}

/** Entries sent at once. */
const together = 500;

export function createForwarder({ db, org, folder, place, deliver, now }: ForwardNeeds): Forwarder {
  const placeRow = () =>
    db.selectFrom('ledger_forwards').selectAll().where('org', '=', org).where('place', '=', place);

  async function known(): Promise<Reached | null> {
    const row = await placeRow().executeTakeFirst();
    return row ? { seq: Number(row.seq), hash: row.hash, checkpoint: Number(row.checkpoint) } : null;
  }

  async function isStillThere({ seq, hash }: Reached): Promise<boolean> {
    if (seq === 0) return true;
    const row = await db
      .selectFrom('ledger')
      .select('hash')
      .where('org', '=', org)
      .where('seq', '=', String(seq))
      .executeTakeFirst();
    return row?.hash === hash;
  }

  /** The next lines, and how far they lead; null when there is nothing new. */
  async function next(from: Reached) {
    const entries = await db
      .selectFrom('ledger')
      .select(['seq', 'at', 'body', 'hash'])
      .where('org', '=', org)
      .where('seq', '>', String(from.seq))
      .orderBy('seq')
      .limit(together)
      .execute();
    const last = entries.at(-1);
    const seq = Number(last?.seq ?? from.seq);
    const checkpoints = await db
      .selectFrom('ledger_checkpoints')
      .select(['seq', 'checkpoint'])
      .where('org', '=', org)
      .where('seq', '>', String(from.checkpoint))
      .where('seq', '<=', String(seq))
      .orderBy('seq')
      .execute();
    const at = now().toISOString();
    const lines: ForwardLine[] = [
      ...entries.map((entry) => ({ at: entry.at, text: entryLine(entry) })),
      ...checkpoints.map(({ checkpoint }) => ({ at, text: checkpointLine(org, checkpoint) })),
    ];
    if (lines.length === 0) return null;
    if (from.seq === 0) lines.unshift({ at, text: keyLine(org, publicKeyIn(folder)) });
    const hash = last?.hash ?? from.hash;
    return { lines, to: { seq, hash, checkpoint: Number(checkpoints.at(-1)?.seq ?? from.checkpoint) } };
  }

  async function note({ seq, hash, checkpoint }: Reached, outcome: { taken?: string; error: string | null }) {
    const row = { seq: String(seq), hash, checkpoint: String(checkpoint), ...outcome };
    await db
      .insertInto('ledger_forwards')
      .values({ org, place, taken: null, ...row })
      .onConflict((conflict) => conflict.columns(['org', 'place']).doUpdateSet(row))
      .execute();
  }

  return {
    async send() {
      const first = { seq: 0, hash: beforeFirst, checkpoint: 0 };
      let from = (await known()) ?? first;
      const contradicts = (await isStillThere(from)) ? null : from.seq;
      if (contradicts !== null) from = first;
      let lines = 0;
      for (let more = await next(from); more !== null; more = await next(from)) {
        await deliver(more.lines).catch(async (error: Error) => {
          await note(from, { error: error.message });
          throw error;
        });
        await note(more.to, { taken: now().toISOString(), error: null });
        from = more.to;
        lines += more.lines.length;
      }
      return { lines, contradicts };
    },
    async standing() {
      const row = await placeRow().executeTakeFirst();
      const head = await db.selectFrom('ledger_head').select('seq').where('org', '=', org).executeTakeFirst();
      return {
        waiting: Math.max(0, Number(head?.seq ?? 0) - Number(row?.seq ?? 0)),
        taken: row?.taken ?? null,
        error: row?.error ?? null,
      };
    },
  };
}

/**
 * The chain of the ledger: each entry's hash covers its text and the hash before, so none can be altered, taken out, put in or
 * moved without every later hash being wrong. Pure.
 */
import { createHash } from 'node:crypto';
import { type Checkpoint, EntryBody, type Sealed, type Verdict } from './model.ts';

export const beforeFirst = '0'.repeat(64);

export const hashOf = (previous: string, body: string): string =>
  createHash('sha256').update(`cordon ledger entry 1\n${previous}\n${body}`).digest('hex');

/** What a checkpoint's signature covers. */
export const statementOf = ({ seq, hash, at }: Pick<Checkpoint, 'seq' | 'hash' | 'at'>): string =>
  `cordon ledger checkpoint 1\n${seq}\n${hash}\n${at}\n`;

/** The columns that entries are found by must say what the text says. */
export interface Row extends Sealed {
  seq: number;
  at: string;
  act: string;
  who: string;
  object: string;
}

export const columnsOf = ({ seq, at, act, who, object }: EntryBody): Omit<Row, 'body' | 'hash'> => ({
  seq,
  at,
  act,
  who: who.name,
  object,
});

/** Problems named; more than these add nothing. */
const named = 20;

export interface Verifier {
  /** Entries in the order of their numbers; columns where they come from a database. */
  entry(sealed: Sealed & Partial<Row>): void;
  end(): Verdict;
}

/**
 * @param checkpoints from wherever they were kept, in any order
 * @param isSigned whether the signature of a checkpoint holds for a key that is trusted
 */
export function createVerifier(
  checkpoints: readonly Checkpoint[],
  isSigned: (checkpoint: Checkpoint) => boolean,
): Verifier {
  const problems: Verdict['problems'] = [];
  const add = (seq: number, problem: string): void => {
    if (problems.length < named) problems.push({ seq, problem });
  };
  const good: Checkpoint[] = [];
  for (const checkpoint of checkpoints) {
    if (isSigned(checkpoint)) good.push(checkpoint);
    else add(checkpoint.seq, 'the signature of its checkpoint does not hold');
  }
  const bySeq = groupBySeq(good);
  let previous = beforeFirst;
  let seq = 0;
  let vouched = 0;

  return {
    entry(sealed) {
      const expected = seq + 1;
      const body = readEntry(sealed.body);
      if (body === null) add(expected, 'its text is not that of an entry');
      else if (body.seq !== expected)
        add(
          expected,
          body.seq > expected ? `it is missing: ${body.seq} follows` : `in its place stands ${body.seq}`,
        );
      else if (differing(body, sealed))
        add(expected, `its column "${differing(body, sealed)}" is not what its text says`);
      const hash = hashOf(previous, sealed.body);
      if (hash !== sealed.hash)
        add(body?.seq ?? expected, 'its hash does not fit its text and the entry before');
      // What follows is checked against what is there, so that one fault is not reported for every later entry.
      previous = sealed.hash;
      seq = Math.max(expected, body?.seq ?? expected);
      for (const checkpoint of bySeq.get(seq) ?? []) {
        if (checkpoint.hash === sealed.hash) vouched = seq;
        else add(seq, `a checkpoint signed at ${checkpoint.at} has another hash for it`);
      }
    },
    end() {
      const beyond = good.filter((checkpoint) => checkpoint.seq > seq).sort((a, b) => a.seq - b.seq);
      const last = beyond.at(-1);
      if (last)
        add(
          seq + 1,
          `entries ${seq + 1} to ${last.seq} are missing: a checkpoint signed at ${last.at} covers them`,
        );
      problems.sort((a, b) => a.seq - b.seq);
      return {
        ok: problems.length === 0,
        entries: seq,
        head: previous,
        checkpoints: good.length,
        vouched,
        problems,
      };
    },
  };
}

function groupBySeq(checkpoints: readonly Checkpoint[]): Map<number, Checkpoint[]> {
  const groups = new Map<number, Checkpoint[]>();
  for (const checkpoint of checkpoints) {
    const group = groups.get(checkpoint.seq);
    if (group) group.push(checkpoint);
    else groups.set(checkpoint.seq, [checkpoint]);
  }
  return groups;
}

/** Null for what is none. */
export function readEntry(text: string): EntryBody | null {
  try {
    const read = EntryBody.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function differing(body: EntryBody, row: Partial<Row>): string | undefined {
  return Object.entries(columnsOf(body)).find(
    ([name, value]) => row[name as keyof Row] !== undefined && row[name as keyof Row] !== value,
  )?.[0];
}

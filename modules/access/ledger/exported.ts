/** Checking a ledger by its lines, away from the Cordon that wrote it. Pure but for what it is given. */
import { fault } from '@cordon/platform/fault';
import { readEntry } from './chain.ts';
import { verifyWith } from './ledger.ts';
import { type Line, readLine } from './lines.ts';
import type { Sealed, Verdict } from './model.ts';

type Lines = AsyncIterable<string>;

/**
 * @param lines as `Ledger.export` gives them, or as a collector kept what was sent to it: some of it twice, and other things around each
 * @param trusted public keys noted elsewhere (PEM); without them the lines vouch only for themselves
 * @param wanted whose ledger, where the lines hold several
 * @throws LEDGER_EXPORT when they are none
 */
export async function verifyExport(
  lines: Lines,
  trusted: readonly string[],
  wanted?: string,
): Promise<Verdict> {
  const { entries, lines: all } = await read(lines);
  const org = ownerOf([...entries, ...all], wanted);
  const isOfIt = (line: { org?: string | undefined }): boolean => (line.org ?? org) === org;
  const keys = all.flatMap((line) => ('public_key' in line && isOfIt(line) ? line.public_key : []));
  const checkpoints = all.flatMap((line) =>
    'checkpoint' in line && isOfIt(line) ? JSON.stringify(line.checkpoint) : [],
  );
  async function* each() {
    for (const entry of entries) if (entry.org === undefined || entry.org === org) yield entry.sealed;
  }
  return verifyWith(checkpoints, trusted.length > 0 ? trusted : keys, each());
}

interface Entry {
  /** Undefined where its text is not that of an entry. */
  org: string | undefined;
  seq: number;
  sealed: Sealed;
}

/** Each entry once, in the order in which they first came. */
async function read(lines: Lines): Promise<{ entries: Entry[]; lines: Exclude<Line, Sealed>[] }> {
  const all: Exclude<Line, Sealed>[] = [];
  const seen = new Map<string, string>();
  const entries: Entry[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text === '') continue;
    const line = readLine(text);
    if (line === null) throw noLine(number);
    if (!('body' in line)) all.push(line);
    else if (seen.get(line.hash) !== line.body) {
      seen.set(line.hash, line.body);
      entries.push(entryIn(line));
    }
  }
  return { entries, lines: all };
}

function entryIn(sealed: Sealed): Entry {
  const body = readEntry(sealed.body);
  return { org: body?.org, seq: body?.seq ?? 0, sealed };
}

function ownerOf(
  lines: readonly { org?: string | undefined }[],
  wanted: string | undefined,
): string | undefined {
  const owners = [...new Set(lines.flatMap(({ org }) => org ?? []))].sort();
  if (wanted !== undefined || owners.length < 2) return wanted ?? owners[0];
  throw fault(
    'LEDGER_EXPORT',
    `There are the ledgers of ${owners.join(', ')}.`,
    'Say whose to verify: --org ID',
  );
}

const noLine = (number: number) =>
  fault(
    'LEDGER_EXPORT',
    `Line ${number} is neither an entry, a checkpoint nor a key.`,
    'Give what cordon ledger export wrote, or what a collector kept of a ledger, without lines of others.',
  );

/** Problems named; more than these add nothing. */
const named = 20;

/**
 * What is in a copy kept elsewhere and not on the ledger: an entry's hash covers all before it, so it is enough to compare those.
 *
 * @param kept the ledger, as `Ledger.export` gives it
 * @param copy lines of a collector in any order; those of others are passed over
 */
export async function missingFrom(
  kept: Lines,
  copy: Lines,
): Promise<{ compared: number; problems: Verdict['problems'] }> {
  const { entries } = await read(kept);
  const own = new Map(entries.map(({ seq, sealed }) => [seq, sealed.hash]));
  const org = entries[0]?.org;
  const problems: Verdict['problems'] = [];
  const seen = new Set<string>();
  for await (const text of copy) {
    const line = readLine(text);
    if (line === null || !('body' in line)) continue;
    const { seq, org: owner, sealed } = entryIn(line);
    if ((org !== undefined && owner !== org) || seen.has(sealed.hash)) continue;
    seen.add(sealed.hash);
    const known = own.get(seq);
    if (known === sealed.hash) continue;
    const problem =
      known === undefined
        ? 'the copy has it, and the ledger has not'
        : 'the copy has another text for it, or for one before it';
    problems.push({ seq, problem });
  }
  problems.sort((a, b) => a.seq - b.seq);
  return { compared: seen.size, problems: problems.slice(0, named) };
}

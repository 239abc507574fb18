/** `cordon ledger verify` and `export`: whether the record of who did what is whole, and taking it elsewhere. */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import {
  type Ledger,
  type LedgerTables,
  missingFrom,
  openLedger,
  Verdict,
  verifyExport,
} from '@cordon/access';
import { openFolders } from '@cordon/platform/config';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { fault, systemCode } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { refuseElsewhere } from './elsewhere.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, headersFor, runningAddress } from './running.ts';

export interface LedgerCommand {
  data?: string;
  /** Files with public keys that were noted elsewhere. */
  key: string[];
  /** Whose ledger, where a file holds several. */
  org?: string;
  /** What a collector kept of what was sent on: a file, or a folder of them. */
  against?: string;
}

/** Exit code 0 whole, 1 not. */
export async function verifyCommand(
  file: string | undefined,
  { data, key, org, against }: LedgerCommand,
): Promise<number> {
  const keys = key.map((pem) => readFileSync(pem, 'utf8'));
  const verdict = file === undefined ? await verifyKept(data) : await verifyExport(linesOf(file), keys, org);
  process.stdout.write(toldOf(verdict, file !== undefined && key.length === 0));
  const same = against === undefined || (await compare(file, data, against));
  return verdict.ok && same ? exitCodes.nothing : exitCodes.findings;
}

/** Tells what the copy has and the ledger has not; false when there is any. */
async function compare(
  file: string | undefined,
  data: string | undefined,
  against: string,
): Promise<boolean> {
  const copy = linesIn(against);
  const { compared, problems } = await (file === undefined
    ? withExport(data, (lines) => missingFrom(lines, copy))
    : missingFrom(linesOf(file), copy));
  if (compared === 0)
    throw fault(
      'LEDGER_COPY',
      `There is no entry of this ledger in ${against}.`,
      'Name what the collector kept of it: a file, or a folder of files.',
    );
  const lines =
    problems.length === 0
      ? [`Every one of the ${compared} entries that the copy holds is on the ledger as it was sent.`]
      : [
          'NOT AS IT WAS SENT:',
          ...problems.map(({ seq, problem }) => `  entry ${seq}: ${problem}`),
          'See that the copy itself is whole: cordon ledger verify COPY --key KEY',
        ];
  process.stdout.write(`${lines.map(plain).join('\n')}\n`);
  return problems.length === 0;
}

async function verifyKept(data: string | undefined): Promise<Verdict> {
  const folders = dataFolders(data);
  const address = await runningAddress(folders);
  if (address !== null) return Verdict.parse(await askRunning(address, '/ledger/verify'));
  return withLedger(folders, (ledger) => ledger.verify());
}

export async function exportCommand({ data, out }: { data?: string; out?: string }): Promise<void> {
  const to = out === undefined ? process.stdout : createWriteStream(out, { fd: newFile(out) });
  await withExport(data, async (lines) => {
    for await (const line of lines) to.write(`${line}\n`);
  });
  await new Promise<void>((resolve) =>
    out === undefined ? to.write('', () => resolve()) : to.end(() => resolve()),
  );
}

/** The lines of the ledger of a Cordon that runs, else of its folder. */
async function withExport<Answer>(
  data: string | undefined,
  work: (lines: AsyncIterable<string>) => Promise<Answer>,
): Promise<Answer> {
  const folders = dataFolders(data);
  const running = await runningAddress(folders);
  if (running === null) return withLedger(folders, (ledger) => work(ledger.export()));
  const answer = await fetch(`${running.address}/api/v1/ledger/export`, { headers: headersFor(running) });
  if (!answer.ok || !answer.body)
    throw fault(
      'LEDGER_EXPORT',
      `The Cordon that runs does not give its ledger (status ${answer.status}).`,
      'Its log says why.',
    );
  return work(linesFrom(Readable.fromWeb(answer.body as ReadableStream)));
}

/** Whose ledger lies at the top of the data folder: the first that wrote. Those of others lie under `organisations`. */
export async function ownOrganisation(database: Pick<Database, 'tables'>): Promise<string> {
  const first = await database
    .tables<LedgerTables>()
    .selectFrom('ledger')
    .select('org')
    .where('seq', '=', '1')
    .orderBy('at')
    .executeTakeFirst();
  return first?.org ?? '';
}

/** @throws OUTPUT rather than write over what is there */
function newFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    throw fault(
      'OUTPUT',
      `${path} cannot be made (${systemCode(error)}). Nothing was written over.`,
      'Choose another place with --out.',
      { cause: error },
    );
  }
}

async function withLedger<Answer>(
  folders: readonly string[],
  work: (ledger: Ledger) => Promise<Answer>,
): Promise<Answer> {
  refuseElsewhere(folders[0]!, 'database', 'Run this on the machine where Cordon runs, or start it here.');
  const dir = folders.find((folder) => existsSync(join(folder, 'state')));
  if (dir === undefined)
    throw fault(
      'NO_LEDGER',
      `There is no ledger in ${folders.join(' or ')}.`,
      'Name the data folder with --data, or an exported ledger.',
    );
  const database = await openDatabase({ dir: join(dir, 'state'), cache: openFolders().cache });
  try {
    await migrate(database, 'access', projectPath('modules/access/migrations'));
    const db = database.tables<LedgerTables>();
    const org = await ownOrganisation(database);
    return await work(openLedger({ db, folder: join(dir, 'ledger'), org, now: () => new Date() }));
  } finally {
    await database.close();
  }
}

function linesOf(file: string): AsyncIterable<string> {
  if (file !== '-' && !existsSync(file))
    throw fault('NO_LEDGER', `There is no file ${file}.`, 'Name a file written by: cordon ledger export');
  if (file === '-') return linesFrom(process.stdin);
  const bytes = createReadStream(file);
  return linesFrom(file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes);
}

const linesFrom = (input: NodeJS.ReadableStream): AsyncIterable<string> =>
  createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });

/** Of a file, or of every file in a folder: collectors begin a new one now and then. */
async function* linesIn(place: string): AsyncGenerator<string> {
  const isFolder = existsSync(place) && statSync(place).isDirectory();
  if (!isFolder) return yield* linesOf(place);
  for (const entry of readdirSync(place, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) yield* linesOf(join(entry.parentPath, entry.name));
}

function toldOf({ ok, entries, head, checkpoints, vouched, problems }: Verdict, byItself: boolean): string {
  const lines = ok
    ? [`Whole: ${entries} entries, each as it was written.`]
    : ['NOT WHOLE:', ...problems.map(({ seq, problem }) => `  entry ${seq}: ${problem}`)];
  lines.push(
    `${checkpoints} signed checkpoints; the newest vouches for entry ${vouched} and all before it.`,
    `Head: ${head}`,
    byItself
      ? 'The keys are those in the export itself: whoever forged it could have made them. Give the key you noted with --key.'
      : 'Note the head elsewhere: with it, nobody can alter what came before unseen.',
  );
  return `${lines.map(plain).join('\n')}\n`;
}

/** `cordon ledger verify` and `export`: whether the record of who did what is whole, and taking it elsewhere. */
import { createReadStream, createWriteStream, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Ledger, type LedgerTables, openLedger, Verdict, verifyExport } from '@cordon/access';
import { openFolders } from '@cordon/platform/config';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { fault, systemCode } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, headersFor, runningAddress } from './running.ts';
import { exitCodes } from './scan.ts';

export interface LedgerCommand {
  data?: string;
  /** Files with public keys that were noted elsewhere. */
  key: string[];
}

/** Exit code 0 whole, 1 not. */
export async function verifyCommand(file: string | undefined, { data, key }: LedgerCommand): Promise<number> {
  const verdict =
    file === undefined
      ? await verifyKept(data)
      : await verifyExport(
          linesOf(file),
          key.map((pem) => readFileSync(pem, 'utf8')),
        );
  process.stdout.write(toldOf(verdict, file !== undefined && key.length === 0));
  return verdict.ok ? exitCodes.nothing : exitCodes.findings;
}

async function verifyKept(data: string | undefined): Promise<Verdict> {
  const folders = dataFolders(data);
  const address = await runningAddress(folders);
  if (address !== null) return Verdict.parse(await askRunning(address, '/ledger/verify'));
  return withLedger(folders, (ledger) => ledger.verify());
}

export async function exportCommand({ data, out }: { data?: string; out?: string }): Promise<void> {
  const to = out === undefined ? process.stdout : createWriteStream(out, { fd: newFile(out) });
  const folders = dataFolders(data);
  const address = await runningAddress(folders);
  if (address !== null) {
    const answer = await fetch(`${address.address}/api/v1/ledger/export`, { headers: headersFor(address) });
    for await (const part of answer.body ?? []) to.write(part);
  } else
    await withLedger(folders, async (ledger) => {
      for await (const line of ledger.export()) to.write(`${line}\n`);
    });
  await new Promise<void>((resolve) =>
    out === undefined ? to.write('', () => resolve()) : to.end(() => resolve()),
  );
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
  const input = file === '-' ? process.stdin : createReadStream(file);
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
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

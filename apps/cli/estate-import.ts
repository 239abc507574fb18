/**
 * `cordon estate import FILE…` and `cordon estate show HOST`: what exports of other tools say, merged with the hospital's own folder.
 * Reads files; asks the Cordon that runs where nothing else is named.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type AssetStory,
  AssetView,
  type Claim,
  findAsset,
  hospitalSource,
  ImportReport,
  importReport,
  loadEstate,
  loadRules,
  type MergedEstate,
  merge,
  type ReadResult,
  readImport,
  readMapping,
  reservedIds,
  type Source,
  storyOf,
} from '@cordon/estate';
import { fault, systemCode } from '@cordon/platform/fault';
import { zipSync } from 'fflate';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, headersFor, type RunningCordon, runningAddress } from './running.ts';

interface FilesCommand {
  as?: string;
  mapping?: string;
  /** Folder that describes the hospital. */
  estate?: string;
  data?: string;
  format: 'table' | 'json';
}

export interface ImportCommand extends FilesCommand {
  source?: string;
  dryRun: boolean;
  by?: string;
}

export type ShowCommand = FilesCommand;

interface Given {
  folder: Source | null;
  sources: Source[];
  read: { file: string; kind: string; result: ReadResult }[];
  reserved: Set<string>;
}

/**
 * Imports into the Cordon that runs, or shows what it would change there; with a folder that describes the hospital, what it would change
 * of that, and nothing is kept.
 */
export async function importCommand(paths: readonly string[], command: ImportCommand): Promise<string> {
  if (command.estate === undefined) return importThere(paths, command, await running(command.data));
  const given = await readAll(paths, command, command.source);
  const before = merge(given.folder ? [given.folder] : [], loadRules(), given.reserved);
  const said = given.sources.reduce((sum, { claims }) => sum + claims.length, 0);
  const report = importReport({
    sources: given.sources.map(({ name }) => name),
    read: given.read,
    claims: { new: said, changed: 0, same: 0, vanished: 0 },
    before,
    after: mergeAll(given),
  });
  return shownAs(command.format, report, reportText);
}

/** @throws UNKNOWN_HOST */
export async function showCommand(
  host: string,
  paths: readonly string[],
  command: ShowCommand,
): Promise<string> {
  if (paths.length === 0 && command.estate === undefined) {
    const answer = await askRunning(
      await running(command.data),
      `/estate/assets/${encodeURIComponent(host)}`,
    );
    const { story } = AssetView.parse(answer);
    return shownAs(command.format, story, storyText);
  }
  const estate = mergeAll(await readAll(paths, command, undefined));
  const asset = findAsset(estate, host);
  if (asset) return shownAs(command.format, storyOf(estate, asset), storyText);
  throw fault(
    'UNKNOWN_HOST',
    `Nothing that was read knows ${host}.`,
    'Give its name, address, MAC address or id.',
  );
}

const shownAs = <T>(format: 'table' | 'json', value: T, text: (value: T) => string): string =>
  format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : text(value);

async function running(data: string | undefined): Promise<RunningCordon> {
  const address = await runningAddress(dataFolders(data));
  if (address !== null) return address;
  throw fault(
    'NOT_RUNNING',
    'No Cordon is running here, and the estate is kept by one that runs. Nothing was imported.',
    'Start it with npm start, name its folder with --data, or see what the files say with --estate DIR.',
  );
}

/** All files in one archive, since they are one import: what one page of an export leaves out stands on another. */
async function importThere(
  paths: readonly string[],
  { as, source, mapping, dryRun, by, format }: ImportCommand,
  cordon: RunningCordon,
): Promise<string> {
  const [only] = paths;
  const isOne = paths.length === 1 && only !== undefined;
  const query = new URLSearchParams({
    name: paths
      .map((path) => basename(path))
      .join(', ')
      .slice(0, 200),
  });
  if (as !== undefined) query.set('as', as);
  if (source !== undefined) query.set('source', source);
  if (mapping !== undefined) query.set('mapping', textIn(mapping));
  if (dryRun) query.set('dry', '1');
  const answer = await fetch(`${cordon.address}/api/v1/estate/imports?${query}`, {
    method: 'POST',
    headers: { ...headersFor(cordon, by), 'content-type': 'application/octet-stream' },
    body: isOne ? bytesIn(only) : packed(paths),
  });
  const said: unknown = await answer.json();
  if (answer.ok) return shownAs(format, ImportReport.parse(said), reportText);
  const { code, message, next } = said as { code: string; message: string; next: string };
  throw fault(code, message, next);
}

const packed = (paths: readonly string[]): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(paths.map((path, i) => [`${i + 1}/${basename(path)}`, bytesIn(path)])), {
    level: 1,
  });

const bytesIn = (path: string): Buffer<ArrayBuffer> => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
};

const textIn = (path: string): string => bytesIn(path).toString('utf8');

export const mergeAll = ({ folder, sources, reserved }: Given): MergedEstate =>
  merge(folder ? [folder, ...sources] : sources, loadRules(), reserved);

export async function readAll(
  paths: readonly string[],
  { as, mapping, estate: dir }: Pick<FilesCommand, 'as' | 'mapping' | 'estate'>,
  source: string | undefined,
): Promise<Given> {
  const estate = dir === undefined ? null : await loadEstate(dir);
  const stated = mapping === undefined ? undefined : readMapping(textIn(mapping), mapping);
  const read = paths.map((path) => {
    const result = readImport(
      { name: basename(path), open: () => piecesOf(path) },
      { at: exportedAt(path), ...(as !== undefined && { as }), ...(stated && { mapping: stated }) },
    );
    return { file: path, kind: result.parts[0]!.kind, result };
  });
  const byName = new Map<string, { kind: string; claims: Claim[] }>();
  for (const { result } of read) {
    for (const { kind, claims } of result.parts) {
      const name = source ?? kind;
      const there = byName.get(name) ?? { kind, claims: [] };
      byName.set(name, there);
      for (const claim of claims) there.claims.push(claim);
    }
  }
  return {
    folder: estate && hospitalSource(estate),
    sources: [...byName].map(([name, one]) => ({ name, ...one })),
    read,
    reserved: estate ? reservedIds(estate) : new Set(),
  };
}

/** Exports say when they were made by when they were written, where they say it in no other way. */
function exportedAt(path: string): string {
  try {
    return statSync(path).mtime.toISOString();
  } catch (error) {
    throw unreadable(path, error);
  }
}

const piece = 1 << 20;

function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const buffer = new Uint8Array(piece);
      const size = readSync(file, buffer);
      if (size === 0) return;
      yield buffer.subarray(0, size);
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

const unreadable = (path: string, error: unknown) =>
  fault(
    'UNREADABLE',
    `${path} cannot be read (${systemCode(error) || String(error)}). Nothing was imported.`,
    'Check the path.',
  );

const text = (lines: readonly string[]): string => `${lines.map(plain).join('\n')}\n`;
const shown = 12;
const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
const more = (listed: number, all: number): string[] =>
  all > listed ? [`    and ${(all - listed).toLocaleString('en-GB')} more`] : [];

const aboutWords: Record<string, readonly [string, string]> = {
  asset: ['asset', 'assets'],
  account: ['account', 'accounts'],
  software: ['piece of software', 'pieces of software'],
  vulnerability: ['vulnerability', 'vulnerabilities'],
  right: ['right', 'rights'],
  flow: ['flow', 'flows'],
  model: ['model', 'models'],
};

export function reportText(report: ImportReport): string {
  const { parts, unknown_files, assets, problems, problem_count } = report;
  const { appeared, changed, conflicts, gone } = assets;
  return text([
    ...parts.flatMap(({ file, kind, title, claims }) => [
      `${file}: ${kind}, ${title}`,
      `    ${
        Object.entries(claims)
          .map(([about, n]) => counted(n, ...(aboutWords[about] ?? ([about, about] as const))))
          .join(', ') || 'nothing'
      }`,
    ]),
    ...unknown_files.map((file) => `${file}: left out, since nothing knows what it is`),
    '',
    `${counted(assets.after, 'asset')} (${assets.before.toLocaleString('en-GB')} before)`,
    `  new        ${assets.appeared_count}`,
    ...appeared.slice(0, shown).map((id) => `    ${id}`),
    ...more(shown, assets.appeared_count),
    `  gone       ${assets.gone_count}`,
    ...gone.slice(0, shown).map((id) => `    ${id}`),
    ...more(shown, assets.gone_count),
    `  changed    ${assets.changed_count}`,
    ...changed
      .slice(0, shown)
      .map(
        ({ asset, field, was, is, source }) =>
          `    ${asset}: ${field} ${quoted(was)} is now ${quoted(is)}${source === null ? '' : ` (${source})`}`,
      ),
    ...more(shown, assets.changed_count),
    `  conflicts  ${assets.conflict_count}`,
    ...conflicts
      .slice(0, shown)
      .map(
        ({ asset, field, believed, others }) =>
          `    ${asset}: ${field} ${quoted(believed.value)} (${believed.source}) against ${others.map(({ value, source }) => `${quoted(value)} (${source})`).join(', ')}`,
      ),
    ...more(shown, assets.conflict_count),
    `  unknown    ${Object.entries(assets.unknown)
      .map(([field, n]) => `${field} of ${n.toLocaleString('en-GB')}`)
      .join(', ')}`,
    '',
    problem_count === 0
      ? 'Everything was understood.'
      : `${counted(problem_count, 'problem')}; all else was read:`,
    ...problems
      .slice(0, shown)
      .map(({ file, line, reason }) => `  ${file}${line > 0 ? `:${line}` : ''}: ${reason}`),
    ...more(shown, problem_count),
  ]);
}

const quoted = (value: string | null): string => (value === null ? 'unknown' : `"${value}"`);
const since = (seen_at: string | null): string =>
  seen_at === null ? 'always' : seen_at.slice(0, 16).replace('T', ' ');

export function storyText(story: AssetStory): string {
  const { id, keys, fields, unknown, sources, software, vulnerabilities, model, rights, flows } = story;
  const wide = Math.max(...keys.map(({ key }) => key.length), 8);
  return text([
    id,
    ...fields.flatMap(({ field, value, source, seen_at, others }) => [
      `  ${field.padEnd(14)}${value}  [${source}, ${since(seen_at)}]`,
      ...others.map(
        (one) => `  ${''.padEnd(14)}${one.source} says ${quoted(one.value)}, ${since(one.seen_at)}`,
      ),
    ]),
    `  ${'unknown'.padEnd(14)}${unknown.join(', ') || 'nothing'}`,
    'Known as',
    ...keys.map(
      ({ key, sources: who, seen_at }) => `  ${key.padEnd(wide)}  ${who.join(', ')}, ${since(seen_at)}`,
    ),
    'Seen by',
    ...sources.map(({ source, seen_at }) => `  ${source}, ${since(seen_at)}`),
    `Software: ${software.length === 0 ? 'nobody has said what runs on it' : software.length}`,
    ...software
      .slice(0, shown)
      .map(
        ({ vendor, name, version, support_ends, source }) =>
          `  ${[vendor, name, version].filter(Boolean).join(' ')}${support_ends ? `, support ends ${support_ends}` : ''}  [${source}]`,
      ),
    ...more(shown, software.length),
    `Vulnerabilities: ${vulnerabilities.length === 0 ? 'nobody has said; that is not the same as none' : vulnerabilities.length}`,
    ...vulnerabilities
      .slice(0, shown)
      .map(
        ({ id: name, severity, title, software: of, source }) =>
          `  ${name}  ${severity}  ${title ?? of ?? ''}  [${source}]`,
      ),
    ...more(shown, vulnerabilities.length),
    ...(model
      ? [`Its maker says (${model.document ?? 'MDS2'}): ${counted(model.answers.length, 'answer')}`]
      : []),
    `Rights: ${rights.length}`,
    ...rights.slice(0, shown).map(({ from, right, to }) => `  ${from} ${right} ${to}`),
    ...more(shown, rights.length),
    `Flows seen: ${flows.length}`,
    ...flows
      .slice(0, shown)
      .map(
        ({ from, to, protocol, port, times }) =>
          `  ${from} to ${to} ${protocol}${port === null ? '' : `/${port}`}, ${counted(times, 'time')}`,
      ),
    ...more(shown, flows.length),
  ]);
}

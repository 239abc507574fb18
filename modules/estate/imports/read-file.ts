/**
 * A file to claims: unpacks it, finds from its content which importer knows it, and reads. Pure: bytes in, claims out. One bad row costs
 * itself, one bad member of an archive costs itself, and both are told.
 */
import { fault, isFault } from '@cordon/platform/fault';
import type { Claim } from './claim.ts';
import { delimiterOf, readRows } from './forms/delimited.ts';
import { type JsonItem, readJson } from './forms/json.ts';
import type { Row } from './forms/rows.ts';
import { decode, type Line, linesOf } from './forms/text.ts';
import { isWorkbook, readWorkbook } from './forms/xlsx.ts';
import { readXml, type XmlRecord } from './forms/xml.ts';
import { type Budget, gunzipped, isGzip, isZip, readZip } from './forms/zip.ts';
import type {
  Importer,
  JsonImporter,
  LineImporter,
  Problem,
  Reading,
  TableImporter,
  XmlImporter,
} from './importer.ts';
import { importers } from './importers.ts';
import type { Mapping } from './table/mapping.ts';

export interface ImportFile {
  name: string;
  /** In pieces; may be asked again. */
  open(): Iterable<Uint8Array>;
}

export interface ReadOptions {
  /** When the file was exported, ISO 8601: the date of what gives none. */
  at: string;
  /** The kind, where a person says it. */
  as?: string;
  mapping?: Mapping;
}

/** What one importer made of a file, or of a member of it. */
export interface Part {
  /** The path, with members after `!`. */
  name: string;
  kind: string;
  title: string;
  holds: Importer['holds'];
  claims: Claim[];
  problems: Problem[];
  /** Problems beyond those that are kept. */
  moreProblems: number;
}

export interface ReadResult {
  parts: Part[];
  /** Members and sheets that no importer knows. */
  unknown: string[];
}

/** Of everything that comes out of a file, unpacked: a gigabyte, four times the largest export that was met. */
const mostBytes = 1 << 30;
/** A zip is read through its directory, which needs all of it. */
const mostArchiveBytes = 256 << 20;
const mostClaims = 5_000_000;
const mostProblems = 1_000;
/** As much as it takes to know what a file is. */
const beginning = 50;
const deepestArchive = 3;

/** @throws NOT_KNOWN when nothing in it is known, with a list of what is; ARCHIVE_DAMAGED, ARCHIVE_TOO_LARGE */
export function readFile(file: ImportFile, options: ReadOptions): ReadResult {
  if (options.as !== undefined && !importers.some(({ kind }) => kind === options.as))
    throw fault(
      'NO_SUCH_KIND',
      `There is no kind of import called "${options.as}".`,
      `Say one of ${kinds.join(', ')}, or nothing, and it is found from the content.`,
    );
  const result: ReadResult = { parts: [], unknown: [] };
  walk(
    file,
    {
      text: (one) => readText(one, options, result),
      workbook({ name: book }, sheets, problems) {
        for (const { name, rows } of sheets) readTable(`${book}!${name}`, name, rows, options, result);
        result.parts[0]?.problems.push(...problems);
      },
      unknown: (name) => void result.unknown.push(name),
    },
    { left: mostBytes },
  );
  if (result.parts.length > 0) return result;
  throw fault(
    'NOT_KNOWN',
    `${file.name} is ${options.as === undefined ? 'nothing that Cordon knows how to import' : `no export of the kind "${options.as}"`}. Nothing of it was imported.`,
    `What can be read: ${importers.map(({ kind, title }) => `${kind} (${title})`).join('; ')}.`,
  );
}

const kinds = [...new Set(importers.map(({ kind }) => kind))];

/** A table as it begins, whatever its columns may mean. */
export interface TableBeginning {
  name: string;
  rows: Row[];
}

/** Every table in a file, for a person to say what its columns mean. */
export function tablesIn(file: ImportFile, rowsOfEach: number): TableBeginning[] {
  const tables: TableBeginning[] = [];
  const add = (name: string, rows: Iterable<Row>) => {
    const first = take(rows, rowsOfEach);
    if (first.length > 0) tables.push({ name, rows: first });
  };
  walk(
    file,
    {
      text(one) {
        const rows = rowsOf(one);
        if (rows) add(one.name, rows);
      },
      workbook({ name: book }, sheets) {
        for (const { name, rows } of sheets) add(`${book}!${name}`, rows);
      },
      unknown: quiet,
    },
    { left: mostBytes },
  );
  return tables;
}

/** What is made of what is found in a file, once archives and workbooks are unpacked. */
interface Visitor {
  text(file: ImportFile): void;
  /** `problems` are all there once the sheets were read. */
  workbook(file: ImportFile, sheets: Iterable<Sheet>, problems: readonly Problem[]): void;
  unknown(name: string): void;
}

interface Sheet {
  name: string;
  rows: Iterable<Row>;
}

function walk(file: ImportFile, visitor: Visitor, budget: Budget, depth = 0): void {
  const first = firstOf(file.open());
  if (depth > deepestArchive) {
    visitor.unknown(file.name);
  } else if (isGzip(first)) {
    const name = file.name.replace(/\.gz$/i, '');
    walk({ name, open: () => gunzipped(file.open(), budget) }, visitor, budget, depth + 1);
  } else if (isZip(first)) {
    walkArchive(file, visitor, budget, depth);
  } else {
    visitor.text(file);
  }
}

function walkArchive(file: ImportFile, visitor: Visitor, budget: Budget, depth: number): void {
  const members = readZip(gathered(file), budget);
  if (isWorkbook(members)) {
    const faults = createProblems();
    visitor.workbook(file, readWorkbook(members, faults.problem), faults.problems);
    return;
  }
  for (const member of members) {
    const name = `${file.name}!${member.name}`;
    try {
      walk({ name, open: member.open }, visitor, budget, depth + 1);
    } catch (error) {
      if (!isFault(error, 'ARCHIVE_DAMAGED')) throw error;
      visitor.unknown(`${name} (${error.message})`);
    }
  }
}

function gathered({ name, open }: ImportFile): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const chunk of open()) {
    size += chunk.length;
    if (size > mostArchiveBytes)
      throw fault(
        'ARCHIVE_TOO_LARGE',
        `${name} is larger than ${mostArchiveBytes >> 20} MB. Nothing of it was imported.`,
        'Unpack it and import what is in it.',
      );
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function readText(file: ImportFile, options: ReadOptions, result: ReadResult): void {
  const known = knownText(file, options);
  if (known) {
    add(result, file.name, known.importer, options, known.read);
    return;
  }
  const rows = rowsOf(file);
  if (rows) readTable(file.name, '', rows, options, result, rows.told);
  else result.unknown.push(file.name);
}

interface TextRows extends Iterable<Row> {
  /** The same rows, telling what is wrong with them. */
  told(reading: Reading): Iterable<Row>;
}

/** Undefined when the text is no table. */
function rowsOf(file: ImportFile): TextRows | undefined {
  const text = () => decode(file.open());
  const delimiter = delimiterOf(take(linesOf(text(), quiet), beginning));
  if (delimiter === undefined) return undefined;
  return {
    [Symbol.iterator]: () => readRows(linesOf(text(), quiet), delimiter, quiet),
    told: (reading) => readRows(cutLines(text(), reading), delimiter, reading.problem),
  };
}

const quiet = () => undefined;

interface KnownText {
  importer: Importer;
  read(reading: Reading): Iterable<Claim>;
}

/** Text that is not a table: XML by its first element, JSON by its first items, all else by its first lines. */
function knownText(file: ImportFile, { as }: ReadOptions): KnownText | undefined {
  const text = () => decode(file.open());
  const start = beginningOf(text());
  const wanted = importers.filter(({ kind }) => as === undefined || kind === as);
  if (/^\s*</.test(start)) {
    const root = /<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)/.exec(start)?.[1] ?? '';
    const importer = wanted.find((one): one is XmlImporter => one.form === 'xml' && one.roots.includes(root));
    return (
      importer && { importer, read: (reading) => importer.read(xmlOf(text(), importer, reading), reading) }
    );
  }
  if (/^\s*[[{]/.test(start)) {
    const items = take(readJson(text(), lists, quiet), 5);
    const importer = wanted.find(
      (one): one is JsonImporter => one.form === 'json' && one.recognises(items, ''),
    );
    if (importer) return { importer, read: (reading) => importer.read(jsonOf(text(), reading), reading) };
  }
  const lines = take(linesOf(text(), quiet), beginning);
  const importer = wanted.find(
    (one): one is LineImporter => one.form === 'lines' && one.recognises(lines, ''),
  );
  return importer && { importer, read: (reading) => importer.read(cutLines(text(), reading), reading) };
}

/** Kinds that a person's mapping is for. */
const byMapping = new Set(['table', 'hand']);

/** @param told the same rows, telling what is wrong with them */
function readTable(
  name: string,
  sheet: string,
  rows: Iterable<Row>,
  options: ReadOptions,
  result: ReadResult,
  told: (reading: Reading) => Iterable<Row> = () => rows,
): void {
  const first = take(rows, beginning);
  const importer = importers.find(
    (one): one is TableImporter =>
      one.form === 'table' &&
      (options.as === undefined || one.kind === options.as) &&
      // Whoever states what columns mean has said that nothing else is to be made of them.
      (options.mapping === undefined ? one.recognises(first, sheet) : byMapping.has(one.kind)),
  );
  if (importer) add(result, name, importer, options, (reading) => importer.read(told(reading), reading));
  else result.unknown.push(name);
}

function add(
  result: ReadResult,
  name: string,
  importer: Importer,
  options: ReadOptions,
  read: (reading: Reading) => Iterable<Claim>,
): void {
  const told = createProblems();
  const reading: Reading = {
    at: options.at,
    problem: told.problem,
    ...(options.mapping && { mapping: options.mapping }),
  };
  const claims: Claim[] = [];
  for (const claim of read(reading)) {
    if (claims.length >= mostClaims) {
      told.problem(
        0,
        `the file says more than ${mostClaims.toLocaleString('en-GB')} things; the rest was left out`,
      );
      break;
    }
    claims.push(claim);
  }
  const { kind, title, holds } = importer;
  result.parts.push({ name, kind, title, holds, claims, problems: told.problems, moreProblems: told.more() });
}

function createProblems() {
  const problems: Problem[] = [];
  let more = 0;
  return {
    problems,
    more: () => more,
    problem(line: number, reason: string) {
      if (problems.length < mostProblems) problems.push({ line, reason });
      else more++;
    },
  };
}

const lists = new Set(importers.flatMap((one) => (one.form === 'json' ? one.lists : [])));
const jsonOf = (text: Iterable<string>, reading: Reading): Iterable<JsonItem> =>
  readJson(text, lists, reading.problem);
const xmlOf = (text: Iterable<string>, importer: XmlImporter, reading: Reading): Iterable<XmlRecord> =>
  readXml(text, new Set(importer.records), reading.problem);
const cutLines = (text: Iterable<string>, reading: Reading): Iterable<Line> =>
  linesOf(text, (line) => reading.problem(line, 'the line is longer than any row; its end was left out'));

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  if (count > 0) for (const item of items) if (taken.push(item) >= count) break;
  return taken;
}

/** By its first bytes an archive is known. */
const longestMark = 4;

function firstOf(chunks: Iterable<Uint8Array>): Uint8Array {
  let first: Uint8Array = new Uint8Array(0);
  for (const chunk of chunks) {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    if (first.length >= longestMark) break;
  }
  return first;
}

function beginningOf(texts: Iterable<string>): string {
  let start = '';
  for (const text of texts) {
    start += text;
    if (start.length >= 4_096) break;
  }
  return start.slice(0, 65_536).replace(/^\uFEFF/, '');
}

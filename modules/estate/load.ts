/**
 * Reads a hospital folder: `hospital.yaml` (any section), and `assets.csv` and `accounts.csv` when they are there.
 * Everything wrong with it is found in one go and named by file and line, because whoever keeps the inventory
 * has to mend all of it anyway.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from 'yaml';
import type { ZodObject } from 'zod';
import { findProblems, type Section } from './check.ts';
import { createEstate } from './estate.ts';
import type { Estate, EstateData } from './model.ts';
import * as model from './model.ts';

/** Upper bounds on a file in bytes: about 35,000 flows, and about 300,000 assets. Larger is a wrong file, or a hostile one. */
const maxBytes = { yaml: 4 * 1024 * 1024, csv: 32 * 1024 * 1024 };

const schemas = {
  organisations: model.Organisation,
  sites: model.Site,
  services: model.Service,
  suppliers: model.Supplier,
  systems: model.System,
  dependencies: model.Dependency,
  zones: model.Zone,
  flows: model.Flow,
  assets: model.Asset,
  accounts: model.Account,
} satisfies Record<Section, ZodObject>;

const sections = Object.keys(schemas) as Section[];

/** A problem as a person mends it. `line` counts from 1; 0 means the file as a whole. */
export interface LocatedProblem {
  file: string;
  line: number;
  message: string;
}

/** Thrown when a hospital folder cannot be trusted; lists every problem found, in the order of the files. */
export class EstateError extends Error {
  readonly problems: readonly LocatedProblem[];
  constructor(dir: string, problems: readonly LocatedProblem[]) {
    const lines = problems.map((p) => `  ${p.file}${p.line > 0 ? `:${p.line}` : ''}: ${p.message}`);
    super(
      `${problems.length} problem${problems.length === 1 ? '' : 's'} in the estate ${dir}\n${lines.join('\n')}`,
    );
    this.name = 'EstateError';
    this.problems = problems;
  }
}

/** One row as read, before it is known to be sound. */
interface Row {
  value: unknown;
  file: string;
  line: number;
  /** The line of one field, where the format can tell. */
  lineOf(field: string): number;
}

/**
 * @param dir a folder with a `hospital.yaml`
 * @throws EstateError listing every problem when the folder is not a sound estate
 */
export async function loadEstate(dir: string): Promise<Estate> {
  const problems: LocatedProblem[] = [];
  const rows = emptyRows();
  const yaml = await readText(dir, 'hospital.yaml', true, problems);
  if (yaml !== undefined) readYaml(yaml, 'hospital.yaml', rows, problems);
  for (const section of ['assets', 'accounts'] as const) {
    const csv = await readText(dir, `${section}.csv`, false, problems);
    if (csv !== undefined) readCsv(csv, `${section}.csv`, section, rows[section], problems);
  }

  const data = Object.fromEntries(sections.map((section) => [section, [] as unknown[]])) as Record<
    Section,
    unknown[]
  >;
  const sound = emptyRows();
  // A row of the wrong shape is out of the picture, but what refers to it is not wrong for that.
  const unsoundIds = new Set<unknown>();
  for (const section of sections) {
    for (const row of rows[section]) {
      const value = checkShape(section, row, problems);
      if (value === undefined) {
        unsoundIds.add((row.value as { id?: unknown } | null)?.id);
        continue;
      }
      data[section].push(value);
      sound[section].push(row);
    }
  }
  const checked = data as unknown as EstateData;
  for (const { section, index, field, message, missing } of findProblems(checked)) {
    if (missing !== undefined && unsoundIds.has(missing)) continue;
    const row = sound[section][index]!;
    problems.push({
      file: row.file,
      line: row.lineOf(field),
      message: `${describe(section, row)}${field}: ${message}`,
    });
  }
  if (problems.length > 0) {
    throw new EstateError(
      dir,
      problems.sort((a, b) => order(a, b)),
    );
  }
  return createEstate(checked);
}

const emptyRows = () =>
  Object.fromEntries(sections.map((section) => [section, [] as Row[]])) as Record<Section, Row[]>;

const files = ['hospital.yaml', 'assets.csv', 'accounts.csv'];
const order = (a: LocatedProblem, b: LocatedProblem) =>
  files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line;

async function readText(
  dir: string,
  file: string,
  required: boolean,
  problems: LocatedProblem[],
): Promise<string | undefined> {
  try {
    const path = join(dir, file);
    const { size } = await stat(path);
    const limit = file.endsWith('.csv') ? maxBytes.csv : maxBytes.yaml;
    if (size > limit) {
      problems.push({ file, line: 0, message: `is ${size} bytes; the limit is ${limit}` });
      return undefined;
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (required || code !== 'ENOENT') problems.push({ file, line: 0, message: `cannot be read (${code})` });
    return undefined;
  }
}

function readYaml(
  text: string,
  file: string,
  rows: Record<Section, Row[]>,
  problems: LocatedProblem[],
): void {
  const tooDeep = firstTooDeepLine(text);
  if (tooDeep !== undefined) {
    problems.push({ file, line: tooDeep, message: `is nested more than ${maxDepth} deep` });
    return;
  }
  const counter = new LineCounter();
  const lineAt = (node: unknown, otherwise = 0) => {
    const start = (node as Node | null | undefined)?.range?.[0];
    return start === undefined ? otherwise : counter.linePos(start).line;
  };
  try {
    const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, prettyErrors: false });
    for (const error of document.errors) {
      problems.push({ file, line: counter.linePos(error.pos[0]).line, message: error.message });
    }
    if (document.errors.length > 0) return;
    if (!isMap(document.contents)) {
      problems.push({ file, line: 1, message: `is not a map of ${sections.join(', ')}` });
      return;
    }
    for (const { key, value } of document.contents.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const target = Object.hasOwn(rows, name) ? rows[name as Section] : undefined;
      if (target === undefined) {
        problems.push({
          file,
          line: lineAt(key),
          message: `unknown section "${name}"; known: ${sections.join(', ')}`,
        });
      } else if (isSeq(value)) {
        for (const item of value.items) {
          const line = lineAt(item, lineAt(key));
          const lineOf = (field: string) => (isMap(item) ? lineAt(item.get(field, true), line) : line);
          // The alias limit stops a few bytes from unfolding into gigabytes.
          target.push({
            value: (item as Node | null)?.toJS(document, { maxAliasCount: 100 }),
            file,
            line,
            lineOf,
          });
        }
      } else if (!(isScalar(value) && value.value === null)) {
        problems.push({ file, line: lineAt(key), message: `section "${name}" is not a list` });
      }
    }
  } catch (error) {
    // Too deep a nesting or too many aliases: the library throws instead of reporting.
    problems.push({ file, line: 0, message: `cannot be read: ${(error as Error).message}` });
  }
}

/** An estate is four levels deep. */
const maxDepth = 50;

/**
 * The parser calls itself once a level and, near the end of its stack, brings the whole process down instead of
 * throwing, so depth is counted first, over the parser's own tokens: brackets, and indentation with `-` and `?`.
 */
function firstTooDeepLine(text: string): number | undefined {
  let brackets = 0;
  let indent = 0;
  let line = 1;
  let startOfLine = true;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indent++;
    else if (startOfLine && /^ +$/.test(token)) indent = token.length;
    startOfLine = token.endsWith('\n');
    if (startOfLine) indent = 0;
    if (brackets > maxDepth || (brackets <= 0 && indent > maxDepth * 2)) return line;
    line += token.split('\n').length - 1;
  }
  return undefined;
}

/** Fields that are lists are separated by blanks; an empty cell is "nobody knows", not an empty text. */
const listColumns = new Set(['addresses']);
const textColumns = new Set(['location', 'notes']);

function readCsv(
  text: string,
  file: string,
  section: 'assets' | 'accounts',
  rows: Row[],
  problems: LocatedProblem[],
): void {
  let header: string[] = [];
  try {
    const records = parseCsv(text, {
      bom: true,
      columns: (names: string[]) => {
        header = names.map((name) => name.trim());
        return header;
      },
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: 65_536,
      on_skip: (error) => {
        problems.push({
          file,
          line: Number(error?.lines ?? 0),
          message: error?.message ?? 'row cannot be read',
        });
        return undefined;
      },
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    const known = Object.keys(schemas[section].shape);
    for (const name of header) {
      if (!known.includes(name)) {
        problems.push({ file, line: 1, message: `unknown column "${name}"; known: ${known.join(', ')}` });
      }
    }
    for (const name of known) {
      if (!header.includes(name) && !textColumns.has(name)) {
        problems.push({ file, line: 1, message: `column "${name}" is missing` });
      }
    }
    for (const { record, info } of records) {
      const value: Record<string, unknown> = {};
      for (const [name, cell] of Object.entries(record)) {
        if (listColumns.has(name)) value[name] = cell === '' ? [] : cell.split(/\s+/);
        else value[name] = cell === '' && !textColumns.has(name) ? null : cell;
      }
      rows.push({ value, file, line: info.lines, lineOf: () => info.lines });
    }
  } catch (error) {
    problems.push({ file, line: 0, message: `cannot be read: ${(error as Error).message}` });
  }
}

/** The row as its model wants it, or undefined with every fault reported; an unknown field is a fault, being most likely a typing error. */
function checkShape(section: Section, row: Row, problems: LocatedProblem[]): unknown {
  const before = problems.length;
  const schema = schemas[section];
  if (row.value !== null && typeof row.value === 'object' && row.file.endsWith('.yaml')) {
    for (const name of Object.keys(row.value)) {
      if (Object.hasOwn(schema.shape, name)) continue;
      problems.push({
        file: row.file,
        line: row.lineOf(name),
        message: `${describe(section, row)}unknown field "${name}"`,
      });
    }
  }
  const result = schema.safeParse(row.value);
  for (const issue of result.error?.issues ?? []) {
    const field = String(issue.path[0] ?? '');
    problems.push({
      file: row.file,
      line: row.lineOf(field),
      message: `${describe(section, row)}${issue.path.join('.')}: ${issue.message}`,
    });
  }
  return problems.length === before ? result.data : undefined;
}

function describe(section: Section, row: Row): string {
  const id = (row.value as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? `${section} "${id.slice(0, 60)}": ` : `${section}: `;
}

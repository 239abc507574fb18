/**
 * Reads a hospital folder: `hospital.yaml` (any section), the tables that are there beside it (`assets.csv` and so on), and the
 * configurations in `firewalls/`.
 * Everything wrong with it is found in one go and named by file and line, because whoever keeps the inventory
 * has to mend all of it anyway.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findProblems, type Section } from './check.ts';
import { UnreadableConfiguration } from './firewalls/ground.ts';
import { withFirewalls } from './firewalls/join.ts';
import { firewallsFolder, readFirewalls } from './firewalls/load.ts';
import type { Estate, EstateData } from './model.ts';
import { readCsv, tables } from './read-csv.ts';
import { readYaml } from './read-yaml.ts';
import { emptyRows, type LocatedProblem, schemas, sections } from './rows.ts';
import { checkShape, describe } from './shape.ts';

/** Upper bounds on a file in bytes: about 35,000 flows, and about 300,000 assets. Larger is a wrong file, or a hostile one. */
const maxBytes = { yaml: 4 * 1024 * 1024, csv: 32 * 1024 * 1024 };

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

/**
 * @param dir a folder with a `hospital.yaml`
 * @throws EstateError listing every problem when the folder is not a sound estate
 */
export async function loadEstate(dir: string): Promise<Estate> {
  const problems: LocatedProblem[] = [];
  const rows = emptyRows();
  const yaml = await readText(dir, 'hospital.yaml', true, problems);
  if (yaml !== undefined) readYaml(yaml, 'hospital.yaml', rows, problems);
  for (const section of tables) {
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
      const value = checkShape(schemas[section], section, row, problems);
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
  const firewalls = await readFirewalls(dir, checked, problems);
  if (problems.length > 0) {
    throw new EstateError(
      dir,
      problems.sort((a, b) => order(a, b)),
    );
  }
  try {
    return withFirewalls(checked, firewalls);
  } catch (error) {
    if (!(error instanceof UnreadableConfiguration)) throw error;
    const file = `${firewallsFolder}/${error.file}`;
    throw new EstateError(dir, [{ file, line: 0, message: error.message }]);
  }
}

const files = ['hospital.yaml', ...tables.map((table) => `${table}.csv`)];
/** What is in a folder comes after the files beside it. */
const placeOf = (file: string) => (files.includes(file) ? files.indexOf(file) : files.length);
const order = (a: LocatedProblem, b: LocatedProblem) => placeOf(a.file) - placeOf(b.file) || a.line - b.line;

export async function readText(
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

/** Opens files: the tables that come with Cordon, and a folder of endoflife.date when the operator has one. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { parse } from 'yaml';
import { z } from 'zod';
import { Product } from './model.ts';
import { type EndoflifeFile, readEndoflife } from './read-endoflife.ts';
import { createSupportTable, type SupportTable } from './table.ts';

const File = z.array(Product);

export interface LoadedSupport {
  table: SupportTable;
  /** Files of the operator's folder that could not be read, each with the reason; the others count. */
  problems: { file: string; message: string }[];
}

/**
 * @param data the folder that holds `endoflife/products`, as CORDON_DATA names it
 * @param day ISO date: what a file says of a later day is a slip of its author, not news
 */
export async function loadSupport({ data, day }: { data?: string; day: string }): Promise<LoadedSupport> {
  const problems: LoadedSupport['problems'] = [];
  const folder = projectPath('content', 'support');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const own = await Promise.all(
    names.map(async (name) => File.parse(parse(await readFile(join(folder, name), 'utf8')))),
  );
  const theirs =
    data === undefined ? [] : await readFolder(join(data, 'endoflife', 'products'), day, problems);
  return { table: createSupportTable([...own.flat(), ...theirs]), problems };
}

async function readFolder(
  folder: string,
  day: string,
  problems: LoadedSupport['problems'],
): Promise<Product[]> {
  const names = await readdir(folder).catch(() => []);
  const files: EndoflifeFile[] = [];
  for (const name of names.filter((one) => one.endsWith('.md')).sort()) {
    try {
      files.push(readEndoflife(await readFile(join(folder, name), 'utf8')));
    } catch (error) {
      problems.push({ file: join(folder, name), message: reason(error) });
    }
  }
  // The files carry no date of their own; the newest release that any of them knows is when the folder was made, or sooner.
  const days = files.flatMap(({ newest }) => (newest !== null && newest <= day ? [newest] : []));
  const as_of = days.sort().at(-1) ?? '1970-01-01';
  return files.map(({ product }) => ({ ...product, as_of }));
}

const reason = (error: unknown): string =>
  error instanceof z.ZodError
    ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    : error instanceof Error
      ? error.message
      : String(error);

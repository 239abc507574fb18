/** Where real logs are, for tests and benches; none is part of this project. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** The folder of shared test data, or undefined after saying on the console what is skipped and why. */
export function sharedData(folder: string): string | undefined {
  const path = join(resolve(root, process.env.CORDON_DATA ?? '../shared/data'), folder);
  if (existsSync(path)) return path;
  console.log(`skipped: ${path} is not there; set CORDON_DATA to the folder of shared test data`);
  return undefined;
}

/** All files below a folder whose name ends so, sorted. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

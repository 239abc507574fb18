/** Where the project's own files are: content, migrations and built pages are read from here at run time. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'cordon') return dir;
    const parent = dirname(dir);
    if (parent === dir)
      throw new Error('Cordon cannot find its own files: no package.json named "cordon" above it.');
    dir = parent;
  }
}

/** The folder that holds content/, modules/ and dist/: the same whether running from source or from dist/. */
export const projectRoot: string = findRoot();

export const projectPath = (...parts: string[]): string => join(projectRoot, ...parts);

/** The release of Cordon that this is. */
export const release = (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string })
  .version;

/**
 * Starts worker threads the same way from TypeScript source (development) and from the bundle. `npm test` runs tests from source and
 * the threads that they start from the bundle that it has just built: a thread from source compiles a second time all that it imports.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * `here` is the caller's `import.meta.url` and `name` the worker file beside it, without extension. In the bundle all
 * worker entries lie flat in dist/ under that same name, so names must be unique across the project.
 */
export function startWorker(here: string, name: string, options: WorkerOptions = {}): Worker {
  const file = bundled(here, name);
  if (file) return new Worker(file, options);
  // Node 20 does not apply `--import tsx` to a worker's own entry file, so a line of plain JavaScript loads it. tsx is
  // resolved from the caller, not from the working directory, which may lie outside the project.
  const tsx = pathToFileURL(createRequire(here).resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs');
  const entry = new URL(`./${name}.ts`, here).href;
  const load = `import(${JSON.stringify(tsx)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(load, { ...options, eval: true });
}

/**
 * Runs the file `name` beside the caller as a process of its own, for work that would leave this one bloated. Rejects
 * with what it wrote to standard error when it does not end with 0.
 */
export function runProcess(
  here: string,
  name: string,
  args: string[],
  nodeFlags: string[] = [],
): Promise<void> {
  const entry = bundled(here, name);
  const file = fileURLToPath(entry ?? new URL(`./${name}.ts`, here));
  const loader = entry ? [] : ['--import', pathToFileURL(createRequire(here).resolve('tsx')).href];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...nodeFlags, ...loader, file, ...args], (error, _, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve();
    });
  });
}

/** The folder of the bundle that `npm test` has built; undefined in any other process. */
const built = process.env.CORDON_TEST_BUNDLE;

/** null: the caller runs from source, and so does what it starts. */
function bundled(here: string, name: string): URL | null {
  if (here.endsWith('.ts')) {
    const file = built && join(built, `${name}.js`);
    return file && existsSync(file) ? pathToFileURL(file) : null;
  }
  // A bundler may move the caller into a folder of shared chunks, one below the entries.
  const beside = new URL(`./${name}.js`, here);
  return existsSync(beside) ? beside : new URL(`../${name}.js`, here);
}

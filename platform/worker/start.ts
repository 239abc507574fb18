/** Starts worker threads the same way from TypeScript source (tests, development) and from the bundle. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * `here` is the caller's `import.meta.url` and `name` the worker file beside it, without extension. In the bundle all
 * worker entries lie flat in dist/ under that same name, so names must be unique across the project.
 */
export function startWorker(here: string, name: string, options: WorkerOptions = {}): Worker {
  if (!here.endsWith('.ts')) return new Worker(bundled(here, name), options);
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
  const source = here.endsWith('.ts');
  const file = fileURLToPath(source ? new URL(`./${name}.ts`, here) : bundled(here, name));
  const loader = source ? ['--import', pathToFileURL(createRequire(here).resolve('tsx')).href] : [];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...nodeFlags, ...loader, file, ...args], (error, _, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve();
    });
  });
}

/** A bundler may move the caller into a folder of shared chunks, one below the entries. */
function bundled(here: string, name: string): URL {
  const beside = new URL(`./${name}.js`, here);
  return existsSync(beside) ? beside : new URL(`../${name}.js`, here);
}

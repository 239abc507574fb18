/** Starts worker threads the same way from TypeScript source (tests, development) and from the bundle. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * `here` is the caller's `import.meta.url` and `name` the worker file beside it, without extension. In the bundle all
 * worker entries lie flat in dist/ under that same name, so names must be unique across the project.
 */
export function startWorker(here: string, name: string, options: WorkerOptions = {}): Worker {
  const fromSource = here.endsWith('.ts');
  const url = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, here);
  return new Worker(url, fromSource ? { ...options, execArgv: ['--import', 'tsx'] } : options);
}

/** Scanning files: spreads them over worker threads, and gives findings and what was lost as they come. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { fault } from '@cordon/platform/fault';
import { startWorker } from '@cordon/platform/worker';
import { createDetect, type DetectOptions } from './detect.ts';
import type { Finding } from './model.ts';
import { type InputReport, type Loss, walkInputs } from './readers/index.ts';
import { openRules } from './rules/index.ts';
import { scanInput } from './scan-input.ts';

export interface ScanOptions extends DetectOptions {
  paths: readonly string[];
  /** Folders of Sigma rules. */
  rules: readonly string[];
  /** Where compiled rules are kept between runs. */
  cacheDir: string | null;
  /** Threads; default: as many as the machine has, or one when there is little to read. */
  jobs?: number;
  onFindings(findings: readonly Finding[]): void;
  onProgress?(progress: ScanProgress): void;
}

export interface ScanProgress {
  doneBytes: number;
  totalBytes: number;
  events: number;
}

export interface ScanSummary {
  inputs: InputReport[];
  /** Paths that could not be opened or walked. */
  unreachable: Loss[];
  events: number;
  rules: { loaded: number; refused: number };
}

/** Sent to a scan worker: the next path, or nothing more. */
export type ScanTask = { path: string } | null;

/** Sent by a scan worker. */
export type ScanNews =
  | { kind: 'ready'; loaded: number; refused: number }
  | { kind: 'findings'; findings: Finding[] }
  | { kind: 'read'; bytes: number; events: number }
  | { kind: 'done'; reports: InputReport[] }
  | { kind: 'failed'; message: string };

export type ScanWorkerData = { rules: readonly string[]; cacheDir: string | null; detect: DetectOptions };

/** Below this many bytes a second thread costs more, in loading rules, than it saves. */
const worthAThread = 24e6;

/**
 * Events live as long as a batch. A worker's default room for the young is so small that they are collected in mid-life,
 * again and again; with as much as the main thread has, two threads scan a tenth faster.
 */
const youngMegabytes = 64;

export async function scan(options: ScanOptions): Promise<ScanSummary> {
  const unreachable: Loss[] = [];
  const found: { path: string; size: number | null }[] = [];
  for await (const input of walkInputs(options.paths, (loss) => unreachable.push(loss))) found.push(input);
  const totalBytes = found.reduce((sum, input) => sum + (input.size ?? 0), 0);
  const jobs = Math.min(
    found.length,
    options.jobs ?? (totalBytes < worthAThread ? 1 : availableParallelism()),
  );
  // Standard input belongs to the main thread; the largest files go first, so that no thread is left with one at the end.
  const queue = [...found]
    .sort((a, b) => (b.size ?? Infinity) - (a.size ?? Infinity))
    .map((input) => input.path);

  const progress: ScanProgress = { doneBytes: 0, totalBytes, events: 0 };
  const read = (bytes: number, events: number) => {
    progress.doneBytes += bytes;
    progress.events += events;
    options.onProgress?.(progress);
  };
  const { inputs, rules } =
    jobs > 1 && !queue.includes('-')
      ? await scanInWorkers(queue, jobs, options, read)
      : await scanHere(queue, options, read);
  inputs.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return { inputs, unreachable, events: progress.events, rules };
}

type Scanned = { inputs: InputReport[]; rules: ScanSummary['rules'] };
type OnRead = (bytes: number, events: number) => void;

async function scanHere(queue: readonly string[], options: ScanOptions, onRead: OnRead): Promise<Scanned> {
  const { ruleSet, refusals } = await openRules(options.rules, options.cacheDir);
  const detect = createDetect(ruleSet, options);
  const inputs: InputReport[] = [];
  for (const path of queue) inputs.push(...(await scanInput(path, detect, options.onFindings, onRead)));
  return { inputs, rules: { loaded: ruleSet.rules.length, refused: refusals.length } };
}

async function scanInWorkers(
  queue: string[],
  jobs: number,
  options: ScanOptions,
  onRead: OnRead,
): Promise<Scanned> {
  const inputs: InputReport[] = [];
  let rules = { loaded: 0, refused: 0 };
  const { minLevel, since, until } = options;
  const detect = { ...(minLevel && { minLevel }), ...(since && { since }), ...(until && { until }) };
  const workerData: ScanWorkerData = { rules: options.rules, cacheDir: options.cacheDir, detect };
  const workers: Worker[] = [];

  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = startWorker(import.meta.url, 'scan-worker', {
        workerData,
        resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      });
      workers.push(worker);
      const next = () =>
        worker.postMessage((queue.length > 0 ? { path: queue.shift()! } : null) satisfies ScanTask);
      worker.on('message', (news: ScanNews) => {
        switch (news.kind) {
          case 'ready':
            rules = { loaded: news.loaded, refused: news.refused };
            return next();
          case 'findings':
            return options.onFindings(news.findings);
          case 'read':
            return onRead(news.bytes, news.events);
          case 'done':
            inputs.push(...news.reports);
            return next();
          case 'failed':
            return reject(fault('SCAN_FAILED', news.message, 'Correct it and run the scan again.'));
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });

  try {
    await Promise.all(Array.from({ length: jobs }, runWorker));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return { inputs, rules };
}

/** Scanning files: spreads them over worker threads, and gives findings and what was lost as they come. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { fault } from '@cordon/platform/fault';
import { startWorker } from '@cordon/platform/worker';
import { findingOf } from './correlate.ts';
import { atLeast, type DetectOptions } from './detect.ts';
import { createHitQueue } from './hit-queue.ts';
import type { Finding } from './model.ts';
import { type InputReport, type Loss, walkInputs } from './readers/index.ts';
import { createScanner, type Hidden, openScanRules, type ScanRules, type ScanStep } from './scan-input.ts';

export interface ScanOptions extends DetectOptions, ScanRules {
  paths: readonly string[];
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
  /** How many findings each filter hid, by its title. */
  hidden: Hidden;
  /** Events that came too late, by their own time, for a correlation that had already moved on. */
  late: number;
}

/** Sent to a scan worker: the next path, or nothing more. */
export type ScanTask = { path: string } | null;

/** Sent by a scan worker. */
export type ScanNews =
  | { kind: 'step'; step: ScanStep }
  | { kind: 'done'; reports: InputReport[] }
  | { kind: 'failed'; message: string };

export type ScanWorkerData = { rules: ScanRules; detect: DetectOptions };

/** Below this many bytes a second thread costs more, in loading rules, than it saves. */
const worthAThread = 24e6;

/**
 * Events live as long as a batch. A worker's default room for the young is so small that they are collected in mid-life,
 * again and again; with as much as the main thread has, two threads scan a tenth faster.
 */
const youngMegabytes = 64;

export async function scan(options: ScanOptions): Promise<ScanSummary> {
  const { onFindings, onProgress, minLevel, since, until } = options;
  const unreachable: Loss[] = [];
  const found: { path: string; size: number | null }[] = [];
  for await (const input of walkInputs(options.paths, (loss) => unreachable.push(loss))) found.push(input);
  const totalBytes = found.reduce((sum, input) => sum + (input.size ?? 0), 0);
  const jobs = Math.min(
    found.length,
    options.jobs ?? (totalBytes < worthAThread ? 1 : availableParallelism()),
  );
  // Standard input belongs to the main thread; the largest files go first, so that no thread is left with one at the end.
  const paths = [...found]
    .sort((a, b) => (b.size ?? Infinity) - (a.size ?? Infinity))
    .map((input) => input.path);

  const { rules: dirs, mappings, cacheDir } = options;
  const rules: ScanRules = { rules: dirs, mappings, cacheDir };
  const detect = { ...(minLevel && { minLevel }), ...(since && { since }), ...(until && { until }) };
  // Every thread opens the rules; only this one sees the hits of all of them, in which correlations lie.
  const opened = await openScanRules(rules);
  const queue = createHitQueue(opened.correlator);
  const correlated = (some: ReturnType<typeof queue.take>): void => {
    const findings = some.map(findingOf).filter(({ level }) => !minLevel || atLeast(level, minLevel));
    if (findings.length > 0) onFindings(findings);
  };

  const hidden: Hidden = {};
  const progress: ScanProgress = { doneBytes: 0, totalBytes, events: 0 };
  const onStep = (step: ScanStep): void => {
    progress.doneBytes += step.bytes;
    progress.events += step.events;
    if (step.findings.length > 0) onFindings(step.findings);
    if (step.hits.length > 0) correlated(queue.take(step.hits));
    for (const [filter, count] of Object.entries(step.hidden)) hidden[filter] = (hidden[filter] ?? 0) + count;
    onProgress?.(progress);
  };

  const inputs: InputReport[] = [];
  if (jobs > 1 && !paths.includes('-')) {
    inputs.push(...(await scanInWorkers(paths, jobs, { rules, detect }, onStep)));
  } else {
    const scanner = createScanner(opened, detect);
    for (const path of paths) inputs.push(...(await scanner.scan(path, onStep)));
  }
  correlated(queue.end());
  inputs.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const loaded = opened.ruleSet.rules.length + opened.correlator.correlations.length;
  return {
    inputs,
    unreachable,
    events: progress.events,
    rules: { loaded, refused: opened.refusals.length },
    hidden,
    late: opened.correlator.counters.late,
  };
}

async function scanInWorkers(
  paths: string[],
  jobs: number,
  workerData: ScanWorkerData,
  onStep: (step: ScanStep) => void,
): Promise<InputReport[]> {
  const inputs: InputReport[] = [];
  const workers: Worker[] = [];
  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = startWorker(import.meta.url, 'scan-worker', {
        workerData,
        resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      });
      workers.push(worker);
      const next = () =>
        worker.postMessage((paths.length > 0 ? { path: paths.shift()! } : null) satisfies ScanTask);
      worker.on('message', (news: ScanNews) => {
        switch (news.kind) {
          case 'step':
            return onStep(news.step);
          case 'done':
            inputs.push(...news.reports);
            return next();
          case 'failed':
            return reject(fault('SCAN_FAILED', news.message, 'Correct it and run the scan again.'));
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
      next();
    });

  try {
    await Promise.all(Array.from({ length: jobs }, runWorker));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return inputs;
}

/** What benchmarks share: where the data is, the floor to compare with, the table's row. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createDetect, readPath } from '@cordon/detection';
import type { RuleSet } from '@cordon/sigma';
import { unzipSync } from 'fflate';

export const root = resolve(import.meta.dirname, '..');

/** The folder of shared test data, or the end of the benchmark. */
export function sharedData(): string {
  const data = resolve(root, process.env.CORDON_DATA ?? '../shared/data');
  if (existsSync(data)) return data;
  console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);
  process.exit(0);
}

/** SigmaHQ's active rules. */
export const sigmaDirs = (data: string): string[] =>
  ['rules', 'rules-emerging-threats', 'rules-threat-hunting', 'rules-compliance']
    .map((name) => join(data, 'sigma', name))
    .filter((dir) => existsSync(dir));

export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** User CPU time, of all threads of this process: on a shared machine the wall clock also measures the neighbours. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user / 1e6;
}

export const best = (all: readonly number[]): number => Math.min(...all);

/** The least that any scanner of NDJSON must do: find the lines, decode them, parse them. */
export function parseAlone(files: readonly string[]): number {
  let events = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const line = bytes.toString('utf8', at, end < 0 ? bytes.length : end);
      if (line !== '' && JSON.parse(line) !== null) events += 1;
      at = end < 0 ? bytes.length : end + 1;
    }
  }
  return events;
}

/** Reads the files and asks which rules match, without making findings of what they say. */
export const matchOnly =
  (ruleSet: RuleSet) =>
  async (files: readonly string[]): Promise<number> => {
    let matches = 0;
    for (const file of files) {
      for await (const batch of readPath(file)) {
        for (const event of batch) matches += ruleSet.route(event.source).match(event).length;
      }
    }
    return matches;
  };

/** Reads the files, matches every event and says why each rule matched: what rsigma prints, and nothing of the envelope. */
export const matchWithReasons =
  (ruleSet: RuleSet) =>
  async (files: readonly string[]): Promise<number> => {
    let reasons = 0;
    for (const file of files) {
      for await (const batch of readPath(file)) {
        for (const event of batch)
          for (const match of ruleSet.route(event.source).match(event)) reasons += match.explain().length;
      }
    }
    return reasons;
  };

/** Reads the files, matches every event and makes its findings, on this thread. */
export function createScan(
  ruleSet: RuleSet,
): (files: readonly string[]) => Promise<{ events: number; findings: number }> {
  const detect = createDetect(ruleSet);
  return async (files) => {
    let events = 0;
    let findings = 0;
    for (const file of files) {
      for await (const batch of readPath(file)) {
        events += batch.length;
        for (const event of batch) findings += detect(event).length;
      }
    }
    return { events, findings };
  };
}

/** `sorted` has at least one value; `share` 0.99 is the 99th percentile. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

export const row = (what: string, value: string, note = ''): void =>
  console.log(`${what.padEnd(46)} ${value.padStart(14)}  ${note}`);

/** One event in eight of every recording, as the plain NDJSON files that a folder of logs would hold: two of about equal size. */
export function unpackRecordings(data: string, work: string): { files: string[]; bytes: number } {
  const files = [join(work, 'a.ndjson'), join(work, 'b.ndjson')];
  const sizes = [0, 0];
  const zips = readdirSync(join(data, 'otrf', 'atomic', 'windows'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.zip'))
    .sort();
  for (const file of files) writeFileSync(file, '');
  for (const zip of zips) {
    for (const [name, content] of Object.entries(
      unzipSync(readFileSync(join(data, 'otrf', 'atomic', 'windows', zip))),
    )) {
      if (!name.endsWith('.json') || !isLines(content)) continue;
      const lines = Buffer.from(content).toString('utf8').split('\n');
      const some = `${lines.filter((line, i) => line !== '' && i % 8 === 0).join('\n')}\n`;
      const smaller = sizes[0]! <= sizes[1]! ? 0 : 1;
      appendFileSync(files[smaller]!, some);
      sizes[smaller]! += Buffer.byteLength(some);
    }
  }
  return { files, bytes: sizes[0]! + sizes[1]! };
}

/** A few recordings are one pretty-printed document, which JSON.parse alone cannot read line by line. */
function isLines(content: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(content.subarray(0, content.indexOf(10))).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

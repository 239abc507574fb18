/** Inputs read and checked against the rules, one after the other. Shared by the main thread and the scan workers. */
import { fault } from '@cordon/platform/fault';
import { type CorrelationHit, createCorrelator } from '@cordon/sigma';
import { createDetect, type DetectOptions } from './detect.ts';
import type { Finding } from './model.ts';
import { type InputReport, loadMappingFiles, readPath, shippedMappings } from './readers/index.ts';
import { openRules } from './rules/index.ts';

/** Rules and mappings, as both sides of a scan open them. */
export interface ScanRules {
  rules: readonly string[];
  /** Mapping files for tables and JSON that no reader knows, before those that come with Cordon. */
  mappings: readonly string[];
  cacheDir: string | null;
}

/** How often each filter hid a finding. */
export type Hidden = Record<string, number>;

/** What one batch of events led to. */
export interface ScanStep {
  findings: Finding[];
  hits: CorrelationHit[];
  hidden: Hidden;
  bytes: number;
  events: number;
}

/** @throws MAPPING when a mapping file is refused: without it its logs would be read as something else */
export async function openScanRules({ rules, mappings: files, cacheDir }: ScanRules) {
  const own = loadMappingFiles(files);
  const [bad] = own.refusals;
  if (bad)
    throw fault(
      'MAPPING',
      `${bad.file}:${bad.line}: ${bad.reason}.`,
      'Correct the mapping; cordon map shows what it does.',
    );
  const { ruleSet, correlations, refusals } = await openRules(rules, cacheDir);
  const correlator = createCorrelator(correlations, ruleSet.rules);
  return {
    ruleSet,
    correlator,
    refusals: [...refusals, ...correlator.refusals],
    // Without any of one's own, those that come with Cordon are read only when an input asks for them.
    mappings: own.mappings.length > 0 ? [...own.mappings, ...shippedMappings().mappings] : undefined,
  };
}
export type OpenedScanRules = Awaited<ReturnType<typeof openScanRules>>;

export interface Scanner {
  scan(path: string, onStep: (step: ScanStep) => void): Promise<InputReport[]>;
}

export function createScanner(
  { ruleSet, correlator, mappings }: OpenedScanRules,
  options: DetectOptions,
): Scanner {
  let step: ScanStep = emptyStep();
  const detect = createDetect(ruleSet, options, {
    correlator,
    onHit: (hit) => step.hits.push(hit),
    onHidden(_finding, { title }) {
      step.hidden[title] = (step.hidden[title] ?? 0) + 1;
    },
    today: () => new Date().toISOString().slice(0, 10),
  });
  return {
    async scan(path, onStep) {
      let read = 0;
      let told = 0;
      const reading = readPath(path, {
        mappings,
        onBytes: (bytes) => {
          read += bytes;
        },
      });
      let events = 0;
      const tell = (): void => {
        onStep({ ...step, bytes: read - told, events });
        told = read;
        events = 0;
        step = emptyStep();
      };
      for await (const batch of reading) {
        for (const event of batch) {
          const some = detect(event);
          if (some.length > 0) step.findings.push(...some);
        }
        events += batch.length;
        if (events >= perStep) tell();
      }
      tell();
      return [...reading.reports];
    },
  };
}

/** Events between two steps: each is a message from one thread to another. */
const perStep = 512;

const emptyStep = (): ScanStep => ({ findings: [], hits: [], hidden: {}, bytes: 0, events: 0 });

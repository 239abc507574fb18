/** Inputs read and checked against the rules, one after the other. Shared by the main thread and the scan workers. */
import { type CorrelationHit, createCorrelator } from '@cordon/sigma';
import { createDetect, type DetectOptions } from './detect.ts';
import type { Finding } from './model.ts';
import { type InputReport, readPath } from './readers/index.ts';
import { openRules } from './rules/index.ts';

/** Rules, as both sides of a scan open them. */
export interface ScanRules {
  rules: readonly string[];
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

export async function openScanRules({ rules, cacheDir }: ScanRules) {
  const { ruleSet, correlations, refusals } = await openRules(rules, cacheDir);
  const correlator = createCorrelator(correlations, ruleSet.rules);
  return { ruleSet, correlator, refusals: [...refusals, ...correlator.refusals] };
}
export type OpenedScanRules = Awaited<ReturnType<typeof openScanRules>>;

export interface Scanner {
  scan(path: string, onStep: (step: ScanStep) => void): Promise<InputReport[]>;
}

export function createScanner({ ruleSet, correlator }: OpenedScanRules, options: DetectOptions): Scanner {
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
        onBytes: (bytes) => {
          read += bytes;
        },
      });
      const tell = (events: number): void => {
        onStep({ ...step, bytes: read - told, events });
        told = read;
        step = emptyStep();
      };
      for await (const batch of reading) {
        for (const event of batch) {
          const some = detect(event);
          if (some.length > 0) step.findings.push(...some);
        }
        tell(batch.length);
      }
      tell(0);
      return [...reading.reports];
    },
  };
}

const emptyStep = (): ScanStep => ({ findings: [], hits: [], hidden: {}, bytes: 0, events: 0 });

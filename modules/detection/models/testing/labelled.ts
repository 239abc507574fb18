/** The labelled Zeek captures: network models on records that nobody here wrote, the threshold always set on the other captures. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../model.ts';
import { readInput } from '../../readers/index.ts';
import { type ModelId, thresholdOf } from '../catalogue.ts';
import { createScorer } from '../scorer.ts';
import { see, text } from '../signal.ts';

/** `relative`: times count from the start of the capture, so a fixed date is put before them. `all`: what every record is, where there is no label. */
const captures: readonly { name: string; file: string; what: string; relative?: true; all?: string }[] = [
  {
    name: '001',
    file: '001-zeek-scenario-malicious/labeled-conn.log',
    what: 'a workstation with NjRAT calling home',
    relative: true,
  },
  {
    name: '002',
    file: '002-zeek-scenario-port-scanning/conn.log',
    what: 'Nmap scans inside a network, nothing else',
    all: 'Malicious',
  },
  {
    name: '008',
    file: '008-zeek-mixed/data/conn.log.labeled',
    what: 'an ordinary workstation, knocked on from the internet',
  },
  {
    name: '010',
    file: '010-zeek-mixed/data/conn.log.labeled',
    what: 'an ordinary workstation, knocked on from the internet',
  },
  {
    name: '012',
    file: '012-zeek-mixed/data/conn.log.labeled',
    what: 'an ordinary workstation, knocked on from the internet',
  },
];
const BASE = 1_489_000_000;

interface Source {
  address: string;
  flows: number;
  malicious: number;
  /** Highest of each model, over its shipped threshold. */
  score: number;
  model: ModelId | null;
}

export interface Capture {
  name: string;
  file: string;
  what: string;
  days: number;
  flows: number;
  sources: Source[];
}

function content(root: string, { file, relative }: (typeof captures)[number]): Buffer {
  const bytes = readFileSync(join(root, file));
  if (!relative) return bytes;
  const lines = bytes.toString('utf8').split('\n');
  return Buffer.from(
    lines
      .map((line) =>
        line.replace(/^(\d+)(\.\d+)(?=\t)/, (_, whole, part) => `${BASE + Number(whole)}${part}`),
      )
      .join('\n'),
  );
}

/** Undefined when the captures are not there. */
export async function readCaptures(root: string): Promise<Capture[] | undefined> {
  if (!captures.every(({ file }) => existsSync(join(root, file)))) return undefined;
  const out: Capture[] = [];
  for (const capture of captures) {
    const events: Event[] = [];
    const bytes = content(root, capture);
    const reading = readInput(
      capture.file,
      (async function* () {
        yield bytes;
      })(),
    );
    for await (const batch of reading) events.push(...batch);
    const sources = new Map<string, Source>();
    let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const event of events) {
      const seen = see(event);
      const address = seen?.envelope.sourceAddress;
      if (!seen || address === undefined) continue;
      from = Math.min(from, seen.at);
      until = Math.max(until, seen.at);
      const source = sources.get(address) ?? { address, flows: 0, malicious: 0, score: 0, model: null };
      source.flows++;
      if ((capture.all ?? text(event.field('label'))) === 'Malicious') source.malicious++;
      sources.set(address, source);
    }
    for (const signal of createScorer({ estate: null, only: ['network'] }).add(events)) {
      const source = sources.get(signal.origin.envelope.sourceAddress ?? '');
      const score = signal.score / thresholdOf(signal.model, {});
      if (source && score > source.score) Object.assign(source, { score, model: signal.model });
    }
    out.push({
      name: capture.name,
      file: capture.file,
      what: capture.what,
      days: Math.max(until - from, 3_600_000) / 86_400_000,
      flows: events.length,
      sources: [...sources.values()],
    });
  }
  return out;
}

export interface HeldOut {
  name: string;
  what: string;
  sources: number;
  malicious: number;
  alerts: number;
  hits: number;
  /** Share of the malicious flows whose source was alerted on. */
  flowsCovered: number;
  /** Models behind the true alerts. */
  by: string[];
}

/**
 * Each capture in turn is judged just above the highest score of any innocent source in the others. A budget of alerts a day
 * would mean nothing here: all captures together have fourteen innocent sources.
 */
export function leaveOneOut(all: readonly Capture[], score: (source: Source) => number): HeldOut[] {
  return all.map((held) => {
    const innocent = all
      .filter((each) => each !== held)
      .flatMap((each) => each.sources.filter((source) => source.malicious === 0).map(score));
    const threshold = Math.max(0, ...innocent);
    const alerted = held.sources.filter((source) => score(source) > threshold);
    const right = alerted.filter((source) => source.malicious > 0);
    const flows = held.sources.reduce((sum, source) => sum + source.malicious, 0);
    return {
      name: held.name,
      what: held.what,
      sources: held.sources.length,
      malicious: held.sources.filter((source) => source.malicious > 0).length,
      alerts: alerted.length,
      hits: right.length,
      flowsCovered: flows === 0 ? 0 : right.reduce((sum, source) => sum + source.malicious, 0) / flows,
      by: [...new Set(right.flatMap((source) => source.model ?? []))].sort(),
    };
  });
}

export interface AtShipped {
  /** The file, below the folder of labelled captures. */
  file: string;
  findings: number;
  hits: number;
  /** Models behind the true ones. */
  by: string[];
}

/** What an organisation would be told of each capture with the models as they come. */
export const atShipped = (all: readonly Capture[]): AtShipped[] =>
  all.map(({ file, sources }) => {
    const told = sources.filter(({ score }) => score >= 1);
    const right = told.filter(({ malicious }) => malicious > 0);
    return {
      file,
      findings: told.length,
      hits: right.length,
      by: [...new Set(right.flatMap(({ model }) => model ?? []))].sort(),
    };
  });

export const ofModels = (source: Source): number => source.score;
/** The trivial baseline: how many flows a source began. */
export const ofCounting = (source: Source): number => source.flows;

/** One simulated day or intrusion put to models that learnt elsewhere, and to the trivial baselines beside them. */

import { loadScenario } from '@cordon/simulator';
import { type FamilyName, familyNames } from '../catalogue.ts';
import { createScorer } from '../scorer.ts';
import { type Signal, see } from '../signal.ts';
import { type Baseline, familiesReading } from './baselines.ts';
import { type Episode, episodesOf, isAttack, type Said, said } from './episodes.ts';
import { type Day, recordKey, simulated } from './simulated.ts';

export interface Trial {
  name: string;
  days: number;
  /** First record of each step of the attack, and the families that read any of its records. */
  steps: Map<string, { first: number; readBy: Set<FamilyName> }>;
  /** Of the models, by model; and of each family's baseline, by `baseline:family`. */
  episodes: Episode[];
}

/** Encryption, recovery inhibited, services stopped, defences impaired. */
const IMPACT = /^T1(486|489|490|562)/;

export type Baselines = Record<FamilyName, Baseline>;
const eachBaseline = (baselines: Baselines): [FamilyName, Baseline][] =>
  familyNames.map((family) => [family, baselines[family]]);

/** Lives through ordinary days and gives what was learnt. */
export async function learn(day: Day, baselines: Baselines): Promise<{ state: unknown; events: number }> {
  const scorer = createScorer({ estate: day.estate, seed: 1 });
  let events = 0;
  for await (const delivered of simulated(day)) {
    events += delivered.events.length;
    scorer.add(delivered.events);
    for (const event of delivered.events) {
      const seen = see(event);
      if (seen) for (const [, baseline] of eachBaseline(baselines)) baseline.add(seen);
    }
  }
  return { state: JSON.parse(JSON.stringify(scorer.snapshot())), events };
}

export interface TrialOptions extends Day {
  state: unknown;
  baselines: Baselines;
  /** Attack steps that leave no record because they are about records that never came: when each began. */
  absences?: { step: string; at: number; is: (signal: Signal) => boolean }[];
}

export async function tryOut({ state, baselines, absences = [], ...day }: TrialOptions): Promise<Trial> {
  const scorer = createScorer({ estate: day.estate, seed: 1 }, state);
  const forked = eachBaseline(baselines).map(([family, baseline]) => [family, baseline.fork()] as const);
  // Many steps start programs; only these are what the ransomware family is for.
  const impact = new Set(
    (await loadScenario(day.scenario)).steps
      .filter((step) => IMPACT.test(step.technique))
      .map((step) => step.id),
  );
  const truth = new Map<string, string>();
  const steps: Trial['steps'] = new Map();
  const signals: Signal[] = [];
  const trivial: Said[] = [];
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const delivered of simulated(day)) {
    for (const [key, step] of delivered.truth) truth.set(key, step);
    const all = delivered.events.flatMap((event) => see(event) ?? []).sort((a, b) => a.at - b.at);
    for (const seen of all) {
      from = Math.min(from, seen.at);
      until = Math.max(until, seen.at);
      const step = truth.get(
        recordKey({ file: seen.event.file, recordId: seen.event.recordId, envelope: seen.envelope }),
      );
      if (step !== undefined && isAttack(step)) {
        const known = steps.get(step) ?? { first: seen.at, readBy: new Set() };
        known.first = Math.min(known.first, seen.at);
        for (const family of familiesReading(seen))
          if (family !== 'ransomware' || impact.has(step)) known.readBy.add(family);
        steps.set(step, known);
      }
      for (const [family, baseline] of forked) {
        const found = baseline.add(seen);
        if (found && found.score > 0)
          trivial.push({ ...found, model: `baseline:${family}`, at: seen.at, step });
      }
    }
    signals.push(...scorer.add(delivered.events));
  }
  const spoken = said(signals, truth);
  for (const { step, at, is } of absences) {
    steps.set(step, { first: at, readBy: new Set(['silence']) });
    signals.forEach((signal, i) => {
      if (signal.at > at && is(signal)) spoken[i]!.step = step;
    });
  }
  return {
    name: `${day.scenario}, seed ${day.seed}`,
    days: (until - from) / 86_400_000,
    steps,
    episodes: [...episodesOf(spoken), ...episodesOf(trivial)],
  };
}

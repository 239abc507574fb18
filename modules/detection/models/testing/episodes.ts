/** From signals to what a person would be shown: one episode for each model and subject while it goes on. */
import { QUIET } from '../catalogue.ts';
import type { Signal } from '../signal.ts';
import { recordKey } from './simulated.ts';

/** A signal as far as evaluation needs it; trivial baselines give the same. */
export type Said = Pick<Signal, 'subject' | 'score' | 'at'> & { model: string; step: string | undefined };

export interface Episode {
  model: string;
  subject: string;
  at: number;
  /** When the score first reached its highest. */
  score: number;
  /** Steps of the attack whose records made signals of this episode, with their highest; none: a false alarm. */
  steps: Map<string, number>;
  /** Each new height of the score that records of the attack reached, in order of time. */
  rises: [at: number, score: number][];
}

export const isAttack = (step: string | undefined): boolean =>
  step !== undefined && !step.startsWith('benign');

export const said = (signals: readonly Signal[], truth: ReadonlyMap<string, string>): Said[] =>
  signals.map((signal) => ({
    model: signal.model,
    subject: signal.subject,
    score: signal.score,
    at: signal.at,
    step: truth.get(recordKey(signal.origin)),
  }));

export function episodesOf(signals: readonly Said[]): Episode[] {
  const open = new Map<string, Episode & { last: number }>();
  const all: (Episode & { last: number })[] = [];
  for (const { model, subject, score, at, step } of signals) {
    const key = `${model} ${subject}`;
    let episode = open.get(key);
    if (!episode || at - episode.last > QUIET) {
      episode = { model, subject, at, score, steps: new Map(), rises: [], last: at };
      open.set(key, episode);
      all.push(episode);
    }
    episode.last = at;
    if (step !== undefined && isAttack(step)) {
      episode.steps.set(step, Math.max(score, episode.steps.get(step) ?? 0));
      if (score > (episode.rises.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY)) episode.rises.push([at, score]);
    }
    episode.score = Math.max(episode.score, score);
  }
  return all.map(({ last: _last, ...episode }) => episode);
}

/** When an episode first reached this score. */
export const reachedAt = ({ rises }: Episode, threshold: number): number | undefined =>
  rises.find(([, score]) => score >= threshold)?.[0];

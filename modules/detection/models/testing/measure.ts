/** The figures of a card, from trials: pure arithmetic, no opinion. */
import { averagePrecision, type CurvePoint, precisionAtBudget } from '@cordon/anomaly';
import { type FamilyName, type ModelId, modelIds, thresholdOf } from '../catalogue.ts';
import { type Episode, reachedAt } from './episodes.ts';
import type { Trial } from './trial.ts';

export const BUDGET = 10;

/** An episode beside the threshold of its model, so that the models of a family can be ranked together. */
interface Ranked {
  trial: Trial;
  episode: Episode;
  /** Score over threshold; a baseline's plain score. */
  score: number;
  truth: boolean;
}

export interface FamilyFigures {
  days: number;
  curve: CurvePoint[];
  averagePrecision: number;
  atBudget: { alerts: number; precision: number | null; recall: number };
  /** At the thresholds shipped. */
  shipped: {
    alerts: number;
    hits: number;
    stepsSeen: number;
    steps: number;
    falsePerOrdinaryDay: number | null;
  };
  missed: string[];
  /** Hours from the first record of each attack to the first true finding; null when there was none. */
  firstAlert: { trial: string; hours: number | null }[];
  models: {
    model: string;
    trueEpisodes: number;
    falseEpisodes: number;
    bestFalse: number | null;
    hits: number;
    alerts: number;
  }[];
}

const isModel = (model: string): model is ModelId => (modelIds as readonly string[]).includes(model);
const relative = (model: string, score: number): number =>
  isModel(model) ? score / thresholdOf(model, {}) : score;

function rank(trials: readonly Trial[], fits: (model: string) => boolean): Ranked[] {
  return trials.flatMap((trial) =>
    trial.episodes
      .filter((episode) => fits(episode.model))
      .map((episode) => ({
        trial,
        episode,
        score: relative(episode.model, episode.score),
        truth: episode.steps.size > 0,
      })),
  );
}

/** Steps a family could have seen, as `trial: step`. */
const readable = (trials: readonly Trial[], family: FamilyName): string[] =>
  trials.flatMap((trial) =>
    [...trial.steps].filter(([, { readBy }]) => readBy.has(family)).map(([step]) => `${trial.name}: ${step}`),
  );

function stepsSeen(ranked: readonly Ranked[], threshold: number): Set<string> {
  const seen = new Set<string>();
  for (const { trial, episode } of ranked)
    for (const [step, best] of episode.steps)
      if (relative(episode.model, best) >= threshold) seen.add(`${trial.name}: ${step}`);
  return seen;
}

/** Precision over episodes, recall over steps of attacks: the two things that a person at a console feels. */
function curveOf(ranked: readonly Ranked[], steps: readonly string[]): CurvePoint[] {
  const scores = [...new Set(ranked.map((each) => each.score))].sort((a, b) => b - a);
  // At most forty points: more tell nobody more, and each costs a pass.
  const every = Math.max(1, Math.floor(scores.length / 40));
  return scores
    .filter((_, i) => i % every === 0 || i === scores.length - 1)
    .map((threshold) => {
      const alerts = ranked.filter((each) => each.score >= threshold);
      const seen = stepsSeen(ranked, threshold);
      return {
        threshold,
        precision: alerts.filter((each) => each.truth).length / alerts.length,
        recall: steps.length === 0 ? 0 : steps.filter((step) => seen.has(step)).length / steps.length,
        alerts: alerts.length,
      };
    });
}

export function familyFigures(
  trials: readonly Trial[],
  family: FamilyName,
  fits: (model: string) => boolean = (model) => model.startsWith(`${family}.`),
): FamilyFigures {
  const ranked = rank(trials, fits);
  const steps = readable(trials, family);
  const days = trials.reduce((sum, trial) => sum + trial.days, 0);
  const curve = curveOf(ranked, steps);
  const { threshold, alerts, precision } = precisionAtBudget(ranked, days, BUDGET);
  const within = stepsSeen(ranked, threshold);
  const shipped = ranked.filter((each) => each.score >= 1);
  const seen = stepsSeen(ranked, 1);
  const ordinary = trials.filter((trial) => trial.steps.size === 0);
  const ordinaryDays = ordinary.reduce((sum, trial) => sum + trial.days, 0);
  return {
    days,
    curve,
    averagePrecision: averagePrecision(curve),
    atBudget: {
      alerts,
      precision,
      recall: steps.length === 0 ? 0 : steps.filter((step) => within.has(step)).length / steps.length,
    },
    shipped: {
      alerts: shipped.length,
      hits: shipped.filter((each) => each.truth).length,
      stepsSeen: steps.filter((step) => seen.has(step)).length,
      steps: steps.length,
      falsePerOrdinaryDay:
        ordinaryDays === 0
          ? null
          : shipped.filter((each) => ordinary.includes(each.trial)).length / ordinaryDays,
    },
    missed: steps.filter((step) => !seen.has(step)),
    firstAlert: trials
      .filter((trial) => [...trial.steps.values()].some(({ readBy }) => readBy.has(family)))
      .map((trial) => ({ trial: trial.name, hours: hoursToFirst(trial, ranked) })),
    models: [...new Set(ranked.map((each) => each.episode.model))].sort().map((model) => {
      const mine = ranked.filter((each) => each.episode.model === model);
      const wrong = mine.filter((each) => !each.truth);
      const shown = mine.filter((each) => each.score >= 1);
      return {
        model,
        trueEpisodes: mine.length - wrong.length,
        falseEpisodes: wrong.length,
        bestFalse: wrong.length === 0 ? null : Math.max(...wrong.map((each) => each.episode.score)),
        hits: shown.filter((each) => each.truth).length,
        alerts: shown.length,
      };
    }),
  };
}

function hoursToFirst(trial: Trial, ranked: readonly Ranked[]): number | null {
  const begun = Math.min(...[...trial.steps.values()].map(({ first }) => first));
  const moments = ranked
    .filter((each) => each.trial === trial && each.truth)
    .flatMap(
      ({ episode }) => reachedAt(episode, isModel(episode.model) ? thresholdOf(episode.model, {}) : 0) ?? [],
    );
  return moments.length === 0 ? null : Math.max(0, Math.min(...moments) - begun) / 3_600_000;
}

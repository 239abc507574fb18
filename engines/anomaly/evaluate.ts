/** How often a model is wrong: precision and recall over all thresholds, and at the number of alerts people have time for. */

export interface Scored {
  score: number;
  /** Whether it was really an attack. */
  truth: boolean;
}

export interface CurvePoint {
  threshold: number;
  precision: number;
  recall: number;
  alerts: number;
}

const worstFirst = <T extends { score: number }>(scored: readonly T[]): T[] =>
  [...scored].sort((a, b) => b.score - a.score);

/** One point for each different score, strictest first. `positives`: how many there are in all, when some were never scored. */
export function prCurve(
  scored: readonly Scored[],
  positives = scored.filter((each) => each.truth).length,
): CurvePoint[] {
  const points: CurvePoint[] = [];
  let hits = 0;
  worstFirst(scored).forEach(({ score, truth }, i, all) => {
    if (truth) hits++;
    if (all[i + 1]?.score === score) return;
    const alerts = i + 1;
    points.push({
      threshold: score,
      precision: hits / alerts,
      recall: positives === 0 ? 0 : hits / positives,
      alerts,
    });
  });
  return points;
}

/** Area under the curve as the sum of precision x gain in recall, which does not flatter as interpolation does. */
export function averagePrecision(curve: readonly CurvePoint[]): number {
  let area = 0;
  let recall = 0;
  for (const point of curve) {
    area += point.precision * (point.recall - recall);
    recall = point.recall;
  }
  return area;
}

/** The lowest threshold that gives at most `perDay` alerts a day on average; infinite when even the top score is tied too often. */
export function thresholdAtBudget(scores: readonly number[], days: number, perDay: number): number {
  const budget = Math.floor(days * perDay);
  const sorted = [...scores].sort((a, b) => b - a);
  if (sorted.length <= budget) return sorted.at(-1) ?? Number.NEGATIVE_INFINITY;
  const firstOver = sorted[budget]!;
  // Scores equal to the first one over budget would all come through together.
  return sorted.slice(0, budget).findLast((score) => score > firstOver) ?? Number.POSITIVE_INFINITY;
}

export interface AtBudget {
  threshold: number;
  alerts: number;
  precision: number | null;
  recall: number;
}

export function precisionAtBudget(
  scored: readonly Scored[],
  days: number,
  perDay: number,
  positives = scored.filter((each) => each.truth).length,
): AtBudget {
  const threshold = thresholdAtBudget(
    scored.map((each) => each.score),
    days,
    perDay,
  );
  const alerts = scored.filter((each) => each.score >= threshold);
  const hits = alerts.filter((each) => each.truth).length;
  return {
    threshold,
    alerts: alerts.length,
    precision: alerts.length === 0 ? null : hits / alerts.length,
    recall: positives === 0 ? 0 : hits / positives,
  };
}

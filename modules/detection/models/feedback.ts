/**
 * What people said of findings moves an organisation's thresholds. Not a new model: the score stays explainable, and only
 * where it starts to speak changes, up to what was not useful and never past what was.
 */
import { type ModelId, modelIds, type Thresholds, thresholdOf } from './catalogue.ts';

export interface Feedback {
  model: ModelId;
  /** The score of the finding that was judged. */
  score: number;
  useful: boolean;
  /** In a person's own words, when not useful; kept for whoever reviews the change, read by nothing. */
  because?: string;
}

export interface ThresholdChange {
  model: ModelId;
  before: number;
  after: number;
  /** Of the judged findings: how many were useful, and how many of those still come. */
  useful: number;
  usefulKept: number;
  notUseful: number;
  notUsefulKept: number;
}

export interface FeedbackResult {
  thresholds: Thresholds;
  changes: ThresholdChange[];
}

/** Judgements below which a model's threshold stays: one annoyed evening must not silence it. */
export const fewestJudged = 5;
/** A threshold never rises beyond this multiple of the one it had: what was never seen stays findable. */
const MOST = 3;

/**
 * The new threshold is the lowest at which no more than one in five of the judged findings is not useful, or else just above the
 * highest that was not; but never above the lowest that was useful, nor `MOST` times what it was.
 */
export function applyFeedback(thresholds: Thresholds, feedback: readonly Feedback[]): FeedbackResult {
  const next: Thresholds = { ...thresholds };
  const changes: ThresholdChange[] = [];
  for (const model of modelIds) {
    const judged = feedback.filter((each) => each.model === model && Number.isFinite(each.score));
    if (judged.length < fewestJudged) continue;
    const before = thresholdOf(model, thresholds);
    const useful = judged.filter((each) => each.useful).map((each) => each.score);
    const wrong = judged.filter((each) => !each.useful).map((each) => each.score);
    const enough = (at: number): boolean => {
      const [right, bad] = [useful, wrong].map((scores) => scores.filter((score) => score >= at).length);
      return bad! * 4 <= right!;
    };
    const ceiling = Math.min(before * MOST, ...useful);
    const candidates = [before, ...judged.map((each) => each.score), 1.05 * Math.max(before, ...wrong)];
    const good = candidates.filter((at) => at >= before && at <= ceiling && enough(at));
    // No threshold is good enough without losing something useful: go as far as that allows, and no further.
    const after =
      good.length > 0
        ? Math.min(...good)
        : Math.max(before, Math.min(ceiling, 1.05 * Math.max(before, ...wrong)));
    if (after === before) continue;
    const kept = (scores: readonly number[]): number => scores.filter((score) => score >= after).length;
    next[model] = after;
    changes.push({
      model,
      before,
      after,
      useful: useful.length,
      usefulKept: kept(useful),
      notUseful: wrong.length,
      notUsefulKept: kept(wrong),
    });
  }
  return { thresholds: next, changes };
}

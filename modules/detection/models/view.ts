/** A model as a page shows it: what it is, where it stands, and how often it was wrong. Pure. */
import { type Level, levels, type ModelFigures, type ModelView } from '../model.ts';
import { familyOf, type ModelId, modelEntry, ruleIdOf } from './catalogue.ts';
import { type Feedback, fewestJudged } from './feedback.ts';
import type { FamilyFigures, FiguresFile } from './figures.ts';
import type { Progress } from './learning.ts';

const DAY = 86_400_000;

export interface ViewNeeds {
  thresholdNow: number;
  /** Findings of this model so far, by level. */
  findings: Partial<Record<Level, number>>;
  /** What people said of findings of this model. */
  judged: readonly Feedback[];
  progress: Progress;
  /** Newest event time, in milliseconds. */
  newest: number | null;
  figures: FiguresFile | null;
}

export function modelView(id: ModelId, needs: ViewNeeds): ModelView {
  const { thresholdNow, findings, judged, progress, newest, figures } = needs;
  const entry = modelEntry(id);
  const family = familyOf(id);
  const measured = figures?.families[family];
  const count = (useful: boolean, least: number): number =>
    judged.filter((each) => each.useful === useful && each.score >= least).length;
  return {
    id,
    rule_id: ruleIdOf(id),
    title: entry.title,
    family,
    family_title: measured?.title ?? family,
    reads: measured?.reads ?? '',
    learns: measured?.learns ?? '',
    measure: entry.measure,
    tags: [...entry.tags],
    threshold: { shipped: entry.threshold, now: thresholdNow, moves_after: fewestJudged },
    findings: Object.fromEntries(levels.map((level) => [level, findings[level] ?? 0])) as Record<
      Level,
      number
    >,
    judged: {
      useful: count(true, 0),
      useful_kept: count(true, thresholdNow),
      not_useful: count(false, 0),
      not_useful_kept: count(false, thresholdNow),
    },
    learning: learningOf(entry.atOnce === true, progress, newest),
    figures: measured
      ? {
          captures: capturesOf(measured.captures),
          // A model that the measured days gave nothing to say is none of none.
          ...(figures?.models[id] ?? { hits: 0, findings: 0 }),
          family_hits: measured.hits,
          family_findings: measured.findings,
          budget: measured.budget,
          precision_at_budget: measured.precision_at_budget,
          steps_seen: measured.steps_seen,
          steps: measured.steps,
          false_per_day: measured.false_per_day,
          missed: measured.missed,
          limits: measured.limits,
        }
      : null,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

const capturesOf = (captures: FamilyFigures['captures']): ModelFigures['captures'] =>
  captures.length === 0
    ? null
    : {
        captures: captures.length,
        hits: sum(captures.map(({ hits }) => hits)),
        findings: sum(captures.map(({ findings }) => findings)),
      };

/** A model that needs no learning is ready from the first event on; one whose logs never came has seen nothing. */
function learningOf(atOnce: boolean, progress: Progress, newest: number | null): ModelView['learning'] {
  const { since, days, atLeast, events } = progress;
  const until = since === null ? null : since + days * DAY;
  const ready = atOnce || (until !== null && newest !== null && newest >= until && events > atLeast);
  return {
    state: ready ? 'ready' : since === null ? 'nothing-seen' : 'learning',
    since: since === null ? null : new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    events,
    wanted: atOnce ? 0 : atLeast,
  };
}

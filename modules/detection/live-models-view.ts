/** Every model as it stands in this deployment: gathers from the store and the memory what a page shows of it. */
import type { Kysely } from 'kysely';
import { type FeedbackTables, judgedScores } from './feedback.ts';
import type { ModelStanding } from './live-models.ts';
import { type Level, levels, type ModelView } from './model.ts';
import {
  applyFeedback,
  familyOf,
  type ModelId,
  modelIds,
  modelOf,
  modelView,
  readFigures,
  ruleIdOf,
  thresholdOf,
} from './models/index.ts';
import type { DetectionTables } from './store.ts';

export interface ModelViewsNeeds {
  db: Kysely<DetectionTables & FeedbackTables>;
  /** How far the models are at this moment. */
  standing(): ModelStanding;
}

/** `ids`: the models wanted, all by default. */
export type ModelViews = (ids?: readonly ModelId[]) => Promise<ModelView[]>;

export function createModelViews({ db, standing }: ModelViewsNeeds): ModelViews {
  const figures = readFigures();

  async function findingsOf(ids: readonly ModelId[]): Promise<Map<ModelId, Partial<Record<Level, number>>>> {
    const rows = await db
      .selectFrom('findings')
      .select(['rule_id', 'level', (is) => is.fn.countAll<string>().as('count')])
      .where('rule_id', 'in', ids.map(ruleIdOf))
      .groupBy(['rule_id', 'level'])
      .execute();
    const found = new Map<ModelId, Partial<Record<Level, number>>>(ids.map((id) => [id, {}]));
    for (const { rule_id, level, count } of rows)
      found.get(modelOf(rule_id)!)![levels[level]!] = Number(count);
    return found;
  }

  return async (ids = modelIds) => {
    const judged = await judgedScores(db);
    const found = await findingsOf(ids);
    const { thresholds } = applyFeedback({}, judged);
    const { progress, newest } = standing();
    return ids.map((id) =>
      modelView(id, {
        thresholdNow: thresholdOf(id, thresholds),
        findings: found.get(id)!,
        judged: judged.filter(({ model }) => model === id),
        progress: progress[familyOf(id)],
        newest,
        figures,
      }),
    );
  };
}

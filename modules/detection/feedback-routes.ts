/** HTTP doors of feedback and of models. */
import { readFile } from 'node:fs/promises';
import { type App, notFound } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type FeedbackTables, judge, thresholdsNow } from './feedback.ts';
import type { LiveModels } from './live-models.ts';
import type { ModelViews } from './live-models-view.ts';
import { FeedbackKept, FeedbackRequest, ModelList } from './model.ts';
import { familyNames } from './models/index.ts';
import type { DetectionTables } from './store.ts';

export interface FeedbackRoutesNeeds {
  db: Kysely<DetectionTables & FeedbackTables>;
  models(): LiveModels;
  views: ModelViews;
  /** Told of each finding that was judged. */
  judged(finding: string): void;
  now(): Date;
}

export function feedbackRoutes(app: App, { db, models, views, judged, now }: FeedbackRoutesNeeds): void {
  /** One after another, or an answer that was read earlier could set thresholds later. */
  let last: Promise<unknown> = Promise.resolve();
  function afterTheLast<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  }

  app.post(
    '/api/v1/findings/:id/feedback',
    {
      schema: {
        params: z.object({ id: z.string().max(64) }),
        body: FeedbackRequest,
        response: { 200: FeedbackKept },
      },
    },
    async ({ params, body }) =>
      afterTheLast(async () => {
        const kept = await judge(db, params.id, body, now());
        if (!kept) throw notFound('finding');
        const { feedback, model } = kept;
        if (model !== undefined) models().useThresholds(await thresholdsNow(db));
        judged(params.id);
        return { feedback, model: model === undefined ? null : ((await views([model]))[0] ?? null) };
      }),
  );

  app.get('/api/v1/models', { schema: { response: { 200: ModelList } } }, async () => ({
    learnt: models().learntFrom,
    items: await views(),
  }));

  app.get(
    '/api/v1/models/cards/:family',
    { schema: { params: z.object({ family: z.enum(familyNames) }) } },
    async ({ params }, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send(await readFile(projectPath('docs', 'models', `${params.family}.md`), 'utf8')),
  );
}

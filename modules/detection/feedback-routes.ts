/** HTTP doors of feedback and of models. */
import { readFile } from 'node:fs/promises';
import { type Act, type Actor, callerOf } from '@cordon/access';
import { type App, notFound, type Of } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { type FeedbackTables, type Judged, judge, thresholdsNow } from './feedback.ts';
import type { ModelViews } from './live-models-view.ts';
import { FeedbackKept, FeedbackRequest, ModelList } from './model.ts';
import { familyNames, type LearntFrom, modelOf, type Thresholds } from './models/index.ts';
import type { DetectionTables } from './store.ts';

export interface FeedbackRoutesNeeds {
  db: Kysely<DetectionTables & FeedbackTables>;
  /** From now on models speak by these. */
  useThresholds(thresholds: Thresholds): void;
  /** What models had learnt before this hospital's first event. */
  learntFrom(): LearntFrom | null;
  views: ModelViews;
  /** Puts an act on the ledger, in the transaction that does it. */
  record(trx: Transaction<DetectionTables & FeedbackTables>, act: Act): Promise<void>;
  /** Told of each finding that was judged. */
  judged(finding: string): void;
  now(): Date;
}

const actOf = (who: Actor, finding: string, { feedback, rule }: Judged): Act => ({
  act: 'finding.judge',
  who,
  object: finding,
  details: { rule, useful: feedback.useful, because: feedback.because },
});

export function feedbackRoutes(app: App, of: Of<FeedbackRoutesNeeds>): void {
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
      config: { action: 'finding.judge' },
      schema: {
        params: z.object({ id: z.string().max(64) }),
        body: FeedbackRequest,
        response: { 200: FeedbackKept },
      },
    },
    async (request) =>
      afterTheLast(async () => {
        const { db, useThresholds, views, record, judged, now } = of(request);
        const { params, body } = request;
        const { actor } = callerOf(request);
        const kept = await db.transaction().execute(async (trx) => {
          const done = await judge(trx, params.id, body, actor.name, now());
          if (done) await record(trx, actOf(actor, params.id, done));
          return done;
        });
        if (!kept) throw notFound('finding');
        const { feedback, rule } = kept;
        const model = modelOf(rule);
        if (model !== undefined) useThresholds(await thresholdsNow(db));
        judged(params.id);
        return { feedback, model: model === undefined ? null : ((await views([model]))[0] ?? null) };
      }),
  );

  app.get(
    '/api/v1/models',
    { config: { action: 'model.read' }, schema: { response: { 200: ModelList } } },
    async (request) => {
      const { learntFrom, views } = of(request);
      return { learnt: learntFrom(), items: await views() };
    },
  );

  app.get(
    '/api/v1/models/cards/:family',
    { config: { action: 'model.read' }, schema: { params: z.object({ family: z.enum(familyNames) }) } },
    async ({ params }, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send(await readFile(projectPath('docs', 'models', `${params.family}.md`), 'utf8')),
  );
}

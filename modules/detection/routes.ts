/** HTTP doors of findings. */
import type { Estate } from '@cordon/estate';
import { type App, notFound, type Of } from '@cordon/platform/http';
import type { SigmaCorrelation, SigmaRule } from '@cordon/sigma';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { assetOf } from './asset-of.ts';
import { type FeedbackTables, judgementOf } from './feedback.ts';
import type { ModelViews } from './live-models-view.ts';
import { FindingDetail, FindingPage, Level } from './model.ts';
import { modelOf } from './models/index.ts';
import { namesPatients, type PatientsSeen } from './patients/index.ts';
import { type DetectionTables, findFindings, findingById } from './store.ts';

export interface FindingRoutesNeeds {
  db: Kysely<DetectionTables & FeedbackTables>;
  estate: Estate | null;
  rule(id: string): SigmaRule | SigmaCorrelation | undefined;
  /** The rule as its author wrote it. */
  ruleText(rule: SigmaRule | SigmaCorrelation): Promise<string>;
  /** A thread of findings is an incident only once raised. */
  isIncident(thread: string): boolean;
  models: ModelViews;
  seen: PatientsSeen;
  /** How what identifies a patient lies in a record (`soughtForms`). */
  soughtAs(text: string): readonly string[];
}

const word = z.string().max(200).optional();
const Query = z.object({
  level: Level.optional(),
  host: word,
  account: word,
  rule: word,
  q: word,
  incident: word,
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function findingRoutes(app: App, of: Of<FindingRoutesNeeds>): void {
  const incidentOf = ({ isIncident }: FindingRoutesNeeds, thread: string | null): string | null =>
    thread !== null && isIncident(thread) ? thread : null;

  app.get(
    '/api/v1/findings',
    { config: { action: 'finding.read' }, schema: { querystring: Query, response: { 200: FindingPage } } },
    async (request) => {
      const needs = of(request);
      const { incident: thread, q, ...rest } = request.query;
      const page = await findFindings(needs.db as unknown as Kysely<DetectionTables>, {
        ...rest,
        thread,
        q: q === undefined || q === '' ? undefined : needs.soughtAs(q),
      });
      return {
        ...page,
        items: page.items.map((item) => ({ ...item, incident: incidentOf(needs, item.incident) })),
      };
    },
  );

  app.get(
    '/api/v1/findings/:id',
    {
      config: { action: 'finding.read' },
      schema: { params: z.object({ id: z.string().max(64) }), response: { 200: FindingDetail } },
    },
    async (request) => {
      const needs = of(request);
      const { db, estate, rule, ruleText, models } = needs;
      const { params } = request;
      const finding = await findingById(db as unknown as Kysely<DetectionTables>, params.id);
      if (!finding) throw notFound('finding');
      // Before it is shown: what could not be put on record is not seen.
      if (namesPatients(finding))
        await needs.seen(request, { where: finding.id, records: [finding.record_id] });
      const asset = (estate && assetOf(finding, estate)) ?? null;
      const services = asset ? (estate?.servicesOf(asset.id) ?? []) : [];
      const known = rule(finding.rule_id);
      const model = modelOf(finding.rule_id);
      const [view = null] = model === undefined ? [] : await models([model]);
      return {
        ...finding,
        incident: incidentOf(needs, finding.incident),
        feedback: await judgementOf(db as unknown as Kysely<FeedbackTables>, params.id),
        model: view,
        asset,
        services: services.map(({ service, strength }) => ({ id: service.id, name: service.name, strength })),
        rule: {
          id: finding.rule_id,
          title: known?.title ?? finding.title,
          description:
            known?.description ?? (view ? `A model: ${view.measure}.` : 'This rule is no longer loaded.'),
          author: known?.author ?? null,
          falsepositives: [...(known?.falsepositives ?? [])],
          references: [...(known?.references ?? [])],
          source: known ? await ruleText(known) : '',
        },
      };
    },
  );
}

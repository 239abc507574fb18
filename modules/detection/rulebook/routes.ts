/** HTTP doors of the rulebook: rules and their modes, packs, filters, and what is held back. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Act, callerOf } from '@cordon/access';
import { type App, httpFault, notFound, type Of } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { isPatientRecord, type PatientsSeen } from '../patients/index.ts';
import type { DetectionTables } from '../store.ts';
import { filterViews } from './filters.ts';
import { type LineSource, lines, ruleDetail } from './lines.ts';
import {
  FilterList,
  FilterMade,
  FilterPreview,
  FilterRequest,
  HeldBack,
  Mode,
  ModeChoice,
  RulebookView,
  RuleDetail,
  RulePage,
  TuneFields,
} from './model.ts';
import { previewFilter, tuneFields } from './preview.ts';
import type { Rulebook } from './rulebook.ts';
import {
  heldBack,
  hiddenByFilter,
  hitsByRule,
  hitsOfRule,
  logSources,
  type RulebookTables,
} from './store.ts';

export interface RulebookRoutesNeeds {
  rulebook: Rulebook;
  db: Kysely<RulebookTables & DetectionTables>;
  /** Puts an act on the ledger; resolves when it is kept. */
  record(act: Act): Promise<void>;
  seen: PatientsSeen;
  /** Rules changed: whoever shows them asks again. */
  changed(): void;
  now(): Date;
}

const RuleQuery = z.object({
  q: z.string().max(200).optional(),
  mode: Mode.optional(),
  pack: z.string().max(60).optional(),
  sort: z.enum(['hits', 'title', 'level']).default('hits'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
const ById = z.object({ id: z.string().max(200) });
const Choice = ModeChoice.omit({ at: true, by: true });

export function rulebookRoutes(app: App, of: Of<RulebookRoutesNeeds>): void {
  const sourceOf = async ({ rulebook, db }: RulebookRoutesNeeds): Promise<LineSource> => ({
    book: rulebook.current(),
    hits: await hitsByRule(db),
    seen: await logSources(db),
  });
  const todayOf = ({ now }: RulebookRoutesNeeds) => now().toISOString().slice(0, 10);

  app.get(
    '/api/v1/rules',
    { config: { action: 'rule.read' }, schema: { querystring: RuleQuery, response: { 200: RulePage } } },
    async (request) => lines(await sourceOf(of(request)), request.query),
  );

  app.get(
    '/api/v1/rules/:id',
    { config: { action: 'rule.read' }, schema: { params: ById, response: { 200: RuleDetail } } },
    async (request) => {
      const { params } = request;
      const needs = of(request);
      const known = needs.rulebook.current().rules.get(params.id);
      if (!known) throw notFound('rule');
      const text = await readFile(known.rule.file, 'utf8');
      return ruleDetail(await sourceOf(needs), known, await hitsOfRule(needs.db, params.id), text);
    },
  );

  app.put(
    '/api/v1/rules/:id/mode',
    {
      config: { action: 'rule.change' },
      schema: { params: ById, body: Choice, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { rulebook, record, changed, now } = of(request);
      const { actor } = callerOf(request);
      if (!rulebook.current().rules.has(params.id)) throw notFound('rule');
      const { mode, because } = body;
      // Files know no transactions: an act is on record before it is done, so that none is done unrecorded.
      await record({ act: 'rule.mode', who: actor, object: params.id, details: { mode, because } });
      await rulebook.setMode({ rule: params.id }, { ...body, by: actor.name, at: now().toISOString() });
      changed();
      return reply.status(204).send(null);
    },
  );

  app.put(
    '/api/v1/packs/:id/mode',
    {
      config: { action: 'rule.change' },
      schema: { params: ById, body: Choice, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { rulebook, record, changed, now } = of(request);
      const { actor } = callerOf(request);
      if (!rulebook.current().packs.some(({ name }) => name === params.id)) throw notFound('pack');
      const { mode, because } = body;
      await record({ act: 'pack.mode', who: actor, object: params.id, details: { mode, because } });
      await rulebook.setMode({ pack: params.id }, { ...body, by: actor.name, at: now().toISOString() });
      changed();
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/v1/rulebook',
    { config: { action: 'rule.read' }, schema: { response: { 200: RulebookView } } },
    async (request) => {
      const { rulebook } = of(request);
      const { packs, refusals } = rulebook.current();
      return {
        folder: rulebook.folder,
        problem: rulebook.problem(),
        packs: [...packs],
        refused: refusals.map(({ file, line, reason }) => ({ file, line, reason })),
      };
    },
  );

  app.get(
    '/api/v1/filters',
    { config: { action: 'rule.read' }, schema: { response: { 200: FilterList } } },
    async (request) => {
      const needs = of(request);
      const hidden = await hiddenByFilter(needs.db);
      return { items: await filterViews(needs.rulebook.current(), hidden, todayOf(needs)) };
    },
  );

  const preview = (needs: RulebookRoutesNeeds, request: FilterRequest) => {
    const book = needs.rulebook.current();
    return previewFilter({ db: needs.db, book, request, id: randomUUID(), date: todayOf(needs) });
  };

  app.get(
    '/api/v1/findings/:id/fields',
    { config: { action: 'finding.read' }, schema: { params: ById, response: { 200: TuneFields } } },
    async (request) => {
      const { db, rulebook, seen } = of(request);
      const { id } = request.params;
      const { names_patients, ...fields } = await tuneFields({ db, book: rulebook.current(), finding: id });
      if (names_patients) await seen(request, { where: id, records: [id] });
      return fields;
    },
  );

  app.post(
    '/api/v1/filters/preview',
    { config: { action: 'rule.tune' }, schema: { body: FilterRequest, response: { 200: FilterPreview } } },
    async (request) => (await preview(of(request), request.body)).preview,
  );

  app.post(
    '/api/v1/filters',
    { config: { action: 'rule.tune' }, schema: { body: FilterRequest, response: { 201: FilterMade } } },
    async (request, reply) => {
      const { body } = request;
      const needs = of(request);
      if (body.until < todayOf(needs))
        throw httpFault(
          400,
          'FILTER_OVER',
          `The filter would have ended on ${body.until}. Nothing was changed.`,
          'Choose a day from today on.',
        );
      const { id, preview: made } = await preview(needs, body);
      const { owner, because, until, fields, scope, finding } = body;
      await needs.record({
        act: 'filter.add',
        who: callerOf(request).actor,
        object: id,
        details: { owner, because, until, fields, scope, finding },
      });
      await needs.rulebook.addFilter(id, made.text);
      needs.changed();
      return reply.status(201).send({ id });
    },
  );

  app.delete(
    '/api/v1/filters/:id',
    { config: { action: 'rule.tune' }, schema: { params: ById, response: { 204: z.null() } } },
    async (request, reply) => {
      const { params } = request;
      const { rulebook, record, changed } = of(request);
      const book = rulebook.current();
      if (!book.filters.some((filter) => filter.id === params.id)) throw notFound('filter');
      await record({ act: 'filter.remove', who: callerOf(request).actor, object: params.id, details: {} });
      await rulebook.removeFilter(params.id);
      changed();
      return reply.status(204).send(null);
    },
  );

  const HeldQuery = z.object({
    filter: z.string().max(200).optional(),
    rule: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  });
  app.get(
    '/api/v1/held-back',
    { config: { action: 'finding.read' }, schema: { querystring: HeldQuery, response: { 200: HeldBack } } },
    async (request) => {
      const { db, seen } = of(request);
      const page = await heldBack(db, request.query);
      const records = page.items.filter(({ event }) => isPatientRecord(event)).map(({ id }) => id);
      if (records.length > 0) await seen(request, { where: 'held-back', records });
      return page;
    },
  );
}

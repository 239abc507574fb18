/** The HTTP door of explanations: why a rule speaks of a stored event, or why it does not. */
import type { EventStore, StoredEvent } from '@cordon/platform/events';
import { type App, httpFault, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import { stillValid } from './detect.ts';
import { createExplain } from './explain.ts';
import { namesPatients, type PatientsSeen } from './patients/index.ts';
import type { Book } from './rulebook/index.ts';
import { createRestore } from './stored.ts';

export interface ExplainRoutesNeeds {
  /** The rules of this moment. */
  book(): Book;
  events: EventStore;
  orgs: string[];
  seen: PatientsSeen;
  now(): Date;
}

const Request = z.object({
  event: z.string().min(1).max(2_000).describe('id of a stored event'),
  rule: z.string().min(1).max(200).describe('id of a loaded rule'),
  time: z.iso
    .datetime({ offset: true })
    .nullish()
    .describe("the event's own time, so that not all of the store need be searched"),
});

const Test = z.object({
  field: z.string().nullable().describe('as the record names it; null for the whole record'),
  test: z.string(),
  wanted: z.string(),
  found: z.string().nullable().describe('null: the record has no such field'),
  holds: z.boolean(),
});

const RuleName = z.object({ id: z.string(), title: z.string() });

/** POST /api/v1/explain */
export const ExplainAnswer = z.object({
  rule: RuleName.extend({
    kind: z.enum(['rule', 'correlation']),
    mode: z.enum(['enabled', 'test', 'disabled']),
    logsource: z.string().describe('what it is about, in words'),
  }),
  source: z.string().describe('where the event came from, as rules are routed'),
  explanation: z
    .object({
      applies: z.boolean().describe('whether the rule is about this log source; nothing else counts if not'),
      matches: z.boolean(),
      condition: z.string(),
      routing: z.array(Test).describe('what the event itself must say to belong to the log source'),
      selections: z.array(z.object({ selection: z.string(), holds: z.boolean(), tests: z.array(Test) })),
    })
    .nullable()
    .describe('null for a correlation, which is about several events together'),
  hidden_by: z.array(RuleName).describe('filters that hide this match today'),
  counts: z.array(RuleName).describe('the rules that a correlation counts: ask about one of these'),
});
export type ExplainAnswer = z.infer<typeof ExplainAnswer>;

export function explainRoutes(app: App, of: Of<ExplainRoutesNeeds>): void {
  const explain = createExplain();
  const restore = createRestore();
  app.post(
    '/api/v1/explain',
    { config: { action: 'event.read' }, schema: { body: Request, response: { 200: ExplainAnswer } } },
    async (request): Promise<ExplainAnswer> => {
      const { body } = request;
      const { book, events, orgs, seen, now } = of(request);
      const { rules, ruleSet } = book();
      const known = rules.get(body.rule);
      if (!known) throw notFound('rule');
      const stored = await eventById(events, orgs, body.event, body.time ?? null);
      if (!stored) throw notFound('event');
      if (namesPatients(stored)) await seen(request, { where: 'explain', records: [stored.id] });
      const { rule, mode } = known;
      const about = {
        rule: { id: rule.id, title: rule.title, kind: rule.kind, mode },
        source: stored.source,
      };
      if (rule.kind === 'correlation') {
        const all = [...rules.values()].map((one) => one.rule);
        const counts = rule.rules.map((reference) => {
          const one = all.find(({ id, name }) => id === reference || name === reference);
          return { id: one?.id ?? reference, title: one?.title ?? reference };
        });
        return {
          ...about,
          rule: { ...about.rule, logsource: 'several events together' },
          explanation: null,
          hidden_by: [],
          counts,
        };
      }
      const event = restore(stored);
      if (!event)
        throw httpFault(
          409,
          'EVENT_UNREADABLE',
          'The record of this event is kept, but it is no longer read as an event.',
          'Look at the record itself.',
        );
      const today = now().toISOString().slice(0, 10);
      const match = ruleSet
        .route(event.source)
        .match(event)
        .find((one) => one.rule.id === rule.id);
      const hiding = match?.hiddenBy.filter((filter) => stillValid(filter, today)) ?? [];
      const { product, category, service } = rule.logsource;
      const logsource = [product, category, service].filter((part) => part !== undefined).join(' ');
      return {
        ...about,
        rule: { ...about.rule, logsource: logsource || 'any source' },
        explanation: explain(rule, event),
        hidden_by: hiding.map(({ id, title }) => ({ id, title })),
        counts: [],
      };
    },
  );
}

async function eventById(
  events: EventStore,
  orgs: string[],
  id: string,
  time: string | null,
): Promise<StoredEvent | undefined> {
  const at = time === null ? Number.NaN : Date.parse(time);
  const range = Number.isNaN(at)
    ? { from: '1600-01-01T00:00:00Z', to: '2255-01-01T00:00:00Z' }
    : { from: new Date(at).toISOString(), to: new Date(at + 1).toISOString() };
  const where = [{ column: 'id' as const, op: 'equals' as const, value: id, exact: true }];
  const { rows } = await events.query({ orgs, where, ...range, limit: 1 });
  return rows[0];
}

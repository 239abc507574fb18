/**
 * The nouns of detection. An Event is one log record: native fields kept as they came, and an envelope
 * computed only when something needs it, because most events match nothing.
 */
import { Asset } from '@cordon/estate';
import { z } from 'zod';
import { levels } from './choices.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What a native field can hold. Integers beyond 2^53 stay bigint; hex stays text such as `0x1410`. */
export type FieldValue = string | number | bigint | boolean | null | readonly FieldValue[];

export const formats = [
  'evtx',
  'windows-json',
  'windows-xml',
  'zeek',
  'suricata',
  'syslog',
  'cef',
  'leef',
  'azure',
  'm365',
  'defender',
  'fhir-auditevent',
  'csv',
  'json',
] as const;
export type Format = (typeof formats)[number];

/**
 * Where an event came from, as rules are routed: the Sigma log source plus the few fields that
 * decide it (Channel and EventID on Windows). Interned: one object per distinct `key`, so a route
 * is looked up once and then compared by identity.
 */
export interface LogSource {
  /** e.g. `windows|Security|4688`, `zeek|conn`, `suricata|alert`, `fhir|audit`, `linux|sshd`. */
  readonly key: string;
  readonly format: Format;
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  /** Constant for every event of this source, e.g. `{ Channel: 'Security', EventID: 4688 }`. */
  readonly fixed: Readonly<Record<string, string | number>>;
}

/** What every event can say about itself, whatever its format. Absent means the record does not say. */
export interface Envelope {
  /** ISO 8601 in UTC, with as many fractional digits as the source gave. */
  time?: string;
  /** The host that the record is about (lower case, as named by the source; may be an FQDN). */
  host?: string;
  /** The acting account as the source names it, e.g. `CORP\\jsmith` or `jsmith@trust.nhs.uk`. */
  account?: string;
  /** Source and destination addresses, textual. */
  sourceAddress?: string;
  destinationAddress?: string;
  destinationPort?: number;
}

export interface Event {
  readonly source: LogSource;
  /** The path as found; a member of an archive is `outer.zip!inner.json`. */
  readonly file: string;
  /** The source's own record number or id, else the 1-based line number. */
  readonly recordId: string;
  /** A native field by its Sigma name (`CommandLine`, `id.orig_h`, `alert.signature`). */
  field(name: string): FieldValue | undefined;
  /** Names of all native fields, for keyword rules and for showing the record. */
  fieldNames(): readonly string[];
  /** The record's own JSON text, where it was read from one and still at hand: keyword rules look there first. */
  jsonText?(): string | undefined;
  envelope(): Envelope;
  /** The record as JSON, for evidence and for the page. */
  raw(): Json;
}

export { levels };
export const Level = z.enum(levels);
export type Level = z.infer<typeof Level>;

/** One predicate that held: which selection of the rule, on which field, looking for what, and what was there. */
export const Reason = z.object({
  selection: z.string(),
  field: z.string().nullable().describe('null for a keyword searched in the whole record'),
  test: z.string().describe('e.g. `contains`, `endswith`, `re`, `equals`'),
  wanted: z.string(),
  found: z.string(),
});
export type Reason = z.infer<typeof Reason>;

/** What a rule or a model says about an event. */
export const Finding = z.object({
  id: z.string().describe('stable: the same rule on the same record always gives the same id'),
  rule_id: z.string().describe('the Sigma id'),
  title: z.string(),
  level: Level,
  tags: z.array(z.string()),
  time: z.string().nullable().describe('ISO 8601 UTC; null when the record has no time'),
  host: z.string().nullable(),
  account: z.string().nullable(),
  source_address: z.string().nullable(),
  destination_address: z.string().nullable(),
  destination_port: z.number().nullable(),
  file: z.string(),
  record_id: z.string(),
  reason: z.array(Reason),
  format: z.enum(formats),
  source: z
    .string()
    .nullable()
    .describe('log source that its record is routed by; null when it rests on several'),
  event: z.unknown().describe('the record itself, as JSON'),
});
export type Finding = z.infer<typeof Finding>;

/** GET /api/v1/findings?level=&host=&account=&rule=&q=&incident=&before=&limit= : newest first, keyset paged. */
export const FindingPage = z.object({
  items: z.array(Finding.omit({ event: true, reason: true }).extend({ incident: z.string().nullable() })),
  total: z.number().int(),
  next: z.string().nullable().describe('pass as `before` for the next page'),
});

/** What a person said of a finding. */
export const Judgement = z.object({
  useful: z.boolean(),
  because: z.string().nullable().describe('always said when not useful'),
  by: z.string(),
  at: z.string().describe('ISO 8601'),
});

/** How often a model was wrong where the truth was known; written by the command that measured it. */
export const ModelFigures = z.object({
  captures: z
    .object({ captures: z.number().int(), hits: z.number().int(), findings: z.number().int() })
    .nullable()
    .describe('of its family on real captures that others labelled; every other figure is on simulated data'),
  hits: z.number().int().describe('findings of this model that were of an attack'),
  findings: z.number().int().describe('of so many'),
  family_hits: z.number().int().describe('the same of all models of its family'),
  family_findings: z.number().int(),
  budget: z.number().int().describe('findings a day that a person is taken to read of its family'),
  precision_at_budget: z
    .number()
    .nullable()
    .describe(
      '0 to 1, of its family with thresholds lowered until it gives that many; null: it said nothing',
    ),
  steps_seen: z.number().int().describe('attack steps that its family saw'),
  steps: z.number().int().describe('of so many that its logs show'),
  false_per_day: z.number().nullable().describe('false findings of its family on an ordinary day'),
  missed: z.array(z.string()).describe('attack steps that its family missed'),
  limits: z.array(z.string()).describe('what no figure says'),
});

/** One model as it stands in this deployment. */
export const ModelView = z.object({
  id: z.string().describe('as in `signin.travel`'),
  rule_id: z.string().describe('as findings name it'),
  title: z.string(),
  family: z.string(),
  family_title: z.string(),
  reads: z.string(),
  learns: z.string(),
  measure: z.string().describe('what the score counts'),
  tags: z.array(z.string()),
  threshold: z
    .object({ shipped: z.number(), now: z.number(), moves_after: z.number().int() })
    .describe('`moves_after`: judged findings below which it stays as shipped'),
  findings: z.record(Level, z.number().int()).describe('so far'),
  judged: z
    .object({
      useful: z.number().int(),
      useful_kept: z.number().int(),
      not_useful: z.number().int(),
      not_useful_kept: z.number().int(),
    })
    .describe('findings that people judged, and how many of those would still come at the threshold now'),
  learning: z.object({
    state: z.enum(['ready', 'learning', 'nothing-seen']),
    since: z.string().nullable(),
    until: z.string().nullable().describe('event time before which it says nothing; null when not known'),
    events: z.number().int(),
    wanted: z.number().int(),
  }),
  figures: ModelFigures.nullable().describe('null: never measured'),
});

/** GET /api/v1/models */
export const ModelList = z.object({
  learnt: z
    .object({ hospital: z.string(), days: z.number(), records: z.number().int(), until: z.string() })
    .nullable()
    .describe('simulated ordinary days that the models began with; null: they began with nothing'),
  items: z.array(ModelView),
});

/** POST /api/v1/findings/:id/feedback */
export const FeedbackRequest = z
  .object({
    useful: z.boolean(),
    because: z
      .string()
      .trim()
      .max(500)
      .regex(/^[^\0]*$/)
      .optional(),
  })
  .refine(({ useful, because }) => useful || (because ?? '').length >= 3, {
    path: ['because'],
    message: 'say why it was not useful',
  });

/** What is kept, and where the model stands after it; null for a finding of a rule. */
export const FeedbackKept = z.object({ feedback: Judgement, model: ModelView.nullable() });

/** GET /api/v1/findings/:id */
export const FindingDetail = Finding.extend({
  incident: z.string().nullable(),
  feedback: Judgement.nullable(),
  model: ModelView.nullable().describe('the model that made it; null for a finding of a rule'),
  asset: Asset.nullable(),
  services: z.array(z.object({ id: z.string(), name: z.string(), strength: z.enum(['stops', 'degrades']) })),
  rule: z.object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    author: z.string().nullable(),
    falsepositives: z.array(z.string()),
    references: z.array(z.string()),
    source: z.string().describe('the rule as written (YAML)'),
  }),
});

export type Judgement = z.infer<typeof Judgement>;
export type ModelFigures = z.infer<typeof ModelFigures>;
export type ModelView = z.infer<typeof ModelView>;
export type ModelList = z.infer<typeof ModelList>;
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;
export type FeedbackKept = z.infer<typeof FeedbackKept>;
export type FindingPage = z.infer<typeof FindingPage>;
export type FindingDetail = z.infer<typeof FindingDetail>;

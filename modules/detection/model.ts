/**
 * The nouns of detection. An Event is one log record: native fields kept as they came, and an envelope
 * computed only when something needs it, because most events match nothing.
 */
import { Asset } from '@cordon/estate';
import { z } from 'zod';

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

export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
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

/** What a rule (later: or a model) says about an event. */
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
  event: z.unknown().describe('the record itself, as JSON'),
});
export type Finding = z.infer<typeof Finding>;

/** GET /api/v1/findings?level=&host=&account=&rule=&q=&incident=&before=&limit= : newest first, keyset paged. */
export const FindingPage = z.object({
  items: z.array(Finding.omit({ event: true, reason: true }).extend({ incident: z.string().nullable() })),
  total: z.number().int(),
  next: z.string().nullable().describe('pass as `before` for the next page'),
});

/** GET /api/v1/findings/:id */
export const FindingDetail = Finding.extend({
  incident: z.string().nullable(),
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

export type FindingPage = z.infer<typeof FindingPage>;
export type FindingDetail = z.infer<typeof FindingDetail>;

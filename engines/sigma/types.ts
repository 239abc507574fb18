/**
 * The words of the Sigma engine. Everything here is plain data or a narrow interface, so a reader of any
 * log format can feed the engine and a parsed rule can be kept in a cache as JSON.
 */

/** What a field of an event can hold. Lists match when any element does. */
export type FieldValue = string | number | bigint | boolean | null | readonly FieldValue[];

/** One log record as the engine sees it. */
export interface SigmaEvent {
  /** The value of a field by its native name; `undefined` when the record does not have it. */
  field(name: string): FieldValue | undefined;
  /** Names of all fields, in a stable order: keyword rules search their values in this order. */
  fieldNames(): readonly string[];
  /**
   * Optional, for speed: the record as its JSON text, or a longer text that holds it. Keyword rules look through
   * this one text first and leave the record alone when no part of a keyword is in it. Values that are not in
   * the text must be among the `fixed` fields of the event's source.
   */
  jsonText?(): string | undefined;
}

/**
 * Where an event came from. One object per kind of record: routes are compiled once per `key`.
 * `fixed` holds the fields that are the same for every event of the source, e.g. Channel and EventID;
 * rules that contradict them are dropped from the route and the tests that they decide cost nothing.
 */
export interface EventSource {
  readonly key: string;
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly fixed: Readonly<Record<string, string | number>>;
}

export interface Logsource {
  product?: string;
  category?: string;
  service?: string;
}

/**
 * "Rules of this log source apply to events where `when` holds; read field X as `fields[X]`."
 * Several mappings may serve one log source (process_creation from Sysmon 1 and from Security 4688).
 */
export interface LogsourceMapping {
  logsource: Logsource;
  /** Only for sources that say this of themselves, e.g. web server rules on Zeek's http log. */
  source?: Logsource;
  when?: Record<string, string | number | (string | number)[]>;
  fields?: Record<string, string>;
}

/** Why a document was not loaded. `line` is 1-based in `file`. */
export interface Refusal {
  file: string;
  line: number;
  reason: string;
  title?: string;
  id?: string;
}

export const sigmaLevels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type SigmaLevel = (typeof sigmaLevels)[number];

export const sigmaStatuses = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
export type SigmaStatus = (typeof sigmaStatuses)[number];

/** A value as the rule writes it. Hexadecimal and integers beyond 2^53 stay text. */
export type Scalar = string | number | boolean | null;

/** A search identifier: maps are `all`, lists are `any`, leaves compare one field (or the whole record). */
export type Search =
  | { kind: 'all'; of: Search[] }
  | { kind: 'any'; of: Search[] }
  | { kind: 'field'; field: string | null; modifiers: string[]; values: Scalar[]; line: number };

export type FieldSearch = Extract<Search, { kind: 'field' }>;

/** The condition with `1 of` and `all of` already spelled out as names of selections. */
export type Condition =
  | { kind: 'selection'; name: string }
  | { kind: 'and'; of: Condition[] }
  | { kind: 'or'; of: Condition[] }
  | { kind: 'not'; of: Condition };

export interface Detection {
  selections: Record<string, Search>;
  condition: Condition;
  /** The condition as written, for people. */
  text: string;
}

/** What rules and correlations say about themselves. */
export interface RuleHeader {
  /** The document's `id`; without one, its `name` or a slug of its title. */
  id: string;
  title: string;
  /** `medium` when the rule does not say. */
  level: SigmaLevel;
  status: SigmaStatus | null;
  tags: string[];
  author: string | null;
  description: string | null;
  falsepositives: string[];
  references: string[];
  license?: string;
  name?: string;
  file: string;
  line: number;
}

/** A detection rule, parsed and checked. Plain JSON: storing and reloading it skips YAML altogether. */
export interface SigmaRule extends RuleHeader {
  kind: 'rule';
  logsource: Logsource;
  detection: Detection;
}

/**
 * A condition that is added to rules after the fact (specification, "Global filter"): a match stays visible only
 * where the filter's condition holds too.
 */
export interface SigmaFilter {
  kind: 'filter';
  id: string;
  title: string;
  author: string | null;
  description: string | null;
  status: SigmaStatus | null;
  /** ISO dates as written. `expires` is not Sigma's: what it means is the caller's to decide. */
  date?: string;
  expires?: string;
  /** Only rules that name the same are filtered; empty covers all. */
  logsource: Logsource;
  /** Ids or names of rules as written; `any` for every rule of the log source. */
  rules: 'any' | string[];
  detection: Detection;
  file: string;
  line: number;
}

/** One test that held: in which selection, on which field (null: the whole record), and what was there. */
export interface Reason {
  selection: string;
  field: string | null;
  test: string;
  wanted: string;
  found: string;
}

export interface Match {
  readonly rule: SigmaRule;
  /** Filters that hide this match; one shared empty array when none does. */
  readonly hiddenBy: readonly SigmaFilter[];
  /** Computed when asked, from the event itself. */
  explain(): Reason[];
  /** A field by the name that the rule's author knows it by, read through the log source mapping that matched. */
  read(field: string): FieldValue | undefined;
}

export interface Route {
  /** How many rules can still match an event of this source. */
  readonly ruleCount: number;
  /** The rules that match, in the order of the rule set; one shared empty array when none does. */
  match(event: SigmaEvent): readonly Match[];
}

export interface RuleSet {
  readonly rules: readonly SigmaRule[];
  readonly refusals: readonly Refusal[];
  /** The compiled rules for a source: built on its first event, then found by `source.key`. */
  route(source: EventSource): Route;
}

/** Values for `%name%` in rules that use the `expand` modifier; they may hold wildcards. */
export type Placeholders = Readonly<Record<string, readonly (string | number)[]>>;

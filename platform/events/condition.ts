/**
 * The typed query form as conditions in SQL, whichever engine reads them: what engines say differently is a `Dialect`. Pure: values
 * travel as bound parameters, names come from a fixed list.
 */
import { fault } from '../fault/index.ts';
import { anywhere, fieldValue, wholeText } from './pattern.ts';
import type { Column, Disposal, EventFilter, EventQuery, EventScope, Pattern } from './port.ts';
import { columns } from './port.ts';
import { boundMicros } from './time.ts';

export type SqlValue = string | number | boolean | null;

export interface Compiled {
  sql: string;
  params: SqlValue[];
}

type Bind = (value: string) => string;

export interface Dialect {
  /** Where the parameter of that number, from 1, is to stand. */
  placeholder(number: number): string;
  /** A regular expression of RE2, in which case does not matter and `.` is any character, somewhere in a text. */
  found(text: string, regex: string, bind: Bind): string;
  /** The same of the whole text. */
  whole(text: string, regex: string, bind: Bind): string;
  lower(text: string): string;
  contains(text: string, part: string): string;
  prefix(text: string, part: string): string;
  /** Whether a record is JSON, and what is in it at a path, as text, is so. */
  at(path: readonly (string | number)[], bind: Bind, holds: (value: string) => string): string;
  /** The value, or the other where it is null. */
  or(value: string, other: string): string;
}

/** In microseconds, `to` exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

const dayMicros = 86_400_000_000;
/** Enough for any person's question, few enough to compile and run in bounded time. */
const mostFilters = 200;
const mostValues = 10_000;

export const bad = (message: string): Error => fault('EVENTS_QUERY', message, 'Correct the query.');

/** The range asked for, or the 24 hours up to the newest event (`newest` in microseconds, null when there is none). */
export function timeRange(scope: EventScope, newest: number | null): TimeRange {
  const read = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const micros = boundMicros(text);
    if (micros === null) throw bad(`"${text.slice(0, 60)}" given as ${name} is not an ISO 8601 time.`);
    return micros;
  };
  const from = read('from', scope.from);
  const to = read('to', scope.to) ?? (newest ?? 0) + 1;
  return { from: from ?? to - dayMicros, to };
}

export interface Builder {
  bind: Bind;
  params: SqlValue[];
  /** How many conditions were compiled so far. */
  conditions: number;
  dialect: Dialect;
}

export function createBuilder(dialect: Dialect): Builder {
  const params: SqlValue[] = [];
  return { dialect, params, conditions: 0, bind: (value) => dialect.placeholder(params.push(value)) };
}

export function checkColumn(column: Column): Column {
  if (!columns.includes(column)) throw bad(`There is no column "${String(column).slice(0, 60)}".`);
  return column;
}

/** Keeps the automaton that RE2 makes of it small; any name and value that a person types is far shorter. */
const longestPattern = 4_000;

function checkPattern(regex: string): string {
  if (regex.length > longestPattern) throw bad('A value that is searched for is too long.');
  return regex;
}

/** What a person writes has a few; what a program writes must not outgrow the stack. */
const deepest = 32;

const longestText = (pattern: Pattern): string =>
  pattern.reduce<string>(
    (longest, part) => (typeof part === 'string' && part.length > longest.length ? part : longest),
    '',
  );

/** SQL's null would drop a row from a `not`; for a person, "not X" includes "does not say". */
const negated = (holds: string, { or }: Dialect): string => `not ${or(holds, 'false')}`;

function condition(filter: EventFilter, builder: Builder, depth = 0): string {
  if (depth > deepest) throw bad(`Conditions within conditions go at most ${deepest} deep.`);
  if (++builder.conditions > mostFilters) throw bad(`More than ${mostFilters} conditions are too many.`);
  const inner = (one: EventFilter): string => condition(one, builder, depth + 1);
  if ('all' in filter) return filter.all.length === 0 ? 'true' : `(${filter.all.map(inner).join(' and ')})`;
  if ('any' in filter) return filter.any.length === 0 ? 'false' : `(${filter.any.map(inner).join(' or ')})`;
  if ('none' in filter) return negated(inner({ any: filter.none }), builder.dialect);
  const holds = comparison(filter, builder);
  return 'not' in filter && filter.not ? negated(holds, builder.dialect) : holds;
}

type Comparison = Exclude<EventFilter, { all: unknown } | { any: unknown } | { none: unknown }>;

function comparison(filter: Comparison, { bind, dialect }: Builder): string {
  const inRecord = (regex: string): string => dialect.found('raw', checkPattern(regex), bind);
  if ('text' in filter) return inRecord(anywhere(filter.text));
  if ('texts' in filter)
    return filter.texts.length === 0
      ? 'false'
      : inRecord(filter.texts.map((text) => anywhere([text])).join('|'));
  if ('field' in filter) {
    // Where a field begins and ends takes several times as long to find as a word, so the word is looked for first.
    const word = longestText(filter.pattern);
    const whole = inRecord(fieldValue(filter.field, filter.pattern));
    const anyDepth = word.length < 2 ? whole : `(${inRecord(anywhere([word]))} and ${whole})`;
    const path = filter.field.split('.');
    if (path.length === 1 || path.length > 32) return anyDepth;
    const down = dialect.at(path, bind, (value) =>
      dialect.whole(value, checkPattern(wholeText(filter.pattern)), bind),
    );
    return `(${anyDepth} or ${down})`;
  }
  if ('path' in filter) {
    if (filter.path.length === 0 || filter.path.length > 32) throw bad('A path has 1 to 32 parts.');
    return dialect.at(filter.path, bind, (value) => `${value} = ${bind(String(filter.value))}`);
  }
  const column = checkColumn(filter.column);
  if (filter.op === 'matches') return dialect.whole(column, checkPattern(wholeText(filter.pattern)), bind);
  const left = filter.exact ? column : dialect.lower(column);
  const right = (value: string): string => (filter.exact ? bind(value) : dialect.lower(bind(value)));
  if (filter.op === 'in') {
    if (filter.values.length > mostValues) throw bad(`A list of more than ${mostValues} values is too long.`);
    return filter.values.length === 0 ? 'false' : `${left} in (${filter.values.map(right).join(', ')})`;
  }
  if (filter.op === 'equals') return `${left} = ${right(filter.value)}`;
  if (filter.op === 'contains') return dialect.contains(left, right(filter.value));
  if (filter.op === 'prefix') return dialect.prefix(left, right(filter.value));
  throw bad(`There is no comparison "${String(filter.op).slice(0, 60)}".`);
}

export function conditions(scope: EventScope, range: TimeRange, builder: Builder): string[] {
  const { where = [] } = scope;
  const { bind } = builder;
  const seen = scope.orgs === 'every' ? 'true' : `org in (${scope.orgs.map(bind).join(', ')})`;
  return [
    // Bounds as literals, so that the engine skips what lies outside by its least and greatest time.
    `t >= ${range.from} and t < ${range.to}`,
    scope.orgs.length === 0 ? 'false' : seen,
    ...where.map((filter) => condition(filter, builder)),
  ];
}

export function checkLimit(limit: number, most: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw bad(`A limit is a whole number from 1 to ${most}.`);
  return limit;
}

interface After {
  t: number;
  id: string;
}

export const encodeAfter = (after: After): string =>
  Buffer.from(JSON.stringify([after.t, after.id])).toString('base64url');

export function decodeAfter(text: string): After {
  try {
    const [t, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown];
    if (Number.isSafeInteger(t) && typeof id === 'string') return { t: t as number, id };
  } catch {
    // Falls through to the same answer.
  }
  throw bad('The page marker is not one that this store gave.');
}

export const pageLimit = ({ limit = 100 }: EventQuery): number => checkLimit(limit, 1_000);

/** Conditions that need not look into the records, which is where the time goes. */
export const isQuick = (filter: EventFilter): boolean => 'column' in filter && filter.column !== 'raw';

/** What an event has beside its record, in the order in which a scan gives it as one JSON list. */
export const besides = ['time', ...columns.filter((column) => column !== 'raw')] as const;

/** The start of the bucket that a row falls into, in microseconds; null without buckets. */
export function bucketOf(bucketSeconds: number | undefined): string {
  if (bucketSeconds === undefined) return 'null';
  if (!(Number.isInteger(bucketSeconds) && bucketSeconds > 0))
    throw bad('A bucket is a whole number of seconds.');
  const width = bucketSeconds * 1_000_000;
  // Floor towards the past also before 1970, where a division would round the other way.
  return `(t - ((t % ${width}) + ${width}) % ${width})`;
}

/** A bound of a deletion: one that cannot be read must not be taken for none. */
function deletionBound(text: string): number {
  const micros = boundMicros(text);
  if (micros === null) throw bad(`"${text.slice(0, 60)}" is not an ISO 8601 time. Nothing was deleted.`);
  return micros;
}

/** Whether a row is to be deleted: true or false, never null. */
export function due(
  { periods, holds }: Pick<Disposal, 'periods' | 'holds'>,
  { bind, dialect }: Builder,
): string {
  const now = Date.now() * 1000;
  const cases = periods.map(({ source, before }) => {
    const fits = dialect.whole('source', checkPattern(wholeText(source)), bind);
    const bound = deletionBound(before);
    // Our own clock may have been years behind when it arrived; a time of its own that is yet to come says nothing.
    return `when ${fits} then received < ${bound} and (t < ${bound} or t > ${now})`;
  });
  const held = holds.map(({ orgs, from, to }) => {
    const within = (time: string): string =>
      [
        'true',
        ...(from === null ? [] : [`${time} >= ${deletionBound(from)}`]),
        ...(to === null ? [] : [`${time} < ${deletionBound(to)}`]),
      ].join(' and ');
    const whose = orgs === 'every' ? 'true' : `org in (${['null', ...orgs.map(bind)].join(', ')})`;
    return `(${dialect.or(whose, 'false')} and (${within('t')} or ${within('received')}))`;
  });
  const over = cases.length === 0 ? 'false' : dialect.or(`case ${cases.join(' ')} else false end`, 'false');
  return `(${over} and not (${['false', ...held].join(' or ')}))`;
}

/** Of all that may be due, the latest moment: what was stored from then on is not. Null when nothing can be. */
export const latestDue = ({ periods }: Pick<Disposal, 'periods'>): number | null =>
  periods.length === 0 ? null : Math.max(...periods.map(({ before }) => deletionBound(before)));

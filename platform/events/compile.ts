/** The typed query form as DuckDB SQL. Pure: values travel as bound parameters, names come from a fixed list. */
import { fault } from '../fault/index.ts';
import { anywhere, fieldValue, wholeText } from './pattern.ts';
import type {
  Column,
  Disposal,
  EventCounts,
  EventFilter,
  EventQuery,
  EventScan,
  EventScope,
  Pattern,
} from './port.ts';
import { columns } from './port.ts';
import { boundMicros } from './time.ts';

export type SqlValue = string | number | boolean | null;

export interface Compiled {
  sql: string;
  params: SqlValue[];
}

/** What to read: sealed segments that may hold the time range, and the rows of the hot table not sealed yet. */
export interface Sources {
  /** Absolute paths. */
  segments: readonly string[];
  hotFrom: number;
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

const bad = (message: string): Error => fault('EVENTS_QUERY', message, 'Correct the query.');

/** A literal in DuckDB's SQL; only for paths and column names of our own. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

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

interface Builder {
  bind(value: SqlValue): string;
  params: SqlValue[];
  /** How many conditions were compiled so far. */
  conditions: number;
}

function createBuilder(): Builder {
  const params: SqlValue[] = [];
  return {
    params,
    conditions: 0,
    bind: (value) => `$${params.push(value)}`,
  };
}

function checkColumn(column: Column): Column {
  if (!columns.includes(column)) throw bad(`There is no column "${String(column).slice(0, 60)}".`);
  return column;
}

/** Keeps the automaton that RE2 makes of it small; any name and value that a person types is far shorter. */
const longestPattern = 4_000;

function checkPattern(regex: string): string {
  if (regex.length > longestPattern) throw bad('A value that is searched for is too long.');
  return regex;
}

/** RFC 6901: a JSON Pointer needs no quoting rules of its own beyond `~` and `/`. */
const pointer = (path: (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a person writes has a few; what a program writes must not outgrow the stack. */
const deepest = 32;

const longestText = (pattern: Pattern): string =>
  pattern.reduce<string>(
    (longest, part) => (typeof part === 'string' && part.length > longest.length ? part : longest),
    '',
  );

/** SQL's null would drop a row from a `not`; for a person, "not X" includes "does not say". */
const negated = (holds: string): string => `not coalesce(${holds}, false)`;

function condition(filter: EventFilter, builder: Builder, depth = 0): string {
  if (depth > deepest) throw bad(`Conditions within conditions go at most ${deepest} deep.`);
  if (++builder.conditions > mostFilters) throw bad(`More than ${mostFilters} conditions are too many.`);
  const inner = (one: EventFilter): string => condition(one, builder, depth + 1);
  if ('all' in filter) return filter.all.length === 0 ? 'true' : `(${filter.all.map(inner).join(' and ')})`;
  if ('any' in filter) return filter.any.length === 0 ? 'false' : `(${filter.any.map(inner).join(' or ')})`;
  if ('none' in filter) return negated(inner({ any: filter.none }));
  const holds = comparison(filter, builder);
  return 'not' in filter && filter.not ? negated(holds) : holds;
}

type Comparison = Exclude<EventFilter, { all: unknown } | { any: unknown } | { none: unknown }>;

function comparison(filter: Comparison, { bind }: Builder): string {
  const inRecord = (regex: string): string => `regexp_matches(raw, ${bind(checkPattern(regex))}, 'is')`;
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
    const value = `json_extract_string(raw, ${bind(pointer(path))})`;
    const down = `regexp_full_match(${value}, ${bind(checkPattern(wholeText(filter.pattern)))}, 'is')`;
    return `(${anyDepth} or (json_valid(raw) and ${down}))`;
  }
  if ('path' in filter) {
    if (filter.path.length === 0 || filter.path.length > 32) throw bad('A path has 1 to 32 parts.');
    const value = `json_extract_string(raw, ${bind(pointer(filter.path))})`;
    // Extraction from text that is not JSON is an error in DuckDB; such a record simply has no such value.
    return `(json_valid(raw) and ${value} = ${bind(String(filter.value))})`;
  }
  const column = checkColumn(filter.column);
  if (filter.op === 'matches')
    return `regexp_full_match(${column}, ${bind(checkPattern(wholeText(filter.pattern)))}, 'is')`;
  const left = filter.exact ? column : `lower(${column})`;
  const right = (value: string): string => (filter.exact ? bind(value) : `lower(${bind(value)})`);
  if (filter.op === 'in') {
    if (filter.values.length > mostValues) throw bad(`A list of more than ${mostValues} values is too long.`);
    return filter.values.length === 0 ? 'false' : `${left} in (${filter.values.map(right).join(', ')})`;
  }
  if (filter.op === 'equals') return `${left} = ${right(filter.value)}`;
  if (filter.op === 'contains') return `contains(${left}, ${right(filter.value)})`;
  if (filter.op === 'prefix') return `starts_with(${left}, ${right(filter.value)})`;
  throw bad(`There is no comparison "${String(filter.op).slice(0, 60)}".`);
}

function conditions(scope: EventScope, range: TimeRange, builder: Builder): string[] {
  const { where = [] } = scope;
  const { bind } = builder;
  const seen = scope.orgs === 'every' ? 'true' : `org in (${scope.orgs.map(bind).join(', ')})`;
  return [
    // Bounds as literals, so that DuckDB skips row groups by their least and greatest time.
    `t >= ${range.from} and t < ${range.to}`,
    scope.orgs.length === 0 ? 'false' : seen,
    ...where.map((filter) => condition(filter, builder)),
  ];
}

const fields = 't, id, org, time, source, format, host, account, src, dst, file, record_id, raw';

function rowsOf(sources: Sources, where: readonly string[], what: string): string {
  const filter = where.join(' and ');
  const hot = `select ${what} from hot where seq >= ${sources.hotFrom} and ${filter}`;
  if (sources.segments.length === 0) return hot;
  const files = sources.segments.map(quoted).join(', ');
  return `${hot} union all select ${what} from read_parquet([${files}]) where ${filter}`;
}

function checkLimit(limit: number, most: number): number {
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

/** Of the newest `most` rows in the range, only when and which: the records are most of the bytes. */
export function compilePage(query: EventQuery, range: TimeRange, sources: Sources, most: number): Compiled {
  const builder = createBuilder();
  const where = conditions(query, range, builder);
  if (query.after !== undefined) {
    const { t, id } = decodeAfter(query.after);
    where.push(`(t < ${t} or (t = ${t} and id < ${builder.bind(id)}))`);
  }
  const sql = `select t::double as t, id from (${rowsOf(sources, where, 't, id')})
    order by t desc, id desc limit ${most}`;
  return { sql, params: builder.params };
}

/** The whole of the rows found. Naming their times lets all row groups without one of them lie. */
export function compileRows(found: readonly { t: number; id: string }[], sources: Sources): Compiled {
  const { params, bind } = createBuilder();
  const where = [
    `t in (${[...new Set(found.map(({ t }) => t))].join(', ')})`,
    `id in (${found.map(({ id }) => bind(id)).join(', ')})`,
  ];
  const sql = `select * exclude (t) from (${rowsOf(sources, where, fields)}) order by t desc, id desc`;
  return { sql, params };
}

/** Conditions that need not look into the records, which is where the time goes. */
const isQuick = (filter: EventFilter): boolean => 'column' in filter && filter.column !== 'raw';

/** How many rows a scan looks at in each part of the range, `width` microseconds wide; empty parts are left out. */
export function compileWidths(scan: EventScan, range: TimeRange, sources: Sources, width: number): Compiled {
  const builder = createBuilder();
  const where = conditions({ ...scan, where: (scan.where ?? []).filter(isQuick) }, range, builder);
  const sql = `select part::double as part, count(*)::double as rows, min(t)::double as low, max(t)::double as high
    from (select (t - ${range.from}) // ${width} as part, t from (${rowsOf(sources, where, 't')}))
    group by part order by part`;
  return { sql, params: builder.params };
}

/** What an event has beside its record, in the order in which a scan gives it as one JSON list. */
export const besides = ['time', ...columns.filter((column) => column !== 'raw')] as const;

/** Two texts a row: many small ones would take longer to hand over than to find. */
export function compileScan(scan: EventScan, range: TimeRange, sources: Sources): Compiled {
  const builder = createBuilder();
  const where = conditions(scan, range, builder);
  const sql = `select to_json([${besides.join(', ')}]) as besides, raw from (${rowsOf(sources, where, fields)})
    order by t, id`;
  return { sql, params: builder.params };
}

export function compileCounts(query: EventCounts, range: TimeRange, sources: Sources): Compiled {
  const builder = createBuilder();
  const limit = checkLimit(query.limit ?? 1_000, 100_000);
  const where = conditions(query, range, builder);
  const { bucketSeconds } = query;
  if (bucketSeconds !== undefined && !(Number.isInteger(bucketSeconds) && bucketSeconds > 0)) {
    throw bad('A bucket is a whole number of seconds.');
  }
  const width = (bucketSeconds ?? 0) * 1_000_000;
  // Floor towards the past also before 1970, where `//` would round the other way.
  const bucket = width > 0 ? `(t - ((t % ${width}) + ${width}) % ${width})` : 'null';
  const value = query.by ? checkColumn(query.by) : 'null';
  const sql = `select bucket::double as bucket, value, count(*)::double as count
    from (select ${bucket} as bucket, ${value} as value from (${rowsOf(sources, where, fields)}))
    group by all order by bucket, count desc, value limit ${limit}`;
  return { sql, params: builder.params };
}

/** A bound of a deletion: one that cannot be read must not be taken for none. */
function deletionBound(text: string): number {
  const micros = boundMicros(text);
  if (micros === null) throw bad(`"${text.slice(0, 60)}" is not an ISO 8601 time. Nothing was deleted.`);
  return micros;
}

/** Whether a row is to be deleted: true or false, never null. */
function due({ periods, holds }: Pick<Disposal, 'periods' | 'holds'>, bind: Builder['bind']): string {
  const cases = periods.map(
    ({ source, before }) =>
      `when regexp_full_match(source, ${bind(checkPattern(wholeText(source)))}, 'is') then received < ${deletionBound(before)}`,
  );
  const held = holds.map(({ orgs, from, to }) => {
    const within = (time: string): string =>
      [
        'true',
        ...(from === null ? [] : [`${time} >= ${deletionBound(from)}`]),
        ...(to === null ? [] : [`${time} < ${deletionBound(to)}`]),
      ].join(' and ');
    const whose = orgs === 'every' ? 'true' : `org in (${['null', ...orgs.map(bind)].join(', ')})`;
    return `(coalesce(${whose}, false) and (${within('t')} or ${within('received')}))`;
  });
  const over = cases.length === 0 ? 'false' : `coalesce(case ${cases.join(' ')} else false end, false)`;
  return `(${over} and not (${['false', ...held].join(' or ')}))`;
}

/** How many rows of each file are to be deleted; files without any are left out. */
export function compileDue(
  disposal: Pick<Disposal, 'periods' | 'holds'>,
  files: readonly string[],
): Compiled {
  const { params, bind } = createBuilder();
  const sql = `select filename as path, count(*)::double as rows
    from read_parquet([${files.map(quoted).join(', ')}], filename = true)
    where ${due(disposal, bind)} group by filename`;
  return { sql, params };
}

/** The rows of a file that stay. */
export function compileKept(disposal: Pick<Disposal, 'periods' | 'holds'>, file: string): Compiled {
  const { params, bind } = createBuilder();
  return { sql: `select * from read_parquet(${quoted(file)}) where not ${due(disposal, bind)}`, params };
}

/** Of all that may be due, the latest moment: what was stored from then on is not. Null when nothing can be. */
export const latestDue = ({ periods }: Pick<Disposal, 'periods'>): number | null =>
  periods.length === 0 ? null : Math.max(...periods.map(({ before }) => deletionBound(before)));

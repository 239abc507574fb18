/** Native values and dotted paths over parsed JSON, safe for keys such as `constructor`. */
import type { FieldValue, Json } from '../model.ts';

export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own property only: a record must never answer with what every object inherits. */
export const own = (record: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Lists within lists beyond this depth are given as JSON text. */
const NESTING = 8;

/** Deeper than any real record, and shallow enough for everything that walks one by calling itself. */
const MAX_DEPTH = 200;

function deeper(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === 'object' && deeper(inner, depth - 1)) return true;
    return false;
  }
  // A loop and not `Object.values`, because every finding's record comes through here.
  for (const key in value) {
    const inner = value[key] as Json;
    if (typeof inner === 'object' && deeper(inner, depth - 1)) return true;
  }
  return false;
}

function prune(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '… nested too deeply to show';
  if (Array.isArray(value)) return value.map((inner) => prune(inner, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prune(inner, depth - 1)]));
}

/** The same value, cut where it is nested so deeply that writing it as JSON would fail. */
export const shallow = (value: Json): Json => (deeper(value, MAX_DEPTH) ? prune(value, MAX_DEPTH) : value);

/** JSON as a field's value: scalars as they came, lists flattened, an object as its JSON text. */
export function native(value: unknown, depth = 0): FieldValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      if (value === null) return null;
      if (!Array.isArray(value) || depth > NESTING) return JSON.stringify(shallow(value as Json));
      return value.flatMap((item) => {
        const inner = native(item, depth + 1);
        return inner === undefined ? [] : (inner as FieldValue[]);
      });
    default:
      return undefined;
  }
}

// Names come from rules, so there are few; the bound is for callers that make names up.
const MAX_CACHED = 20_000;
const splits = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  let parts = splits.get(path);
  if (!parts) {
    parts = path.split('.');
    if (splits.size < MAX_CACHED) splits.set(path, parts);
  }
  return parts;
}

/** Values at a dotted path, going through every element of lists on the way. */
function collect(
  value: Json | undefined,
  parts: readonly string[],
  from: number,
  into: Json[],
  depth = 0,
): void {
  if (value === undefined || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, parts, from, into, depth + 1);
    return;
  }
  if (from === parts.length) {
    into.push(value);
    return;
  }
  if (!isObject(value)) return;
  // A key may itself hold dots (`a.b` inside `x`), so the longest remaining name is tried first.
  if (from < parts.length - 1) {
    const rest = own(value, parts.slice(from).join('.'));
    if (rest !== undefined) {
      collect(rest, parts, parts.length, into, depth + 1);
      return;
    }
  }
  collect(own(value, parts[from] as string), parts, from + 1, into, depth + 1);
}

/** The raw value at a dotted path: one value, or a list when the way leads through lists. */
export function atPath(record: JsonObject, path: string): Json | undefined {
  const parts = partsOf(path);
  const found: Json[] = [];
  collect(record, parts, 0, found);
  if (found.length === 0) return undefined;
  return found.length === 1 ? found[0] : found;
}

/** The value of a key, else at a dotted path. */
export function valueAt(record: JsonObject, name: string): Json | undefined {
  const value = record[name];
  if (value !== undefined && value !== null && Object.hasOwn(record, name)) return value;
  return name.includes('.') ? atPath(record, name) : undefined;
}

function hasObject(record: JsonObject): boolean {
  for (const key in record) {
    const value = record[key];
    if (typeof value === 'object' && value !== null) return true;
  }
  return false;
}

/** Dotted names of all leaves; lists are passed through, so `entity.what.reference` names all of them. */
export function leafNames(record: JsonObject): string[] {
  if (!hasObject(record)) {
    const keys = Object.keys(record);
    return keys.includes('') ? keys.filter((name) => name !== '') : keys;
  }
  const names = new Set<string>();
  const walk = (value: Json, name: string, depth: number) => {
    if (Array.isArray(value)) {
      if (value.length === 0 || depth > 32) names.add(name);
      else for (const item of value) walk(item, name, depth + 1);
    } else if (isObject(value) && depth <= 32) {
      for (const [key, inner] of Object.entries(value)) walk(inner, name ? `${name}.${key}` : key, depth + 1);
    } else if (name) names.add(name);
  };
  walk(record, '', 0);
  return [...names];
}

/** The first of several paths, from a place among them on, that gives text or a number. */
export function firstText(record: JsonObject, paths: readonly string[], from = 0): string | undefined {
  for (let i = from; i < paths.length; i++) {
    let value = valueAt(record, paths[i] as string);
    if (Array.isArray(value)) value = value[0];
    if (typeof value === 'string' && value !== '' && value !== '-') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/**
 * For lists of paths, each in the order they are believed: the place in each list of the first path that a record may
 * have. One look at each key of the record, of which there are few, in place of one for each path, of which there are many.
 */
export function createFirstPlaces(
  lists: readonly (readonly string[])[],
): (record: JsonObject) => readonly number[] {
  const byKey = new Map<string, { list: number; place: number; within: boolean }[]>();
  const none = lists.map((paths) => paths.length);
  const note = (key: string, list: number, place: number, within: boolean) =>
    byKey.set(key, [...(byKey.get(key) ?? []), { list, place, within }]);
  lists.forEach((paths, list) => {
    paths.forEach((path, place) => {
      note(path, list, place, false);
      const [first = '', ...rest] = path.split('.');
      if (rest.length > 0) note(first, list, place, true);
    });
  });
  return (record) => {
    let first = none;
    for (const key in record) {
      const entries = byKey.get(key);
      if (entries === undefined) continue;
      if (first === none) first = [...none];
      const hasInside = typeof record[key] === 'object';
      for (const { list, place, within } of entries) {
        if (place < (first[list] as number) && (hasInside || !within)) first[list] = place;
      }
    }
    return first;
  };
}

/** A TCP or UDP port, from a number or its decimal text. */
export function port(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || !/^\d{1,5}$/.test(value))) return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number <= 65_535 ? number : undefined;
}

/** Reads one YAML document key by key, so that every fault can name its line. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { RuleError } from './condition.ts';
import { PlacedError } from './detection.ts';
import {
  type Logsource,
  type RuleHeader,
  type SigmaLevel,
  type SigmaStatus,
  sigmaLevels,
  sigmaStatuses,
} from './types.ts';

/** One map of a document: the document itself, or a section of it. */
export interface MapReader {
  readonly map: YAMLMap;
  readonly document: Document;
  readonly line: number;
  readonly keys: readonly { readonly key: string; readonly node: Node }[];
  lineOf(node: Node): number;
  /** The value of a key; undefined when it is missing or null. */
  node(key: string): Node | undefined;
  /** The value of a key as a text, trimmed; null when it is missing or null. */
  text(key: string): string | null;
  /** One text or a list of them; empty when the key is missing or null. */
  texts(key: string): string[];
  oneOf<T extends string>(key: string, allowed: readonly T[]): T | null;
  /** The map under a key. */
  section(key: string): MapReader | undefined;
  /** A fault at a key's value, or at the map itself when there is none. */
  fail(key: string, why: string): PlacedError;
}

export function createMapReader(map: YAMLMap, document: Document, lineOf: (node: Node) => number): MapReader {
  const at = (node: Node, why: string) => new PlacedError(why, lineOf(node));
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node) as Node | undefined;

  function node(key: string): Node | undefined {
    const value = resolve(map.get(key, true));
    return value === undefined || value === null || (isScalar(value) && value.value === null)
      ? undefined
      : value;
  }
  function scalarText(value: Node | undefined): string | undefined {
    const usable = isScalar(value) && value.value !== null && typeof value.value !== 'object';
    return usable ? String(value.value).trim() : undefined;
  }
  function text(key: string): string | null {
    const value = node(key);
    if (value === undefined) return null;
    const found = scalarText(value);
    if (found === undefined) throw at(value, `"${key}" must be a text`);
    return found;
  }
  function texts(key: string): string[] {
    const value = node(key);
    if (value === undefined) return [];
    const items = isSeq(value) ? value.items.map(resolve) : [value];
    return items.map((item) => {
      const found = scalarText(item);
      if (found === undefined) throw at(item ?? value, `"${key}" must be a list of texts`);
      return found;
    });
  }
  function oneOf<T extends string>(key: string, allowed: readonly T[]): T | null {
    const value = text(key);
    if (value === null) return null;
    const found = allowed.find((one) => one === value.toLowerCase());
    if (found === undefined) throw at(node(key)!, `"${key}" must be one of ${allowed.join(', ')}`);
    return found;
  }
  return {
    map,
    document,
    line: lineOf(map),
    get keys() {
      return map.items.map((pair) => {
        const key = resolve(pair.key) ?? map;
        return { key: isScalar(key) ? String(key.value) : '', node: key };
      });
    },
    lineOf,
    node,
    text,
    texts,
    oneOf,
    section(key) {
      const value = node(key);
      if (value === undefined) return undefined;
      if (!isMap(value)) throw at(value, `"${key}" must be a map`);
      return createMapReader(value, document, lineOf);
    },
    fail: (key, why) => at(node(key) ?? map, why),
  };
}

/** What all kinds of documents say about themselves. */
export function readHeader(reader: MapReader, file: string, what: string): RuleHeader {
  const title = reader.text('title');
  if (!title) throw new RuleError(`the ${what} has no title`);
  const taxonomy = reader.text('taxonomy');
  if (taxonomy !== null && taxonomy !== 'sigma') {
    throw reader.fail('taxonomy', `taxonomy "${taxonomy}" is not supported`);
  }
  const level: SigmaLevel = reader.oneOf('level', sigmaLevels) ?? 'medium';
  const status: SigmaStatus | null = reader.oneOf('status', sigmaStatuses);
  const license = reader.text('license');
  const name = reader.text('name');
  return {
    id: reader.text('id') || name || slug(title),
    title,
    level,
    status,
    tags: reader.texts('tags'),
    author: reader.text('author'),
    description: reader.text('description'),
    falsepositives: reader.texts('falsepositives'),
    references: reader.texts('references'),
    ...(license ? { license } : {}),
    ...(name ? { name } : {}),
    file,
    line: reader.line,
  };
}

/** Names at least one of product, category and service, unless `mayBeEmpty`. */
export function readLogsource(reader: MapReader, what: string, mayBeEmpty = false): Logsource {
  const section = reader.section('logsource');
  if (section === undefined) throw new RuleError(`the ${what} has no logsource`);
  const logsource: Logsource = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const value = section.node(key);
    if (value === undefined) continue;
    if (!isScalar(value) || typeof value.value !== 'string' || value.value === '')
      throw reader.fail('logsource', `logsource ${key} must be a text`);
    logsource[key] = value.value.toLowerCase();
  }
  if (Object.keys(logsource).length === 0 && !mayBeEmpty)
    throw reader.fail('logsource', 'logsource names no product, category or service');
  return logsource;
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

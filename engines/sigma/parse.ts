/**
 * Reads Sigma YAML, strictly: each document is a rule or a refusal with file, line and reason.
 * Nothing is skipped in silence.
 */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { RuleError } from './condition.ts';
import { PlacedError, readDetection } from './detection.ts';
import {
  type Logsource,
  type Refusal,
  type SigmaLevel,
  type SigmaRule,
  type SigmaStatus,
  sigmaLevels,
  sigmaStatuses,
} from './types.ts';

/** No rule file comes near this; a bound on what one file may cost. */
const maxBytes = 4_000_000;

/** What one YAML document turned out to be. */
export type ParsedDocument = SigmaRule | { kind: 'refused'; refusal: Refusal };

/** Raised when the meaning of `SigmaRule` changes, so that a cache of parsed rules knows it is stale. */
export const ruleFormat = 1;

/**
 * Parses every document of a YAML text.
 * @param file named in rules and refusals; nothing is read from it
 */
export function parseRules(yamlText: string, file: string): { rules: SigmaRule[]; refusals: Refusal[] } {
  const rules: SigmaRule[] = [];
  const refusals: Refusal[] = [];
  for (const parsed of parseDocuments(yamlText, file)) {
    if (parsed.kind === 'rule') rules.push(parsed);
    else refusals.push(parsed.refusal);
  }
  return { rules, refusals };
}

function parseDocuments(yamlText: string, file: string): ParsedDocument[] {
  const refused = (line: number, reason: string): ParsedDocument => ({
    kind: 'refused',
    refusal: { file, line, reason },
  });
  if (yamlText.length > maxBytes) return [refused(1, `larger than ${maxBytes / 1e6} MB`)];
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(yamlText, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    if ('empty' in documents) return [refused(1, 'the file is empty')];
    return documents
      .filter((document) => document.contents !== null || document.errors.length > 0)
      .map((document) => parseDocument(document as Document, file, lines));
  } catch (error) {
    return [refused(1, `not readable as YAML: ${(error as Error).message}`)];
  }
}

function parseDocument(document: Document, file: string, lines: LineCounter): ParsedDocument {
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line;
  const known: { title?: string; id?: string } = {};
  try {
    const fault = document.errors[0];
    if (fault !== undefined) {
      throw new PlacedError(`not valid YAML: ${fault.message}`, lines.linePos(fault.pos[0]).line);
    }
    return readRule(document, file, lineOf, known);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const line =
      error instanceof PlacedError
        ? error.line
        : document.contents === null
          ? 1
          : lineOf(document.contents as Node);
    return { kind: 'refused', refusal: { file, line, reason: error.message, ...known } };
  }
}

function readRule(
  document: Document,
  file: string,
  lineOf: (node: Node) => number,
  known: { title?: string; id?: string },
): SigmaRule {
  const root = document.contents as Node;
  if (!isMap(root)) throw new RuleError('a rule must be a map');

  const nodeOf = (key: string): Node | undefined => (root.get(key, true) as Node | undefined) ?? undefined;
  const fail = (node: Node, why: string) => new PlacedError(why, lineOf(node));
  function text(key: string): string | null {
    const node = nodeOf(key);
    if (node === undefined || (isScalar(node) && node.value === null)) return null;
    if (!isScalar(node) || typeof node.value === 'object') throw fail(node, `"${key}" must be a text`);
    return String(node.value).trim();
  }
  function texts(key: string): string[] {
    const node = nodeOf(key);
    if (node === undefined || (isScalar(node) && node.value === null)) return [];
    const items = isSeq(node) ? (node.items as Node[]) : [node];
    return items.map((item) => {
      if (!isScalar(item) || item.value === null) throw fail(item, `"${key}" must be a list of texts`);
      return String(item.value).trim();
    });
  }
  function oneOf<T extends string>(key: string, allowed: readonly T[]): T | null {
    const value = text(key);
    if (value === null) return null;
    const found = allowed.find((one) => one === value.toLowerCase());
    if (found === undefined) throw fail(nodeOf(key)!, `"${key}" must be one of ${allowed.join(', ')}`);
    return found;
  }

  const title = text('title');
  if (title) known.title = title;
  const id = text('id');
  if (id) known.id = id;
  for (const [key, name] of [
    ['correlation', 'correlations are'],
    ['filter', 'filters are'],
    ['action', 'rule collections (action) are'],
  ] as const) {
    const node = nodeOf(key);
    if (node !== undefined) throw fail(node, `${name} not supported yet`);
  }
  if (!title) throw new RuleError('the rule has no title');
  const taxonomy = text('taxonomy');
  if (taxonomy !== null && taxonomy !== 'sigma') {
    throw fail(nodeOf('taxonomy')!, `taxonomy "${taxonomy}" is not supported`);
  }
  const level: SigmaLevel = oneOf('level', sigmaLevels) ?? 'medium';
  const status: SigmaStatus | null = oneOf('status', sigmaStatuses);
  const logsource = readLogsource(nodeOf('logsource'), fail);
  const detection = nodeOf('detection');
  if (detection === undefined) throw new RuleError('the rule has no detection');
  const license = text('license');
  const name = text('name');

  return {
    kind: 'rule',
    id: id || name || slug(title),
    title,
    level,
    status,
    tags: texts('tags'),
    author: text('author'),
    description: text('description'),
    falsepositives: texts('falsepositives'),
    references: texts('references'),
    ...(license ? { license } : {}),
    ...(name ? { name } : {}),
    logsource,
    detection: readDetection(detection, document, lineOf),
    file,
    line: lineOf(root),
  };
}

function readLogsource(node: Node | undefined, fail: (node: Node, why: string) => PlacedError): Logsource {
  if (node === undefined) throw new RuleError('the rule has no logsource');
  if (!isMap(node)) throw fail(node, 'logsource must be a map');
  const logsource: Logsource = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const value = node.get(key);
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' || value === '') throw fail(node, `logsource ${key} must be a text`);
    logsource[key] = value.toLowerCase();
  }
  if (Object.keys(logsource).length === 0)
    throw fail(node, 'logsource names no product, category or service');
  return logsource;
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

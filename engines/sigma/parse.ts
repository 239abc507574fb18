/**
 * Reads Sigma YAML, strictly: each document is a rule, a correlation, a filter, or a refusal with file, line and
 * reason. Nothing is skipped in silence.
 */
import { type Document, isMap, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { RuleError } from './condition.ts';
import { readCorrelation } from './correlation/parse.ts';
import type { SigmaCorrelation } from './correlation/types.ts';
import { PlacedError, readDetection } from './detection.ts';
import { createMapReader, type MapReader, readHeader, readLogsource } from './document.ts';
import { readFilter } from './filter.ts';
import type { Refusal, SigmaFilter, SigmaRule } from './types.ts';

/** No rule file comes near this; a bound on what one file may cost. */
const maxBytes = 4_000_000;

/** What one YAML document turned out to be. */
type ParsedDocument =
  | SigmaRule
  | SigmaCorrelation
  | SigmaFilter
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Raised when the meaning of what is parsed changes, so that a cache of it knows it is stale. */
export const ruleFormat = 2;

export interface ParsedRules {
  rules: SigmaRule[];
  correlations: SigmaCorrelation[];
  filters: SigmaFilter[];
  refusals: Refusal[];
}

/**
 * Parses every document of a YAML text.
 * @param file named in rules and refusals; nothing is read from it
 */
export function parseRules(yamlText: string, file: string): ParsedRules {
  const parsed: ParsedRules = { rules: [], correlations: [], filters: [], refusals: [] };
  for (const one of parseDocuments(yamlText, file)) {
    if (one.kind === 'rule') parsed.rules.push(one);
    else if (one.kind === 'correlation') parsed.correlations.push(one);
    else if (one.kind === 'filter') parsed.filters.push(one);
    else parsed.refusals.push(one.refusal);
  }
  return parsed;
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
    const root = document.contents as Node;
    if (!isMap(root)) throw new RuleError('a rule must be a map');
    const reader = createMapReader(root, document, lineOf);
    const title = reader.text('title');
    if (title) known.title = title;
    const id = reader.text('id');
    if (id) known.id = id;
    return readByKind(reader, file);
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

function readByKind(reader: MapReader, file: string): ParsedDocument {
  if (reader.node('action') !== undefined) {
    throw reader.fail('action', 'rule collections (action) are not supported yet');
  }
  const kinds = ['detection', 'correlation', 'filter'].filter((key) => reader.map.has(key));
  if (kinds.length > 1) throw reader.fail(kinds[1]!, `a document cannot hold both ${kinds.join(' and ')}`);
  if (kinds[0] === 'correlation') return readCorrelation(reader, file);
  if (kinds[0] === 'filter') return readFilter(reader, file);
  return readRule(reader, file);
}

function readRule(reader: MapReader, file: string): SigmaRule {
  const header = readHeader(reader, file, 'rule');
  const logsource = readLogsource(reader, 'rule');
  const detection = reader.node('detection');
  if (detection === undefined) throw new RuleError('the rule has no detection');
  return {
    kind: 'rule',
    ...header,
    logsource,
    detection: readDetection(detection, reader.document, reader.lineOf, header.name ?? header.id),
  };
}

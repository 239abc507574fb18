/** The `detection` section: search identifiers in YAML become `Search` trees, checked value by value. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { aggregationRefusal } from './aggregation.ts';
import { parseCondition, RuleError } from './condition.ts';
import { readComparison } from './modifiers.ts';
import type { Condition, Detection, FieldSearch, Scalar, Search } from './types.ts';

/** Bounds what one document may cost however its aliases multiply. */
const maxValues = 200_000;

/** A fault with the place it was found at. */
export class PlacedError extends RuleError {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * @param owner the rule's name in what a refused aggregation is rewritten to; null for a filter, whose `rules` stand
 * among its selections
 * @throws PlacedError naming the line of the first fault
 */
export function readDetection(
  root: Node,
  document: Document,
  lineOf: (node: Node) => number,
  owner: string | null,
): Detection {
  let budget = maxValues;

  const resolve = (node: unknown): Node => {
    if (--budget < 0) throw new PlacedError('the detection is too large', lineOf(root));
    const real = isAlias(node) ? node.resolve(document) : (node as Node | null | undefined);
    if (real === null || real === undefined) throw new PlacedError('an empty entry', lineOf(root));
    return real as Node;
  };
  const fail = (why: string, node: Node) => new PlacedError(why, lineOf(node));

  function scalar(node: Node): Scalar {
    if (!isScalar(node)) throw fail('a value must be a text, a number, true, false or null', node);
    const { value, source } = node;
    if (typeof value === 'number') {
      // Kept as written where a number would lose it: 0x1410 is how Windows logs write such values.
      const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
      return exact && !/^[-+]?0[xo]/i.test(source ?? '') ? value : (source ?? String(value));
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    throw fail('a value must be a text, a number, true, false or null', node);
  }

  function comparison(field: string | null, modifiers: string[], node: Node): FieldSearch {
    const values = isSeq(node) ? node.items.map((item) => scalar(resolve(item))) : [scalar(node)];
    if (values.length === 0) throw fail(`${field ?? 'keywords'} has an empty list of values`, node);
    const search: FieldSearch = { kind: 'field', field, modifiers, values, line: lineOf(node) };
    try {
      readComparison(search, null);
    } catch (error) {
      if (error instanceof RuleError) throw new PlacedError(error.message, search.line);
      throw error;
    }
    return search;
  }

  function search(node: Node, name: string): Search {
    if (isMap(node)) {
      if (node.items.length === 0) throw fail(`selection "${name}" is empty`, node);
      const of = node.items.map((pair): Search => {
        const key = resolve(pair.key);
        if (!isScalar(key)) throw fail('a field name must be a text', key);
        const [field = '', ...modifiers] = String(key.value).split('|');
        const value = pair.value === null ? key : resolve(pair.value);
        if (isMap(value)) throw fail(`${field}: a field cannot hold a map`, key);
        if (field === '' && modifiers.length === 0) throw fail('a field without a name', key);
        return comparison(field === '' ? null : field, modifiers, value);
      });
      return of.length === 1 ? of[0]! : { kind: 'all', of };
    }
    if (isSeq(node)) {
      const items = node.items.map(resolve);
      if (items.length === 0) throw fail(`selection "${name}" is empty`, node);
      const keywords = items.filter((item) => isScalar(item));
      const maps = items.filter((item) => !isScalar(item));
      const of = maps.map((item) => {
        if (!isMap(item)) throw fail(`selection "${name}" may list texts and maps only`, item);
        return search(item, name);
      });
      if (keywords.length > 0) of.unshift(keywordsOf(keywords, node));
      return of.length === 1 ? of[0]! : { kind: 'any', of };
    }
    if (isScalar(node) && typeof node.value === 'string') return keywordsOf([node], node);
    throw fail(`selection "${name}" must be a map or a list`, node);
  }

  function keywordsOf(items: readonly Node[], node: Node): FieldSearch {
    const values = items.map(scalar);
    if (values.includes(null)) throw fail('null is no keyword', node);
    return { kind: 'field', field: null, modifiers: [], values, line: lineOf(items[0]!) };
  }

  if (!isMap(root)) throw fail('detection must be a map', root);
  const selections: Record<string, Search> = {};
  let conditionNode: Node | undefined;
  let timeframe: { key: Node; text: string } | undefined;
  for (const pair of root.items) {
    const key = resolve(pair.key);
    const name = isScalar(key) ? String(key.value) : '';
    if (name === 'rules' && owner === null) continue;
    if (pair.value === null) throw fail(`selection "${name}" is empty`, key);
    if (name === 'timeframe') {
      timeframe = { key, text: String(scalar(resolve(pair.value))) };
      continue;
    }
    if (name === 'condition') conditionNode = resolve(pair.value);
    else if (name === '__proto__' || /[\s()|]/.test(name) || name === '')
      throw fail(`"${name}" cannot name a selection`, key);
    else selections[name] = search(resolve(pair.value), name);
  }
  const names = Object.keys(selections);
  if (conditionNode === undefined) throw fail('detection has no condition', root);
  if (names.length === 0) throw fail('detection has no selection', root);
  const { text, condition: parsed } = condition(conditionNode, names);
  if (timeframe !== undefined) {
    throw fail(
      '"timeframe" belonged to aggregations, which Sigma 2 replaced by correlation rules',
      timeframe.key,
    );
  }
  return { selections, condition: parsed, text };

  /** A list of conditions matches when any of them does. */
  function condition(node: Node, of: readonly string[]): { condition: Condition; text: string } {
    const texts = (isSeq(node) ? node.items.map(resolve) : [node]).map((item) => {
      const value = scalar(item);
      if (typeof value !== 'string' || value.trim() === '') throw fail('condition must be a text', item);
      return value.trim();
    });
    if (texts.length === 0) throw fail('condition is empty', node);
    const aggregation = texts.find((text) => text.includes('|'));
    if (aggregation !== undefined) {
      throw fail(aggregationRefusal(aggregation, timeframe?.text, owner ?? 'rule'), node);
    }
    try {
      const parsed = texts.map((text) => parseCondition(text, of));
      return {
        condition: parsed.length === 1 ? parsed[0]! : { kind: 'or', of: parsed },
        text: texts.length === 1 ? texts[0]! : texts.map((text) => `(${text})`).join(' or '),
      };
    } catch (error) {
      if (error instanceof RuleError) throw new PlacedError(error.message, lineOf(node));
      throw error;
    }
  }
}

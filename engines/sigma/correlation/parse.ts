/** The `correlation` section: what is not Sigma 2.1 (or its draft of boolean conditions) is refused by line. */
import { isMap, isScalar } from 'yaml';
import { parseCondition, RuleError } from '../condition.ts';
import { PlacedError } from '../detection.ts';
import { type MapReader, readHeader } from '../document.ts';
import { absenceFault, sequenceOf } from './expression.ts';
import {
  type Comparator,
  type CorrelationCondition,
  type CorrelationType,
  comparators,
  correlationTypes,
  type SigmaCorrelation,
} from './types.ts';

const knownKeys = ['type', 'rules', 'aliases', 'group-by', 'timespan', 'condition', 'generate'];
const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer windows are a matter for stored events, not for counting while they pass. */
const longestMs = 366 * unitMs.d!;
const maxRules = 100;

/** @throws RuleError or PlacedError for the first fault */
export function readCorrelation(reader: MapReader, file: string): SigmaCorrelation {
  const header = readHeader(reader, file, 'correlation');
  const section = reader.section('correlation');
  if (section === undefined) throw new RuleError('the correlation is empty');
  refuseUnknown(section, knownKeys, 'correlation');
  const type = section.oneOf('type', correlationTypes);
  if (type === null) throw section.fail('type', 'the correlation has no type');
  const rules = section.texts('rules');
  const condition = readCondition(section, type, rules);
  if (rules.length === 0) throw section.fail('rules', 'the correlation names no rules');
  if (rules.length > maxRules)
    throw section.fail('rules', `the correlation names more than ${maxRules} rules`);
  const twice = rules.find((rule, i) => rules.indexOf(rule) !== i);
  if (twice !== undefined) throw section.fail('rules', `the correlation names "${twice}" twice`);
  const groupBy = section.texts('group-by');
  if (groupBy.includes('')) throw section.fail('group-by', 'group-by names an empty field');
  return {
    kind: 'correlation',
    ...header,
    type,
    rules,
    groupBy: [...new Set(groupBy)],
    aliases: readAliases(section, rules),
    timespanMs: readTimespan(section),
    condition,
    // The specification shows it beside the section, pySigma within it.
    generate: readFlag(section, 'generate') ?? readFlag(reader, 'generate') ?? false,
  };
}

function refuseUnknown(section: MapReader, known: readonly string[], what: string): void {
  const unknown = section.keys.find(({ key }) => !known.includes(key));
  if (unknown !== undefined)
    throw new PlacedError(`unknown key "${unknown.key}" in ${what}`, section.lineOf(unknown.node));
}

function readFlag(reader: MapReader, key: string): boolean | undefined {
  const node = reader.node(key);
  if (node === undefined) return undefined;
  if (!isScalar(node) || typeof node.value !== 'boolean')
    throw reader.fail(key, `"${key}" must be true or false`);
  return node.value;
}

function readTimespan(section: MapReader): number {
  const text = section.text('timespan');
  if (text === null) throw section.fail('timespan', 'the correlation has no timespan');
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(number) * (unitMs[unit] ?? 0);
  if (!(ms > 0))
    throw section.fail('timespan', `timespan "${text}" must be a number and s, m, h or d, such as 15m`);
  if (ms > longestMs) throw section.fail('timespan', `timespan "${text}" is longer than a year`);
  return ms;
}

function readAliases(section: MapReader, rules: readonly string[]): Record<string, Record<string, string>> {
  const aliases: Record<string, Record<string, string>> = {};
  const all = section.section('aliases');
  for (const { key: alias } of all?.keys ?? []) {
    const one = all!.section(alias);
    if (one === undefined || one.keys.length === 0) throw all!.fail(alias, `alias "${alias}" names no field`);
    if (alias === '__proto__') throw all!.fail(alias, `"${alias}" cannot name an alias`);
    const fields: Record<string, string> = {};
    for (const { key: rule } of one.keys) {
      if (!rules.includes(rule)) {
        throw one.fail(rule, `alias "${alias}" names "${rule}", which is not among the correlation's rules`);
      }
      const field = one.text(rule);
      if (!field) throw one.fail(rule, `alias "${alias}" names no field for "${rule}"`);
      fields[rule] = field;
    }
    aliases[alias] = fields;
  }
  return aliases;
}

const isTemporal = (type: CorrelationType) => type === 'temporal' || type === 'temporal_ordered';

/** Puts the names of an expression into `rules` when the document lists none. */
function readCondition(section: MapReader, type: CorrelationType, rules: string[]): CorrelationCondition {
  const node = section.node('condition');
  if (node === undefined) {
    if (!isTemporal(type)) throw section.fail('condition', `${type} needs a condition`);
    return allOf(rules);
  }
  if (isMap(node)) return readNumbers(section.section('condition')!, type, rules);
  const text = section.text('condition')!;
  if (!isTemporal(type)) throw section.fail('condition', `${type} needs a condition such as "gte: 10"`);
  const words = text.match(/[^\s()]+/g) ?? [];
  const mentioned = [...new Set(words.filter((word) => !/^(and|or|not)$/i.test(word)))];
  if (section.node('rules') === undefined) rules.push(...mentioned);
  const unused = rules.find((rule) => !mentioned.includes(rule) && !/\bof\b/i.test(text));
  if (unused !== undefined)
    throw section.fail('condition', `the condition does not use the rule "${unused}"`);
  try {
    const of = parseCondition(text, rules);
    const fault = type === 'temporal' ? absenceFault(of, rules) : sequenceOf(of, rules);
    if (typeof fault === 'string') throw new RuleError(`condition "${text}" ${fault}`);
    return { kind: 'expression', of, text };
  } catch (error) {
    if (error instanceof RuleError)
      throw section.fail('condition', error.message.replace('selection', 'rule'));
    throw error;
  }
}

/** What temporal types mean without a condition. */
function allOf(rules: readonly string[]): CorrelationCondition {
  return {
    kind: 'number',
    tests: [{ comparator: 'gte', number: rules.length }],
    fields: [],
    text: `gte: ${rules.length}`,
  };
}

function readNumbers(
  condition: MapReader,
  type: CorrelationType,
  rules: readonly string[],
): CorrelationCondition {
  refuseUnknown(condition, [...comparators, 'field', 'percentile'], 'condition');
  const tests: { comparator: Comparator; number: number }[] = [];
  for (const { key } of condition.keys) {
    const comparator = comparators.find((one) => one === key);
    if (comparator !== undefined) tests.push({ comparator, number: readNumber(condition, key) });
  }
  if (tests.length === 0) throw condition.fail('', `condition needs one of ${comparators.join(', ')}`);
  const measures = type.startsWith('value_');
  const fields = condition.texts('field');
  if (measures && fields.length === 0)
    throw condition.fail('field', `${type} needs a field in its condition`);
  if (!measures && fields.length > 0) throw condition.fail('field', `${type} measures no field`);
  if (fields.length > 1 && type !== 'value_count')
    throw condition.fail('field', `${type} measures one field`);
  if (
    type === 'temporal_ordered' &&
    tests.some(({ comparator, number }) => !/^(gte|eq)$/.test(comparator) || number !== rules.length)
  ) {
    throw condition.fail('', `temporal_ordered needs all ${rules.length} rules: leave the condition out`);
  }
  const percentile = readPercentile(condition, type);
  const text = tests.map(({ comparator, number }) => `${comparator}: ${number}`).join(', ');
  return { kind: 'number', tests, fields, ...(percentile === undefined ? {} : { percentile }), text };
}

function readNumber(condition: MapReader, key: string): number {
  const node = condition.node(key);
  if (!isScalar(node) || typeof node.value !== 'number' || !Number.isFinite(node.value)) {
    throw condition.fail(key, `condition ${key} must be a number`);
  }
  return node.value;
}

/** The specification names no number for the percentile; without one there is nothing to compute. */
function readPercentile(condition: MapReader, type: CorrelationType): number | undefined {
  if (type !== 'value_percentile') {
    if (condition.map.has('percentile')) throw condition.fail('percentile', `${type} takes no percentile`);
    return undefined;
  }
  if (!condition.map.has('percentile')) {
    throw condition.fail('percentile', 'value_percentile needs "percentile: 0 to 100" in its condition');
  }
  const percentile = readNumber(condition, 'percentile');
  if (percentile < 0 || percentile > 100)
    throw condition.fail('percentile', 'percentile must be from 0 to 100');
  return percentile;
}

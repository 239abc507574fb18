import { compileRuleSet, type EventSource, parseRules, type SigmaEvent, type SigmaRule } from '../index.ts';
import type { Record_ } from './naive.ts';

export const anySource: EventSource = { key: 'any', product: 'test', fixed: {} };

/** YAML of a rule around a detection; JSON is YAML, so values reach the engine exactly as given. */
export function ruleText(detection: object, extra: object = {}): string {
  return JSON.stringify({ title: 'a rule', logsource: { product: 'test' }, detection, ...extra });
}

export function ruleOf(detection: object, extra: object = {}): SigmaRule {
  const { rules, refusals } = parseRules(ruleText(detection, extra), 'rule.yml');
  if (refusals[0] !== undefined) throw new Error(refusals[0].reason);
  return rules[0]!;
}

export function eventOf(record: Record_): SigmaEvent {
  return { field: (name) => record[name], fieldNames: () => Object.keys(record) };
}

/** Whether the engine says that the detection matches the record. */
export function fires(detection: object, record: Record_, placeholders = {}): boolean {
  const set = compileRuleSet([ruleOf(detection)], { mappings: [], placeholders });
  if (set.refusals[0] !== undefined) throw new Error(set.refusals[0].reason);
  return set.route(anySource).match(eventOf(record)).length === 1;
}

/** One comparison as a whole detection. */
export function holds(field: string, value: unknown, record: Record_): boolean {
  return fires({ selection: { [field]: value }, condition: 'selection' }, record);
}

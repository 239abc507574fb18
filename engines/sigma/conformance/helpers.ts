import { type EventSource, parseRules, type SigmaEvent, type SigmaRule } from '../index.ts';
import { ruleText } from './case.ts';
import type { Record_ } from './naive.ts';

export const anySource: EventSource = { key: 'any', product: 'test', fixed: {} };

export function ruleOf(detection: object, extra: object = {}): SigmaRule {
  const { rules, refusals } = parseRules(ruleText(detection, extra), 'rule.yml');
  if (refusals[0] !== undefined) throw new Error(refusals[0].reason);
  return rules[0]!;
}

export function eventOf(record: Record_): SigmaEvent {
  return { field: (name) => record[name], fieldNames: () => Object.keys(record) };
}

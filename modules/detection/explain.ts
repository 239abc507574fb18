/** Why a rule matched an event, or why it did not: test by test, for the one who wrote either of them. */
import { type Explanation, explainRule, type SigmaRule } from '@cordon/sigma';
import type { Event } from './model.ts';
import { loadMappings } from './rules/index.ts';

export type Explain = (rule: SigmaRule, event: Event) => Explanation;

/** Reads the mappings of log sources once, for all that is asked of it. */
export function createExplain(): Explain {
  const { mappings } = loadMappings();
  return (rule, event) => explainRule(rule, event, event.source, { mappings });
}

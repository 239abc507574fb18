/** The rules of a moment as plain data, so that a thread or process of its own can hold the same. */
import {
  compileRuleSet,
  createCorrelator,
  type SigmaCorrelation,
  type SigmaFilter,
  type SigmaRule,
} from '@cordon/sigma';
import { loadMappingFiles } from './readers/index.ts';
import type { Book } from './rulebook/index.ts';
import { loadMappings } from './rules/index.ts';

export interface LiveRules {
  rules: readonly SigmaRule[];
  correlations: readonly SigmaCorrelation[];
  filters: readonly SigmaFilter[];
  /** Ids of rules whose findings are held back. */
  onTest: readonly string[];
  /** Files of the mappings that readers use, in their order. */
  inputMappings: readonly string[];
}

export const liveRulesOf = ({ ruleSet, correlations, filters, rules, inputMappings }: Book): LiveRules => ({
  rules: ruleSet.rules,
  correlations,
  filters,
  onTest: [...rules].flatMap(([id, { mode }]) => (mode === 'test' ? [id] : [])),
  inputMappings: inputMappings.map(({ file }) => file),
});

/** The other side: what was refused there is not among them, so that nothing is refused here. */
export function openLiveRules({ rules, correlations, filters, onTest, inputMappings }: LiveRules) {
  const held = new Set(onTest);
  return {
    ruleSet: compileRuleSet(rules, { mappings: loadMappings().mappings, filters }),
    /** Only asked what correlations wait for; it is given nothing. */
    correlator: createCorrelator(correlations, rules),
    isOnTest: (id: string): boolean => held.has(id),
    inputMappings: loadMappingFiles(inputMappings).mappings,
  };
}

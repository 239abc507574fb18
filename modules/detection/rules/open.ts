/** Rules from disk to something that matches. */
import { compileRuleSet, type Refusal, type RuleSet, type SigmaCorrelation } from '@cordon/sigma';
import { loadMappings, loadRules } from './load.ts';

export interface OpenedRules {
  /** With the filters found beside the rules. */
  ruleSet: RuleSet;
  /** For `createCorrelator`, which says what it refuses. */
  correlations: readonly SigmaCorrelation[];
  /** Every document that was not loaded, and why: of rules, of mappings, and of what only compiling shows. */
  refusals: readonly Refusal[];
}

/**
 * `cacheDir` keeps parsed rules between runs; null keeps none.
 *
 * @throws RULES_MISSING when a given path does not exist
 */
export async function openRules(dirs: readonly string[], cacheDir: string | null): Promise<OpenedRules> {
  const { rules, correlations, filters, refusals } = await loadRules(dirs, { cacheDir });
  const table = loadMappings();
  const ruleSet = compileRuleSet(rules, { mappings: table.mappings, filters });
  return { ruleSet, correlations, refusals: [...refusals, ...table.refusals, ...ruleSet.refusals] };
}

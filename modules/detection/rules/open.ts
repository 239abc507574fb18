/** Rules from disk to something that matches. */
import {
  compileRuleSet,
  type Refusal,
  type RuleSet,
  type SigmaCorrelation,
  type SigmaFilter,
  type SigmaRule,
} from '@cordon/sigma';
import { loadMappings, loadRules } from './load.ts';

export interface OpenedRules {
  /** With the filters found beside the rules. */
  ruleSet: RuleSet;
  /** For `createCorrelator`, which says what it refuses. */
  correlations: readonly SigmaCorrelation[];
  /** Those at work: with an owner, a reason and an expiry. */
  filters: readonly SigmaFilter[];
  /** Left out because the caller said so. */
  disabled: readonly (SigmaRule | SigmaCorrelation)[];
  /** Every document that was not loaded, and why: of rules, of mappings, and of what only compiling shows. */
  refusals: readonly Refusal[];
}

/**
 * `cacheDir` keeps parsed rules between runs; null keeps none. `isDisabled` rules are parsed and not matched.
 *
 * @throws RULES_MISSING when a given path does not exist
 */
export async function openRules(
  dirs: readonly string[],
  cacheDir: string | null,
  isDisabled: (rule: SigmaRule | SigmaCorrelation) => boolean = () => false,
): Promise<OpenedRules> {
  const { rules, correlations, filters, refusals } = await loadRules(dirs, { cacheDir });
  const table = loadMappings();
  const owned = filters.filter((filter) => unowned(filter) === null);
  const ruleSet = compileRuleSet(
    rules.filter((rule) => !isDisabled(rule)),
    { mappings: table.mappings, filters: owned },
  );
  return {
    ruleSet,
    correlations: correlations.filter((correlation) => !isDisabled(correlation)),
    filters: owned,
    disabled: [...rules, ...correlations].filter(isDisabled),
    refusals: [
      ...refusals,
      ...table.refusals,
      ...filters.flatMap((filter) => unowned(filter) ?? []),
      ...ruleSet.refusals,
    ],
  };
}

/** Tuning that nobody owns, or that never ends, outlives its reason: Sigma allows it, a hospital should not. */
function unowned({ author, description, expires, file, line, title, id }: SigmaFilter): Refusal | null {
  const missing = [
    author ? [] : 'an owner (author)',
    description ? [] : 'a reason (description)',
    expires ? [] : 'an expiry (expires)',
  ].flat();
  if (missing.length === 0) return null;
  return { file, line, title, id, reason: `the filter hides nothing: it needs ${missing.join(' and ')}` };
}

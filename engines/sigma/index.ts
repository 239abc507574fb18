export { createCorrelator } from './correlation/correlator.ts';
export type {
  Correlated,
  CorrelationCondition,
  CorrelationHit,
  CorrelationReason,
  CorrelationType,
  Correlator,
  CorrelatorCounters,
  CorrelatorOptions,
  SigmaCorrelation,
} from './correlation/types.ts';
export { type ExplainedSelection, type ExplainedTest, type Explanation, explainRule } from './explain.ts';
export { filtersByRule } from './filter.ts';
export { parseMappings } from './logsource.ts';
export { type ParsedRules, parseRules, ruleFormat } from './parse.ts';
export { compileRegex } from './regex.ts';
export { compileRuleSet } from './rule-set.ts';
export type {
  Condition,
  Detection,
  EventSource,
  FieldValue,
  Logsource,
  LogsourceMapping,
  Match,
  Placeholders,
  Reason,
  Refusal,
  Route,
  RuleSet,
  Scalar,
  Search,
  SigmaEvent,
  SigmaFilter,
  SigmaLevel,
  SigmaRule,
  SigmaStatus,
} from './types.ts';
export { sigmaLevels, sigmaStatuses } from './types.ts';

export { type ExplainedSelection, type ExplainedTest, type Explanation, explainRule } from './explain.ts';
export { parseMappings } from './logsource.ts';
export { parseRules, ruleFormat } from './parse.ts';
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
  SigmaLevel,
  SigmaRule,
  SigmaStatus,
} from './types.ts';
export { sigmaLevels, sigmaStatuses } from './types.ts';

export { checkRules, formatReport, type RulesReport } from './check.ts';
export { type LoadedRules, loadMappings, loadRules } from './load.ts';
export { type OpenedRules, openRules } from './open.ts';

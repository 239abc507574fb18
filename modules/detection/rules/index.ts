export { checkRules } from './check.ts';
export { costOfRules } from './cost.ts';
export { loadMappings } from './load.ts';
export { openRules } from './open.ts';

export { checkRules } from './check.ts';
export { loadMappings } from './load.ts';
export { openRules } from './open.ts';

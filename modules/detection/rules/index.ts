export { checkRules } from './check.ts';
export { openRules } from './open.ts';

/** The door to the rulebook. */
export * from './model.ts';
export { addPack, removePack } from './packs.ts';
export { type RulebookRoutesNeeds, rulebookRoutes } from './routes.ts';
export { type Book, type BookRule, openRulebook, type Rulebook } from './rulebook.ts';
export { openSharedRulebook, type SharedRulebookTables } from './share.ts';
export { createRuleNews, type RulebookTables, type RuleCounts, type RuleNews } from './store.ts';

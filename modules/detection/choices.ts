/** What people choose from, by itself: the nouns that are made of it bring all that checks them. */

export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;

/**
 * `enabled`: its findings are shown. `test`: it runs, and its findings are kept apart, where its owner can see how it would
 * do. `disabled`: it does not run.
 */
export const modes = ['enabled', 'test', 'disabled'] as const;

/** The door to access: who did what, on a record that cannot be altered unseen; and what programs show to be let in. */
export { verifyExport } from './ledger/exported.ts';
export { type Ledger, type LedgerTables, openLedger } from './ledger/ledger.ts';
export * from './ledger/model.ts';
export { ledgerRoutes } from './ledger/routes.ts';
export { type Scope, Token, TokenList, TokenMade, TokenName, TokenRequest } from './tokens/model.ts';
export { tokenRoutes } from './tokens/routes.ts';
export { createTokens, type Tokens, type TokenTables } from './tokens/tokens.ts';

/** The door to access: who may do what, how people and programs are let in, and who did what, on a record that cannot be altered unseen. */
export { type AccessNeeds, openAccess } from './access.ts';
export { type Caller, callerOf, open, type Route } from './gate.ts';
export { linkSecret, openMachineKey, readMachineKey } from './holder.ts';
export { Destroyed, KeyList } from './keys/model.ts';
export { keyRoutes } from './keys/routes.ts';
export { verifyExport } from './ledger/exported.ts';
export { type Ledger, type LedgerTables, openLedger } from './ledger/ledger.ts';
export * from './ledger/model.ts';
export { ledgerRoutes } from './ledger/routes.ts';
export type { OrganisationLine } from './organisations.ts';
export * from './people/model.ts';
export type { Place } from './people/needs.ts';
export type { OrganisationAccounts } from './people/organisation-accounts.ts';
export type { PeopleTables } from './people/tables.ts';
export { openPolicy, type Policy } from './policy/policy.ts';
export { RoleList } from './policy/routes.ts';
export { type Scope, Token, TokenList, TokenMade, TokenName, TokenRequest } from './tokens/model.ts';
export { createTokens, type Tokens, type TokenTables } from './tokens/tokens.ts';

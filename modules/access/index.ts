/** The door to access: who did what, on a record that cannot be altered unseen. */
export { verifyExport } from './ledger/exported.ts';
export { type Ledger, type LedgerTables, openLedger } from './ledger/ledger.ts';
export * from './ledger/model.ts';
export { ledgerRoutes } from './ledger/routes.ts';

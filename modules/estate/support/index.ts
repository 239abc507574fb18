export { type LoadedSupport, loadSupport } from './load.ts';
export { type Product, type Support, type SupportState, supportStates } from './model.ts';
export { createSupportTable, type Stated, type SupportTable } from './table.ts';

export { type EstateProblem, findProblems } from './check.ts';
export { createEstate } from './estate.ts';
export { EstateError, loadEstate } from './load.ts';
export * from './model.ts';
export * from './registers/index.ts';
export * from './restore/index.ts';
export { estateRoutes } from './routes.ts';
export * from './support/index.ts';
export * from './vulnerabilities/index.ts';

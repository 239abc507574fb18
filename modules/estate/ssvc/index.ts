export { type Decision, decide, type Inputs, type Point } from './decide.ts';
export { type Exposure, exposures, loadSsvc, type Outcome, outcomes, SsvcTable } from './table.ts';

export { type Decision, decide, type Exposed, type Inputs, type Point } from './decide.ts';
export {
  automatables,
  type Exposure,
  exploitations,
  exposures,
  humanImpacts,
  loadSsvc,
  type Outcome,
  outcomes,
  SsvcTable,
} from './table.ts';

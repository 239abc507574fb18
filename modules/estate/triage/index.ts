export { type FromMerged, fromMerged } from './from-merged.ts';
export { type Triaged, type TriageNeeds, triage } from './triage.ts';

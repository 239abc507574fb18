export { type FromMerged, fromMerged } from './from-merged.ts';
export { byAsset, type Triaged, type TriageNeeds, triage } from './triage.ts';

export { type Triaged, type TriageNeeds, triage } from './triage.ts';

export { type Assessment, type AssessmentNeeds, assess, type Evidence, gatherEvidence } from './assess.ts';
export { createFind } from './find.ts';
export {
  AssetPage,
  AssetQuery,
  AssetView,
  EntriesView,
  LegacyView,
  unknowns,
  VulnerabilitiesView,
} from './model.ts';
export { assessmentRoutes } from './routes.ts';
export { assetView, entriesView, legacyView, vulnerabilitiesView } from './view.ts';

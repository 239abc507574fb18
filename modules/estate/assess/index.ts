export { type Assessment, type AssessmentNeeds, assess, type Evidence, gatherEvidence } from './assess.ts';
export { createFind } from './find.ts';
export { mapOfFolder, mapView } from './map.ts';
export {
  AssetPage,
  AssetQuery,
  AssetView,
  EntriesView,
  EstateMap,
  LegacyView,
  unknowns,
  VulnerabilitiesView,
} from './model.ts';
export { assessmentRoutes } from './routes.ts';
export { assetView, entriesView, legacyView, vulnerabilitiesView } from './view.ts';

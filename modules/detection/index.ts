/** The door to detection: log bytes in, findings out. */
export { assetNamed, assetOf } from './asset-of.ts';
export * from './backtest/index.ts';
export {
  type Attack,
  Coverage,
  coverageRoutes,
  coverRules,
  layerOf,
  loadAttack,
  replayFixtures,
  type Technique,
  tacticsFor,
  techniquesOf,
  writeProved,
} from './coverage/index.ts';
export {
  atLeast,
  createDetect,
  type Detect,
  type DetectListeners,
  type DetectOptions,
} from './detect.ts';
export { createExplain } from './explain.ts';
export { ExplainAnswer, explainRoutes } from './explain-routes.ts';
export { type FeedbackTables, thresholdsNow } from './feedback.ts';
export { feedbackRoutes } from './feedback-routes.ts';
export * from './flows/index.ts';
export { type Forgetting, forgetFindings } from './forget.ts';
export { createHunt, type Hunt, type HuntedEvent, HuntHours, HuntPage, huntRoutes } from './hunt/index.ts';
export { type CorrelationTables, type LiveCorrelation, openCorrelation } from './live-correlation.ts';
export {
  type ModelStanding,
  type ModelTables,
  noStanding,
  storedModels,
  storeModels,
} from './live-models.ts';
export { createModelViews, type ModelViews } from './live-models-view.ts';
export type { Taken, TakeState } from './live-take.ts';
export { createDetectionThread, type DetectionThread } from './live-thread.ts';
export * from './model.ts';
export * from './models/index.ts';
export {
  createSealEvent,
  declaredPatients,
  type PatientsSeen,
  patientRoutes,
  soughtForms,
} from './patients/index.ts';
export {
  type InputReport,
  type Loss,
  loadMappingFiles,
  type Mapping,
  mappingFor,
  type Reading,
  type ReadOptions,
  readInput,
  readPath,
  shippedMappings,
  skeletonOf,
  walkInputs,
} from './readers/index.ts';
export { findingRoutes } from './routes.ts';
export * from './rulebook/index.ts';
export { checkRules, costOfRules, loadMappings, openRules } from './rules/index.ts';
export { type ScanOptions, type ScanProgress, type ScanSummary, scan } from './scan.ts';
export * from './sources/index.ts';
export {
  countByLevel,
  type DetectionTables,
  moveFindings,
  placeFindings,
  saveFindings,
  trend,
} from './store.ts';
export { createRestore, type Restore, toStored } from './stored.ts';

/** The door to the models. */
export {
  type FamilyName,
  familyNames,
  familyOf,
  type ModelId,
  modelEntry,
  modelIds,
  modelOf,
  ruleIdOf,
  saidByModel,
  type Thresholds,
  thresholdOf,
} from './catalogue.ts';
export { applyFeedback, type Feedback, type FeedbackResult, type ThresholdChange } from './feedback.ts';
export { type FiguresFile, readFigures } from './figures.ts';
export type { Progress } from './learning.ts';
export { type Learnt, LearntFrom, readLearnt } from './learnt.ts';
export { createModels, type Models, type ModelsOptions, scoreOf } from './models.ts';
export { modelView } from './view.ts';

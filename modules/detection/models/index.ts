/** The door to the models. */
export { type FamilyName, type ModelId, modelEntry, modelIds, type Thresholds } from './catalogue.ts';
export { applyFeedback, type Feedback, type FeedbackResult, type ThresholdChange } from './feedback.ts';
export { createModels, type Models, type ModelsOptions } from './models.ts';

export { discoveredTable } from './discover.ts';
export * from './model.ts';
export { loadPatterns } from './patterns.ts';
export { type RecommendOptions, usually } from './recommend.ts';
export { segmentationRoutes } from './routes.ts';
export { createSegmentation, type Segmentation } from './segmentation.ts';
export { discovered } from './thread.ts';

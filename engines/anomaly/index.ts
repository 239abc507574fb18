export { type BoundedMap, createBoundedMap } from './bounded-map.ts';
export { addDecayed, type Decayed, decayedAt } from './decay.ts';
export { createDistinct, type Distinct, type DistinctOptions, type DistinctState } from './distinct.ts';
export {
  type AtBudget,
  averagePrecision,
  type CurvePoint,
  prCurve,
  precisionAtBudget,
  type Scored,
  thresholdAtBudget,
} from './evaluate.ts';
export { hash32 } from './hash.ts';
export { createHeavyHitters, type Heavy, type HeavyHitters } from './heavy-hitters.ts';
export { createNameModel, entropy, type NameModel } from './names.ts';
export { createQuantiles, type Quantiles, type QuantilesOptions, type QuantilesState } from './quantiles.ts';
export {
  createRarity,
  type Level,
  type Rarity,
  type RarityOptions,
  type RarityState,
  type Surprise,
} from './rarity.ts';
export { type Arrivals, addArrival, type Regularity, regularity } from './regularity.ts';
export {
  createSeason,
  hourOfWeek,
  median,
  medianDeviation,
  robustScore,
  type Season,
  type SeasonOptions,
  type SeasonState,
  type Usual,
} from './season.ts';
export { createSlidingDistinct, createSlidingSum, type SlidingDistinct, type SlidingSum } from './window.ts';

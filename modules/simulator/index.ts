export { type BehaviourName, behaviourNames } from './behaviours/index.ts';
export type { ActorSpec, Emitted, SimulateOptions, Step } from './model.ts';
export { Scenario } from './model.ts';
export { defaultRate } from './ordinary/index.ts';
export { createRandom, type Random } from './random.ts';
export { listScenarios, loadScenario, parseScenario } from './scenario.ts';
export { simulate } from './simulate.ts';
export { type WriteOptions, type WrittenSimulation, writeSimulation } from './write.ts';

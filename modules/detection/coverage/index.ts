/** ATT&CK: its names, and what of it the rules cover. */
export { type Attack, loadAttack, type Technique, tacticsFor, techniquesOf } from './attack.ts';
export { coverRules, writeProved } from './command.ts';
export { layerOf } from './layer.ts';
export { Coverage } from './model.ts';
export { replayFixtures } from './replay.ts';
export { coverageRoutes } from './routes.ts';

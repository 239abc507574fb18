/** ATT&CK: its names, and what of it the rules cover. */
export {
  type Attack,
  loadAttack,
  parentOf,
  type Tactic,
  type Technique,
  tacticsFor,
  techniquesOf,
} from './attack.ts';
export { layerOf } from './layer.ts';
export { replayFixtures } from './replay.ts';

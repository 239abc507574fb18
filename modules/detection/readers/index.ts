/** From bytes to events: see README.md. */
export { loadMappingFiles, loadMappingFolder, shippedMappings } from './mappings/load.ts';
export { type Mapping, mappingFor } from './mappings/mapping.ts';
export { skeletonOf } from './mappings/skeleton.ts';
export { diskSpool, readPath, walkInputs } from './open.ts';
export { readInput } from './read.ts';
export type { InputReport, Loss, Reading, ReadOptions } from './report.ts';

/** From bytes to events: see README.md. */
export { diskSpool, readPath, walkInputs } from './open.ts';
export { readInput } from './read.ts';
export type { InputReport, Loss, Reading, ReadOptions } from './report.ts';

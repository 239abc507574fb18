/** From bytes to events: see README.md. */
export { diskSpool, type FoundInput, readPath, walkInputs } from './open.ts';
export { memorySpool, readInput } from './read.ts';
export {
  defaultLimits,
  type InputReport,
  type Limits,
  type Loss,
  type RandomAccess,
  type Reading,
  type ReadOptions,
  type Spool,
} from './report.ts';

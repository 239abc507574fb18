/** What models learnt elsewhere and begin with, as `bench/learn.ts` writes it. Reads a file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { projectPath } from '@cordon/platform/root';
import { z } from 'zod';

export const LearntFrom = z.object({
  hospital: z.string(),
  days: z.number().describe('simulated ordinary days'),
  records: z.number().int(),
  seed: z.number().int(),
  until: z.string().describe('event time of the last of them, ISO 8601'),
});
export type LearntFrom = z.infer<typeof LearntFrom>;

const LearntFile = z.object({
  command: z.string(),
  from: LearntFrom,
  first_hours: z
    .string()
    .describe('fingerprint of what the first hours alone teach: tells when the file is stale'),
  state: z.unknown(),
});
export type Learnt = z.infer<typeof LearntFile>;

export const learntFile = (): string => projectPath('content', 'models', 'st-aldhelms.json.gz');

export const readLearnt = (file = learntFile()): Learnt =>
  LearntFile.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

/** Six digits of what is not whole: less than any model can tell apart, and a third of the file. */
export const shortened = (state: unknown): string =>
  JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );

export const fingerprint = (state: unknown): string =>
  createHash('sha256').update(shortened(state)).digest('hex');

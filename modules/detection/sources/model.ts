/** The nouns of log sources: who sends, how much, how late, and what of it could not be read. */
import { z } from 'zod';

export const SourceLoss = z.object({
  at: z.string().describe('when it was received, ISO 8601'),
  where: z.string(),
  what: z.string(),
});
export type SourceLoss = z.infer<typeof SourceLoss>;

export const SourceHealth = z.object({
  key: z.string().describe('the name it sends under'),
  format: z.string(),
  events: z.number().int(),
  bytes: z.number().int(),
  unreadable: z.number().int(),
  repeated: z.number().int().describe('records that were sent again, and counted once'),
  last_event: z.string().nullable().describe('newest time in its records'),
  last_received: z
    .string()
    .nullable()
    .describe('when something of it last arrived; null: before this was noted'),
  /** Seconds from the newest event to its arrival; null when either is unknown. */
  delay: z.number().nullable(),
  per_minute: z.number().describe('events, over the last five whole minutes'),
  /** Events that arrived in each of the last 60 minutes, oldest first. */
  minutes: z.array(z.number().int()),
  losses: z.array(SourceLoss).describe('the newest of them, with the reason'),
});
export type SourceHealth = z.infer<typeof SourceHealth>;

/** A system that Cordon asks for its logs. */
export const PullHealth = z.object({
  source: z.string().describe('the name its events are shown under'),
  kind: z.string(),
  every: z.number().int().describe('seconds between two times of asking'),
  last_run: z.string().nullable(),
  last_success: z.string().nullable(),
  next_run: z.string(),
  failures: z.number().int().describe('in a row'),
  error: z.string().nullable().describe('why the last run failed, in words; null: it did not'),
  behind: z.boolean().describe('more was there when the last run ended'),
  overdue: z.boolean().describe('nothing asked when it was time'),
});
export type PullHealth = z.infer<typeof PullHealth>;

/** GET /api/v1/sources */
export const SourcesView = z.object({
  now: z.string(),
  waiting: z.number().int().describe('batches received and not yet worked through'),
  items: z.array(SourceHealth),
  pulled: z.array(PullHealth),
});
export type SourcesView = z.infer<typeof SourcesView>;

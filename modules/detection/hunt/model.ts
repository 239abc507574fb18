/** What a hunt answers. */
import { z } from 'zod';

/** Longer records are shown in part: a page is read by a person. */
export const longestRecord = 64_000;

export const HuntedEvent = z.object({
  id: z.string(),
  time: z.string().nullable().describe('ISO 8601 UTC; null when the record has no time'),
  source: z.string(),
  format: z.string(),
  host: z.string().nullable(),
  account: z.string().nullable(),
  src: z.string().nullable(),
  dst: z.string().nullable(),
  file: z.string(),
  record_id: z.string(),
  summary: z.string().describe('the most telling field of the record, or its beginning'),
  record: z.string().describe('the record as JSON text'),
  cut: z.boolean().describe(`true when only the first ${longestRecord} characters of the record are here`),
});

/** GET /api/v1/hunt?q=&since=&until=&after=&limit= : newest first. Without a range, the 24 hours up to the newest event. */
export const HuntPage = z.object({
  items: z.array(HuntedEvent),
  next: z.string().nullable().describe('pass as `after` for the next page'),
});

/** GET /api/v1/hunt/hours?q=&since=&until= : how many events match in each hour that has any, oldest first. */
export const HuntHours = z.object({
  hours: z.array(z.object({ time: z.string(), count: z.number().int() })),
  total: z.number().int(),
  complete: z.boolean().describe('false when there are more hours than are counted here'),
});

export type HuntedEvent = z.infer<typeof HuntedEvent>;
export type HuntPage = z.infer<typeof HuntPage>;
export type HuntHours = z.infer<typeof HuntHours>;

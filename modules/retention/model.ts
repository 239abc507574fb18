/** The nouns of retention: how long what is kept, and what must stay whatever its age. */
import { z } from 'zod';

/**
 * Days. The NCSC's advice, which the NHS repeats beside outcome C1 of the Cyber Assessment Framework, is to keep the security logs
 * that answer incident questions for six months at least; the longest six months of a year have 184 days.
 */
export const leastDays = 184;

const Days = z
  .number()
  .int()
  .min(
    leastDays,
    `at least ${leastDays} days: security logs must answer questions about an incident for six months (NCSC's advice for CAF outcome C1), since intrusions are found late`,
  )
  .max(36_500);

/** The section `retention` of cordon.yaml. */
export const RetentionSettings = z.strictObject({
  days: Days.default(395).describe(
    'how long events are kept after they arrived; thirteen months, so that a season can be compared with the last',
  ),
  types: z
    .array(
      z.strictObject({
        source: z
          .string()
          .min(1)
          .max(200)
          .describe('log type, as cordon hunt shows it; * stands for anything, e.g. zeek|*'),
        days: Days.describe('how long events of this type are kept; the first that fits decides'),
      }),
    )
    .max(200)
    .default([]),
  findings_days: Days.default(730).describe(
    'how long findings are kept that are part of no incident; those of incidents stay with it',
  ),
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

const Name = z.string().trim().min(1).max(200);
const Time = z.iso.datetime({ offset: true });

/** POST /api/v1/holds. With no bound at all, everything is held. */
export const HoldRequest = z
  .strictObject({
    name: Name.describe('what people call it, e.g. a case number'),
    why: z.string().trim().min(1).max(2_000),
    org: z.string().min(1).max(100).nullable().default(null).describe('null: every organisation'),
    from: Time.nullable().default(null).describe('inclusive'),
    to: Time.nullable().default(null).describe('exclusive'),
    incident: z
      .string()
      .min(1)
      .max(200)
      .nullable()
      .default(null)
      .describe('id of an incident, and the time around it'),
  })
  .refine(({ from, to }) => from === null || to === null || Date.parse(from) < Date.parse(to), {
    message: 'the end must come after the beginning',
    path: ['to'],
  })
  .refine(({ from, to, incident }) => incident === null || (from === null && to === null), {
    message: 'an incident brings its own time',
    path: ['incident'],
  });
export type HoldRequest = z.infer<typeof HoldRequest>;

export const Hold = z.object({
  id: z.string(),
  name: z.string(),
  why: z.string(),
  by: z.string(),
  since: z.string(),
  org: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  incident: z.string().nullable(),
  released: z.object({ at: z.string(), by: z.string(), why: z.string() }).nullable(),
});
export type Hold = z.infer<typeof Hold>;

/** GET /api/v1/holds : those in force first, newest first. */
export const HoldList = z.object({ items: z.array(Hold) });
export type HoldList = z.infer<typeof HoldList>;

/** POST /api/v1/holds/:id/release */
export const HoldRelease = z.strictObject({ why: z.string().trim().min(1).max(2_000) });
export type HoldRelease = z.infer<typeof HoldRelease>;

/** GET /api/v1/retention */
export const RetentionView = z.object({
  settings: RetentionSettings,
  least_days: z.number().int(),
  last_run: z.string().nullable().describe('null: there was none yet'),
  /** Stored events that are sealed; what came in since is not counted. */
  events: z.number().int(),
  bytes: z.number().int(),
  /** When the oldest of them happened; null when there are none. */
  oldest: z.string().nullable(),
  holds: z.array(Hold).describe('those in force'),
  unexplained: z
    .array(z.string())
    .describe(
      'segments from which something is missing that no entry of the ledger tells of: somebody else deleted it',
    ),
});
export type RetentionView = z.infer<typeof RetentionView>;

/** POST /api/v1/retention/run */
export const RetentionRequest = z.strictObject({
  clock_is_right: z
    .boolean()
    .default(false)
    .describe('delete although the clock is far ahead of the last run'),
});

export const RetentionReport = z.object({
  outcome: z
    .enum(['done', 'noted', 'stopped'])
    .describe(
      'noted: the first run only notes the time; stopped: a hold came, and the rest waits for the next run',
    ),
  segments_deleted: z.number().int(),
  segments_rewritten: z.number().int(),
  events_deleted: z.number().int(),
  findings_deleted: z.number().int(),
});
export type RetentionReport = z.infer<typeof RetentionReport>;

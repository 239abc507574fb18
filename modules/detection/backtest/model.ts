/** What a backtest is asked and what it answers. */
import { z } from 'zod';
import { Reason } from '../model.ts';

export const longestRule = 1_000_000;

/** POST /api/v1/rules/backtest */
export const BacktestRequest = z.object({
  rule: z
    .string()
    .min(1)
    .max(longestRule)
    .describe('the id of a loaded rule, or the text of a Sigma rule, or of a correlation with its rules'),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('event time, inclusive; without it, everything'),
  until: z.iso.datetime({ offset: true }).optional().describe('event time, exclusive'),
});
export type BacktestRequest = z.infer<typeof BacktestRequest>;

const Named = z.object({ name: z.string(), hits: z.number().int() });

export const BacktestExample = z.object({
  events: z.array(z.string()).describe('ids of the stored events it rests on: one, or some of several'),
  time: z.string().nullable(),
  host: z.string().nullable(),
  account: z.string().nullable(),
  why: z.array(Reason),
});
export type BacktestExample = z.infer<typeof BacktestExample>;

export const Backtest = z.object({
  rule: z.object({ id: z.string(), title: z.string(), kind: z.enum(['rule', 'correlation']) }),
  hits: z.number().int().describe('how often it would have spoken'),
  hidden: z.number().int().describe('matches that filters of today would have hidden; not among the hits'),
  untimed: z.number().int().describe('hits without a time, which no day shows'),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        hits: z.number().int(),
        events: z
          .number()
          .int()
          .describe(
            'of its log sources, those without a time by when they were stored; no hits of none say nothing',
          ),
      }),
    )
    .describe('UTC days of event time, oldest first, those without hits and without events too'),
  sources: z
    .array(z.object({ key: z.string(), events: z.number().int() }))
    .describe('the log sources in the store that the rule is about, with their events in the range'),
  hosts: z.array(Named).describe('most hit first, at most 20'),
  accounts: z.array(Named).describe('most hit first, at most 20'),
  examples: z.array(BacktestExample).describe('the first hits'),
  events: z.number().int().describe('events of its log sources in the range'),
  looked_at: z
    .number()
    .int()
    .describe('of those, how many the rule was asked about: the store leaves out what it cannot match'),
  unreadable: z.number().int().describe('stored records that are no longer read as any event'),
  seconds: z.number(),
  cost: z
    .object({
      microseconds: z.number().describe('of this rule alone, for an event of its log sources'),
      events: z.number().int().describe('the newest events that this was measured on'),
    })
    .nullable()
    .describe('null when there was no event to measure on'),
});
export type Backtest = z.infer<typeof Backtest>;

/** One line of the answer to a client that accepts `application/x-ndjson`: progress, and in the end one of the others. */
export const BacktestLine = z.union([
  z.object({
    progress: z.number().describe('0 to 1'),
    hits: z.number().int(),
    looked_at: z.number().int(),
  }),
  z.object({ result: Backtest }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), next: z.string() }) }),
]);
export type BacktestLine = z.infer<typeof BacktestLine>;

/** The nouns of segmentation: what may pass between zones, how sure that is, and what it would buy. */
import { FirewallKind, SeenBreak, Spread } from '@cordon/containment';
import { Flow } from '@cordon/estate';
import { z } from 'zod';

/** How much of a policy is enforced, in the words of the field. */
export const modes = ['visibility', 'selective', 'full'] as const;
export const Mode = z.enum(modes);

/** What may pass from one zone to another. */
export const Rule = z.object({
  from: z.string().describe('a zone, a system or an asset'),
  to: z.string(),
  from_zone: z.string(),
  to_zone: z.string(),
  protocol: Flow.shape.protocol,
  ports: z.array(z.string()).describe('as flows write them'),
  because: z
    .enum(['seen', 'needed', 'stated'])
    .describe(
      'seen: on enough days; needed: a service rests on it, though nobody saw it; stated: nothing watches there, so it stays',
    ),
  stated: z.array(z.string()).describe('flows of the estate that allow it today'),
  times: z.number().int().describe('connections since it was first seen'),
  days: z.number().int().describe('on which it was seen, of the last thirty'),
  last_seen: z.string().nullable(),
});

/** Two zones, and whether anybody knows enough of what passes between them. */
export const Pair = z.object({
  from: z.string(),
  to: z.string(),
  state: z
    .enum(['stable', 'settling', 'unwatched'])
    .describe(
      'stable: watched for so many days, with nothing new for as many; unwatched: nothing was seen either way, so nobody can say',
    ),
  observed_days: z.number().int().describe('of the last thirty, on which something was seen between them'),
  quiet_days: z.number().int().describe('since something was seen here for the first time'),
  rules: z.number().int(),
});

/** A flow that the estate allows and that nobody saw and no service is known to rest on. */
export const Unused = z.object({
  flow: z.string(),
  from: z.string(),
  to: z.string(),
  protocol: Flow.shape.protocol,
  ports: z.array(z.string()),
  purpose: z.string(),
});

/** A machine that talks and that the estate does not know. Nobody says what it is. */
export const Discovered = z.object({
  address: z.string(),
  zone: z.string(),
  first_seen: z.string(),
  last_seen: z.string(),
  times: z.number().int(),
  answers_on: z.array(z.string()).describe('services that others called there, the most used first'),
  calls: z.array(z.string()).describe('services that it called, the most used first'),
});

export const Recommendation = z.object({
  settle_days: z.number().int(),
  often_days: z.number().int().describe('a flow that was seen on fewer days is left to a person'),
  observed: z
    .object({ from: z.string(), to: z.string(), days: z.number().int(), flows: z.number().int() })
    .nullable()
    .describe('null: nothing was observed, so nothing is known'),
  pairs: z.array(Pair),
  rules: z.array(Rule),
  rare: z.array(SeenBreak).describe('seen on too few days to be taken for usual'),
  rare_count: z.number().int(),
  unused: z.array(Unused),
  unplaced: z
    .object({ flows: z.number().int(), times: z.number().int() })
    .describe('seen, with an end in no zone that is known'),
  folded: z
    .object({ flows: z.number().int(), times: z.number().int() })
    .describe('seen, and kept by zones alone since there were too many pairs'),
});

/** What the policy enforced so far would do. Reckoned, not measured. */
export const Score = z.object({
  mode: Mode,
  pairs: z.number().int().describe('on which something is denied'),
  assets: Spread.describe(
    'that an intruder can reach within a day: from the best, the middle and the worst start',
  ),
  services: Spread.describe('that stop, likewise'),
  patient_hours: Spread.describe('that it would cost, weighted as plans reckon them, likewise'),
  breaks: z
    .array(SeenBreak)
    .describe('flows of the last thirty days that it would deny, the most used first'),
  breaks_count: z.number().int(),
  breaks_times: z.number().int(),
});

export const Simulation = z.object({
  starts: z.number().int().describe('assets from which an intruder was let loose'),
  of_assets: z.number().int(),
  confirmed: z
    .boolean()
    .describe('whether whoever answers for clinical safety has confirmed the weights of harm'),
  scores: z.array(Score).describe('visibility, selective, full'),
});

/** A pattern of good segmentation, and whether this hospital keeps to it. */
export const Check = z.object({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  state: z.enum(['kept', 'broken', 'unknown']),
  because: z.array(z.string()),
});

export const Exported = z.object({
  kind: FirewallKind,
  mode: Mode,
  apply: z.string(),
  roll_back: z.string(),
  pairs: z
    .number()
    .int()
    .describe('of zones between which, read back, exactly what was meant passes, and nothing else'),
  rules: z.number().int(),
  warnings: z.array(z.string()),
});

/** GET /api/v1/segmentation */
export const SegmentationView = z.object({
  about_seen: z
    .string()
    .nullable()
    .describe('what is to be told of the flows that were seen, such as that they are simulated'),
  recommendation: Recommendation,
  checks: z.array(Check),
  discovered: z.array(Discovered),
  zones: z.array(z.object({ id: z.string(), name: z.string() })),
});

export type Mode = z.infer<typeof Mode>;
export type Rule = z.infer<typeof Rule>;
export type Pair = z.infer<typeof Pair>;
export type Unused = z.infer<typeof Unused>;
export type Discovered = z.infer<typeof Discovered>;
export type Recommendation = z.infer<typeof Recommendation>;
export type Score = z.infer<typeof Score>;
export type Simulation = z.infer<typeof Simulation>;
export type Check = z.infer<typeof Check>;
export type Exported = z.infer<typeof Exported>;
export type SegmentationView = z.infer<typeof SegmentationView>;

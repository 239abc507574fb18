/** The nouns of recovery: what fell, what people say of it, and what follows from both. */
import { z } from 'zod';

/** `back` is the word of whoever restored it, `verified` the word of whoever works with it. */
export const StepState = z.enum(['down', 'waiting', 'restoring', 'back', 'verified']);

/** What somebody said of one step. The newest counts; none is ever changed. */
export const Statement = z.object({
  state: StepState,
  since: z.string().describe('since when it is so'),
  said: z.string().describe('when that was said'),
  by: z.string(),
  note: z.string(),
  version: z.number().int().describe('to be named by whoever says something else'),
});

export const Recovery = z.object({
  id: z.string(),
  title: z.string(),
  incident: z.string().nullable(),
  begun: z.string(),
  begun_by: z.string(),
  ended: z.object({ at: z.string(), by: z.string(), because: z.string() }).nullable(),
});

/** `at_least` where some step on the way has no time that anybody knows. */
export const Moment = z.object({ minutes: z.number(), at_least: z.boolean() });

/** A host of a system that findings show in an intruder's hands, or under suspicion: what is restored onto it may be lost again. */
export const Suspect = z.object({
  asset: z.string(),
  hostname: z.string(),
  standing: z.enum(['compromised', 'suspected']),
});

export const BoardStep = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['system', 'supplier']),
  now: Statement,
  before: z.array(Statement).describe('what was said earlier, newest first'),
  turn: z
    .number()
    .int()
    .nullable()
    .describe('its place among what is still to be brought back; null once it is back'),
  needs: z.array(z.string()).describe('what has to be back before it'),
  begins_without: z
    .array(z.string())
    .describe('what it does not work without but that needs it in turn: brought up without at first'),
  holds_up: z.array(z.string()).describe('what waits for it'),
  services: z.array(
    z.object({ service: z.string(), name: z.string(), strength: z.enum(['stops', 'degrades']) }),
  ),
  reason: z.string().describe('why it stands where it does'),
  minutes: z.number().nullable().describe('work that is left; null = nobody knows'),
  expected: Moment.nullable().describe(
    'from now, with a team for each thing that can be worked on; null once it is back',
  ),
  objective_minutes: z.number().nullable().describe('recovery time objective; null = none is agreed'),
  down_minutes: z.number().describe('since it fell, until it was back'),
  tried_on: z.string().nullable().describe('when restoring it was last tried; null = never, or nobody knows'),
  supplier: z.object({ name: z.string(), contact: z.string().nullable() }).nullable(),
  sites: z.array(z.string()),
  assets: z.object({
    count: z.number().int(),
    some: z.array(z.object({ id: z.string(), hostname: z.string(), location: z.string() })),
  }),
  suspects: z.array(Suspect),
});

export const BoardService = z.object({
  id: z.string(),
  name: z.string(),
  urgency: z.number(),
  state: z.enum(['stopped', 'worse', 'to verify', 'running']),
  since: z
    .string()
    .nullable()
    .describe('since when it has not run as it should, without a break; null = it runs'),
  minutes: z.number().describe('how long that is'),
  paper: z
    .enum(['holds', 'will pass', 'passed', 'unknown'])
    .nullable()
    .describe(
      'its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late',
    ),
  tolerable_minutes: z.number().nullable().describe('what it can bear on paper; null = nobody has agreed it'),
  expected: Moment.nullable().describe(
    'from now, until all that it stops without is back; null once that is so',
  ),
  waits_for: z.array(z.string()).describe('steps that are not back, in their order'),
  fallback: z.string().nullable().describe('the procedure on paper'),
});

/** What is down, what to do next, and what each service can still bear. */
export const Board = z.object({
  recovery: Recovery,
  now: z.string().describe('when this was reckoned'),
  services: z.array(BoardService).describe('worst first'),
  steps: z.array(BoardStep).describe('in the order in which to bring them back, then what is back'),
  next: z.array(z.string()).describe('what can be begun now and is not, in its order'),
  rings: z
    .array(z.array(z.string()))
    .describe('what each needs the others: none can be brought back first without help'),
  critical_path: z.array(z.string()).describe('what more teams do not shorten, first to last'),
  gone: z.array(z.string()).describe('what fell and is no longer in the estate'),
});

export const RecoveryLine = Recovery.extend({
  steps: z.number().int(),
  back: z.number().int(),
  verified: z.number().int(),
});

/** GET /api/v1/recoveries : newest first, at most fifty. */
export const RecoveryList = z.object({ items: z.array(RecoveryLine) });

const Named = z.object({ id: z.string(), name: z.string() });

/** GET /api/v1/recoveries/choices : what can be said to have fallen. */
export const FallenChoices = z.object({
  systems: z.array(Named.extend({ kind: z.string() })),
  suppliers: z.array(Named),
  sites: z.array(Named),
  incidents: z
    .array(
      Named.extend({ systems: z.array(z.string()).describe('those that rest on what the intruder holds') }),
    )
    .describe('open ones'),
});

const Since = z.iso.datetime({ offset: true });
const Note = z.string().trim().max(500).default('');
const Fell = {
  lost: z.array(z.string().max(200)).min(1).max(2_000).describe('systems, suppliers, assets, sites or zones'),
  since: Since.optional().describe('when it fell; now, where left out'),
  note: Note,
};

/** POST /api/v1/recoveries */
export const RecoveryRequest = z.strictObject({
  title: z.string().trim().min(3).max(200),
  incident: z.string().max(64).optional(),
  ...Fell,
});

/** POST /api/v1/recoveries/:id/steps */
export const FallenRequest = z.strictObject(Fell);

/** POST /api/v1/recoveries/:id/steps/:step */
export const StepRequest = z.strictObject({
  state: StepState.exclude(['verified']),
  since: Since.optional().describe('since when it is so; now, where left out'),
  note: Note,
  version: z.number().int().describe('of what is said of it now'),
});

/** POST /api/v1/recoveries/:id/steps/:step/check */
export const CheckRequest = z.strictObject({
  works: z.boolean(),
  note: Note,
  version: z.number().int().describe('of what is said of it now'),
});

/** POST /api/v1/recoveries/:id/end */
export const EndRequest = z.strictObject({ because: z.string().trim().min(3).max(500) });

export type StepState = z.infer<typeof StepState>;
export type Statement = z.infer<typeof Statement>;
export type Recovery = z.infer<typeof Recovery>;
export type Suspect = z.infer<typeof Suspect>;
export type BoardStep = z.infer<typeof BoardStep>;
export type BoardService = z.infer<typeof BoardService>;
export type Board = z.infer<typeof Board>;
export type RecoveryLine = z.infer<typeof RecoveryLine>;
export type RecoveryList = z.infer<typeof RecoveryList>;
export type FallenChoices = z.infer<typeof FallenChoices>;
export type RecoveryRequest = z.infer<typeof RecoveryRequest>;
export type FallenRequest = z.infer<typeof FallenRequest>;
export type StepRequest = z.infer<typeof StepRequest>;
export type CheckRequest = z.infer<typeof CheckRequest>;
export type EndRequest = z.infer<typeof EndRequest>;

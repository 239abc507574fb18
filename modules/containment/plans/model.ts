/** The nouns of plans: a proposal that was kept, who approved it, and what of it was done. */
import { z } from 'zod';
import { Proposal } from '../model.ts';

export const Approval = z.object({
  option: z.enum(['everything', 'proposed']),
  because: z.string(),
  at: z.string(),
  by: z.string(),
  withdrawn: z.object({ at: z.string(), by: z.string() }).nullable(),
});

export const PlanAct = z.object({
  action: z.string(),
  done: z.object({ at: z.string(), by: z.string() }),
  undone: z.object({ at: z.string(), by: z.string() }).nullable(),
});

export const Plan = z.object({
  id: z.string(),
  incident: z.string(),
  made: z.string(),
  made_by: z.string(),
  proposal: Proposal,
  /** Whether it answers for what is held now: an intruder who has moved on since needs another plan. */
  current: z.boolean(),
  approval: Approval.nullable(),
  acts: z.array(PlanAct),
});

/** POST /api/v1/incidents/:id/plans */
export const PlanRequest = z.strictObject({
  hours: z.number().min(1).max(168).default(24).describe('hours to look ahead'),
  at_most: z.number().int().min(1).max(100).optional().describe('no more actions than this'),
  also: z
    .string()
    .max(2_000)
    .optional()
    .describe('hosts, accounts and suppliers that are taken to be held as well, with commas between'),
});

/** GET /api/v1/what-if : the same for what somebody names, of which nothing is kept. */
export const WhatIfRequest = z.object({
  from: z.string().max(2_000).describe('hosts, accounts and suppliers, by id or name, with commas between'),
  hours: z.coerce.number().min(1).max(168).default(24),
});

/** GET /api/v1/incidents/:id/plans : newest first, at most fifty. */
export const PlanList = z.object({ items: z.array(Plan) });

/** POST /api/v1/plans/:id/approval */
export const ApprovalRequest = z.strictObject({
  option: z.enum(['everything', 'proposed']),
  because: z.string().trim().min(3).max(1_000),
});

export type Approval = z.infer<typeof Approval>;
export type PlanAct = z.infer<typeof PlanAct>;
export type Plan = z.infer<typeof Plan>;
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;
export type PlanRequest = z.infer<typeof PlanRequest>;
export type PlanList = z.infer<typeof PlanList>;
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** What is played on an estate: attacks, what a hospital could do before, and what was lost in so many plays. */
import { AssetKind, Zone } from '@cordon/estate';
import { z } from 'zod';

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const Odds = z.number().min(0).max(1);

export const Attack = z.strictObject({
  id: Slug,
  title: z.string(),
  source: z.string(),
  /** Where the intruder is at first: so many hosts of these kinds in these kinds of zone. */
  begins: z.strictObject({
    kinds: z.array(AssetKind).min(1),
    zones: z.array(Zone.shape.kind).min(1),
    count: z.number().int().min(1),
  }),
  hours: z.number().positive().describe('how long it goes on before it is stopped, or strikes'),
  ways: z
    .record(z.string(), Odds)
    .describe('odds of each technique of techniques.yaml; those not named are not used'),
  credentials: Odds.describe('that an account used on a host can be taken there'),
  entries: Odds.describe('that a stolen password opens a way in that asks for no more'),
});

export const Policy = z.strictObject({
  id: Slug,
  title: z.string(),
  close: z.array(
    z.strictObject({
      from: z.array(Zone.shape.kind).min(1),
      to: z.array(Zone.shape.kind).min(1),
      ports: z.array(z.string()).min(1),
    }),
  ),
  mend: Odds.describe('share of the hosts without support that get a supported system again'),
  second_factor: z.boolean(),
});

/** The middle of many plays, and what one in ten is better and worse than. */
export const Spread = z.object({ low: z.number(), middle: z.number(), high: z.number() });

export const Outcome = z.object({
  attack: z.string(),
  policy: z.string(),
  plays: z.number().int(),
  assets: Spread,
  patient_hours: Spread.describe('weighted, as plans reckon them'),
  services: z
    .array(z.object({ service: z.string(), stops: z.number(), degrades: z.number() }))
    .describe('in which share of the plays each stops, or works worse'),
});

export type Attack = z.infer<typeof Attack>;
export type Policy = z.infer<typeof Policy>;
export type Spread = z.infer<typeof Spread>;
export type Outcome = z.infer<typeof Outcome>;

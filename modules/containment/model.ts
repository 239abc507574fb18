/** The nouns of containment: how far an intruder can get, and what that would cost patients. */
import { z } from 'zod';

/** One hop of an example path: this flow lets `from` talk to `to`. */
export const Hop = z.object({ from: z.string(), to: z.string(), flow: z.string(), port: z.string() });

export const ReachedAsset = z.object({
  asset: z.string(),
  steps: z.number().int().describe('0 = already compromised; one step is one allowed conversation'),
  path: z.array(Hop).describe('one shortest example'),
});

export const ServiceAtRisk = z.object({
  service: z.string(),
  name: z.string(),
  urgency: z.number(),
  /** `hit`: runs on something already compromised; `reachable`: an allowed path exists. */
  state: z.enum(['hit', 'reachable']),
  strength: z.enum(['stops', 'degrades']),
  steps: z.number().int(),
  /** Fewest steps until a system is lost without which the service stops; null when what is reached only degrades it. */
  steps_to_stop: z.number().int().nullable().optional(),
  /** The asset whose loss would touch the service, and the way to it. */
  via_asset: z.string(),
  path: z.array(Hop),
  /** From that asset's system to the service. */
  dependency: z.array(z.string()),
});

export const Reach = z.object({
  compromised: z.array(z.string()),
  /** Ids given as compromised that the estate does not know: how far they reach nobody can say. */
  unknown: z.array(z.string()),
  assets: z.array(ReachedAsset),
  services: z.array(ServiceAtRisk).describe('worst first: hit before reachable, then urgency, then steps'),
});

export type Hop = z.infer<typeof Hop>;
export type ReachedAsset = z.infer<typeof ReachedAsset>;
export type ServiceAtRisk = z.infer<typeof ServiceAtRisk>;
export type Reach = z.infer<typeof Reach>;

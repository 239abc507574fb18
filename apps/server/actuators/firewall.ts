/** A firewall that asks what to do: `cordon carry-out` on it, with a token of the same name. Nothing is sent to it. Pure. */
import { z } from 'zod';
import { common } from './actuator.ts';

export const FirewallSettings = z.strictObject({
  kind: z.literal('firewall'),
  ...common,
  name: common.name.describe('the name of the token that it shows'),
  zones: z
    .array(z.string().min(1).max(100))
    .min(1)
    .optional()
    .describe('zones of the estate whose packets come in at it; all without it'),
});

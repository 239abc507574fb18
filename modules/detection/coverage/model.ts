/** What rules, correlations and models cover of ATT&CK, and what stands behind the claim. */
import { z } from 'zod';
import { Level } from '../model.ts';

/** `unknown`: nobody has said which log sources there are, which is not the same as none. */
export const SourceState = z.enum(['seen', 'not-seen', 'unknown']);
export type SourceState = z.infer<typeof SourceState>;

/** What claims a technique: all are called rules below, where nothing hangs on which it is. */
export const CoverageKind = z.enum(['rule', 'correlation', 'model']);
export type CoverageKind = z.infer<typeof CoverageKind>;

/** The strongest thing that was replayed: others' recording of an attack, or one of ours: a record written with the rule, a simulated attack. */
export const Proof = z.enum(['recording', 'fixture', 'none']);
export type Proof = z.infer<typeof Proof>;

export const CoveredTechnique = z.object({
  id: z.string(),
  name: z.string(),
  tactics: z.array(z.string()).describe('short names'),
  rules: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      level: Level,
      kind: CoverageKind,
    }),
  ),
  source: SourceState,
  missing: z.array(z.string()).describe('log sources that its rules need and that were not seen'),
  proof: Proof,
});
export type CoveredTechnique = z.infer<typeof CoveredTechnique>;

/** GET /api/v1/coverage */
export const Coverage = z.object({
  attack: z.object({ version: z.string(), notice: z.string() }),
  tactics: z.array(
    z.object({
      shortname: z.string(),
      name: z.string(),
      techniques: z.number().int().describe('that ATT&CK lists under it, sub-techniques included'),
      ruled: z.number().int().describe('of these, with a rule'),
      sourced: z.number().int().describe('of these, with a rule whose log source was seen'),
      proved: z.number().int().describe('of these, with a rule that fired on an attack that others recorded'),
    }),
  ),
  techniques: z.array(CoveredTechnique).describe('those with a rule, by id'),
  rules: z.number().int().describe('correlations included'),
  models: z.number().int(),
  untagged: z.number().int().describe('rules that name no technique'),
});
export type Coverage = z.infer<typeof Coverage>;

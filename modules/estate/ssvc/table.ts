/** The table of `content/ssvc/deployer.yaml`, complete and in order, or an error. Opens the file. */
import { readFileSync } from 'node:fs';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { parse } from 'yaml';
import { z } from 'zod';

export const outcomes = ['defer', 'scheduled', 'out-of-cycle', 'immediate'] as const;
export const exploitations = ['none', 'public poc', 'active'] as const;
export const exposures = ['small', 'controlled', 'open'] as const;
export const automatables = ['no', 'yes'] as const;
export const humanImpacts = ['low', 'medium', 'high', 'very high'] as const;

export type Outcome = (typeof outcomes)[number];
export type Exploitation = (typeof exploitations)[number];
export type Exposure = (typeof exposures)[number];
export type Automatable = (typeof automatables)[number];
export type HumanImpact = (typeof humanImpacts)[number];

const Outcome = z.enum(outcomes);
const each = <const Names extends readonly [string, ...string[]], T extends z.ZodType>(
  names: Names,
  type: T,
) => z.record(z.enum(names), type);
const impactOf = z.strictObject({
  1: z.enum(humanImpacts),
  2: z.enum(humanImpacts),
  3: z.enum(humanImpacts),
  4: z.enum(humanImpacts),
});

export const SsvcTable = z.strictObject({
  outcomes: each(outcomes, z.string()),
  points: z.strictObject({
    exploitation: each(exploitations, z.string()),
    exposure: each(exposures, z.string()),
    automatable: each(automatables, z.string()),
    human_impact: each(humanImpacts, z.string()),
  }),
  /** By exploitation, exposure and automatable; one outcome for each human impact, lowest first. */
  table: each(
    exploitations,
    each(exposures, each(automatables, z.tuple([Outcome, Outcome, Outcome, Outcome]))),
  ),
  human_impact: z.strictObject({ stops: impactOf, degrades: impactOf }),
});
export type SsvcTable = z.infer<typeof SsvcTable>;

/** @throws SSVC_TABLE */
export function loadSsvc(): SsvcTable {
  const file = projectPath('content', 'ssvc', 'deployer.yaml');
  const read = SsvcTable.safeParse(parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw fault(
    'SSVC_TABLE',
    `${file} is not a whole table: ${first?.path.join('.')}: ${first?.message}. Nothing was decided.`,
    'Correct it, or put back the one that came with Cordon.',
  );
}

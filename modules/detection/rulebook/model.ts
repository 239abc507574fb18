/** The nouns of the rulebook: which rules an organisation runs, how far it trusts each, and what it has tuned away. */
import { sigmaLevels, sigmaStatuses } from '@cordon/sigma';
import { z } from 'zod';
import { modes } from '../choices.ts';

export { modes };
export const Mode = z.enum(modes);
export type Mode = z.infer<typeof Mode>;

const someone = z.string().trim().min(2).max(100);
const why = z.string().trim().min(3).max(500);

/** Who set a mode, why, and when (ISO 8601). */
export const ModeChoice = z.object({ mode: Mode, by: someone, because: why, at: z.iso.datetime() });
export type ModeChoice = z.infer<typeof ModeChoice>;

/** `modes.json` of a rulebook. What it does not name has its usual mode. */
export const Choices = z.object({
  packs: z.record(z.string(), ModeChoice),
  rules: z.record(z.string(), ModeChoice),
});
export type Choices = z.infer<typeof Choices>;

/** What a pack says of itself, in a `pack.json` at its top. Null is shown as not stated, never guessed. */
export const PackFacts = z.object({
  version: z.string().max(200).nullable().default(null),
  licence: z.string().max(200).nullable().default(null),
  author: z.string().max(200).nullable().default(null),
  homepage: z.string().max(500).nullable().default(null),
});
export type PackFacts = z.infer<typeof PackFacts>;

/** `pack.json` as kept: the facts, and where they came from. */
export const PackStamp = PackFacts.extend({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  from: z
    .enum(['cordon', 'own', 'folder', 'zip', 'git'])
    .describe('`cordon`: it comes with Cordon; `own`: written here'),
  added: z.iso.datetime().nullable().describe('null for a pack that was not copied here'),
  files: z.number().int(),
  sha256: z.string().nullable().describe('of the names and bytes of its files'),
  mode: Mode.describe('of its rules until somebody chooses another'),
});
export type PackStamp = z.infer<typeof PackStamp>;

export const Pack = PackStamp.extend({
  choice: ModeChoice.nullable(),
  rules: z.number().int().describe('rules and correlations loaded from it, whatever their mode'),
  refused: z.number().int(),
});
export type Pack = z.infer<typeof Pack>;

/** One line of the rules page. */
export const RuleLine = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['rule', 'correlation']),
  level: z.enum(sigmaLevels),
  status: z.enum(sigmaStatuses).nullable(),
  pack: z.string(),
  mode: Mode,
  source: z.string().describe('the log sources it is about, in words'),
  hits: z
    .number()
    .int()
    .describe('matches in the last 30 days of events, hidden ones and those on test included'),
  last_hit: z.string().nullable().describe('event time, ISO 8601'),
  /** Newest event of a source it is about; null: none ever came, so its silence says nothing. */
  source_seen: z.string().nullable(),
  filters: z.number().int().describe('filters that apply to it'),
});
export type RuleLine = z.infer<typeof RuleLine>;

/** GET /api/v1/rules */
export const RulePage = z.object({
  items: z.array(RuleLine),
  total: z.number().int(),
  counts: z.record(Mode, z.number().int()).describe('of all rules there are, whatever was asked for'),
});
export type RulePage = z.infer<typeof RulePage>;

/** GET /api/v1/rules/:id */
export const RuleDetail = RuleLine.extend({
  description: z.string().nullable(),
  author: z.string().nullable(),
  licence: z.string().nullable().describe("its own, else its pack's"),
  choice: ModeChoice.nullable().describe('null: its usual mode'),
  days: z.array(z.object({ day: z.string(), hits: z.number().int() })).describe('the last 30 days with hits'),
  rests: z.array(z.object({ id: z.string(), title: z.string() })).describe('correlations that count it'),
  text: z.string().describe('the rule as written (YAML)'),
});
export type RuleDetail = z.infer<typeof RuleDetail>;

/** GET /api/v1/rulebook : packs, and everything that was refused. */
export const RulebookView = z.object({
  folder: z.string().describe('where it is kept; rules and filters put into its `own` folder are taken up'),
  problem: z.string().nullable().describe('why the newest change on disk was not taken up'),
  packs: z.array(Pack),
  refused: z.array(z.object({ file: z.string(), line: z.number().int(), reason: z.string() })),
});
export type RulebookView = z.infer<typeof RulebookView>;

/** What a person asks to be hidden: made from one finding, which shows what the fields hold. */
export const FilterRequest = z.object({
  finding: z.string().max(64),
  fields: z.array(z.string().max(200)).min(1).max(12),
  scope: z.enum(['rule', 'any']).describe('this rule, or every rule of its log source'),
  owner: someone,
  because: why,
  until: z.iso.date().describe('the last day on which it hides'),
});
export type FilterRequest = z.infer<typeof FilterRequest>;

/** GET /api/v1/filters */
export const FilterView = z.object({
  id: z.string(),
  title: z.string(),
  owner: z.string(),
  because: z.string(),
  until: z.string(),
  state: z.enum(['hiding', 'expired']),
  own: z.boolean().describe('made here; those of a pack are changed with the pack'),
  rules: z
    .array(z.object({ id: z.string(), title: z.string() }))
    .describe('at most 20 of those it applies to'),
  rule_count: z.number().int(),
  hidden: z.number().int().describe('findings it has hidden'),
  last_hidden: z.string().nullable(),
  text: z.string().describe('the filter as written (YAML)'),
});
export type FilterView = z.infer<typeof FilterView>;
export const FilterList = z.object({ items: z.array(FilterView) });
export type FilterList = z.infer<typeof FilterList>;

/** GET /api/v1/findings/:id/fields : what a filter may be made of, what the rule tested first. */
export const TuneFields = z.object({
  fields: z.array(z.object({ field: z.string(), value: z.string(), tested: z.boolean() })),
});
export type TuneFields = z.infer<typeof TuneFields>;

/** POST /api/v1/filters */
export const FilterMade = z.object({ id: z.string() });

/** POST /api/v1/filters/preview : what it would have hidden, before anyone saves it. */
export const FilterPreview = z.object({
  text: z.string(),
  /** Of the newest findings that it could apply to: how many there are, how many it would hide, and some of those. */
  looked: z.number().int(),
  hides: z.number().int(),
  examples: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      time: z.string().nullable(),
      host: z.string().nullable(),
      account: z.string().nullable(),
    }),
  ),
});
export type FilterPreview = z.infer<typeof FilterPreview>;

/** GET /api/v1/held-back?filter=&rule= : findings kept apart, newest first. */
export const HeldBack = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      rule_id: z.string(),
      title: z.string(),
      level: z.enum(sigmaLevels),
      time: z.string().nullable(),
      host: z.string().nullable(),
      account: z.string().nullable(),
      filter: z.string().nullable().describe('null: the rule is on test'),
      event: z.unknown(),
    }),
  ),
  total: z.number().int().describe('all there ever were; only the newest of them are kept'),
});
export type HeldBack = z.infer<typeof HeldBack>;

/** The nouns of the simulator: what it emits, and what a scenario file may say. */
import type { EstateData } from '@cordon/estate';
import { AssetKind, Zone } from '@cordon/estate';
import { z } from 'zod';
import { BehaviourCall } from './behaviours/index.ts';
import { Duration, Slug } from './words.ts';

/** One native record, as the source would have written it. */
export interface Emitted {
  /** ISO 8601 UTC with six fractional digits, so that text order is time order. */
  time: string;
  /** File-like name, e.g. `windows/security.ndjson` or `zeek/conn.log`. */
  stream: string;
  /** The record, without a line break. */
  line: string;
  /** The id of the scenario step that wrote it; null for ordinary life. */
  truth: string | null;
}

export interface SimulateOptions {
  estate: EstateData;
  scenario: Scenario;
  /** Any whole number; the same seed, estate, scenario and rate give the same bytes. */
  seed: number;
  /** When the simulated time begins; default: the scenario's own date. */
  start?: Date;
  /** Ordinary records per simulated minute, averaged over a whole working day; default `defaultRate`. 0 = intrusion only. */
  rate?: number;
}

/**
 * Who plays a part, by properties and never by name, so that a scenario runs in any hospital folder.
 * Every property given must hold; words are looked for anywhere in the text, in any case.
 */
export const ActorSpec = z
  .strictObject({
    kinds: z.array(AssetKind).optional().describe('kinds of asset'),
    zones: z.array(Zone.shape.kind).optional().describe('kinds of zone the asset is in'),
    systems: z.array(z.string()).optional().describe('words in the kind or name of the system it runs'),
    not_systems: z.array(z.string()).optional().describe('words that the system must not carry'),
    os: z.array(z.string()).default(['windows']).describe('words in the operating system; [] for any'),
    roles: z
      .array(z.string())
      .optional()
      .describe('words in the role of the account that uses it, the most wanted first'),
    account: z
      .enum(['person', 'admin', 'service', 'supplier'])
      .optional()
      .describe('kind of account to act as'),
    count: z.number().int().min(1).max(500).default(1).describe('how many; fewer are taken when fewer exist'),
    at_least: z.number().int().min(1).default(1).describe('how many the scenario cannot do without'),
  })
  .describe('an actor');

export const Step = z.strictObject({
  id: Slug,
  at: Duration,
  title: z.string(),
  technique: z.string().regex(/^T\d{4}(\.\d{3})?$/, 'an ATT&CK technique such as T1059.001'),
  do: z.array(BehaviourCall).min(1),
});

export const Scenario = z.strictObject({
  id: Slug,
  title: z.string(),
  description: z.string(),
  source: z.string().describe('where its facts come from'),
  compression: z.string().describe('how the real time was shortened, in words'),
  start: z.iso.datetime().describe('simulated beginning, UTC'),
  duration: Duration,
  /** The step at which a good defender would already know; absent when nothing happens. */
  first_signal: Slug.optional(),
  /** The step at which it is too late; absent when the scenario has none. */
  detonation: Slug.optional(),
  actors: z.record(Slug, ActorSpec).default({}),
  steps: z.array(Step),
});

export type ActorSpec = z.infer<typeof ActorSpec>;
export type Step = z.infer<typeof Step>;
export type Scenario = z.infer<typeof Scenario>;

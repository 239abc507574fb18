/** The nouns of the ledger. */
import { z } from 'zod';

/**
 * Who acted. `proven` is how they showed it (a passkey, a token); null when they only said so, which is shown as that.
 */
export const Actor = z.object({
  kind: z.enum(['person', 'program', 'cordon']),
  name: z.string().min(1).max(200),
  proven: z.string().max(100).nullable(),
});
export type Actor = z.infer<typeof Actor>;

/** What a module records: never a log line, a patient's data or a secret. */
export const Act = z.object({
  /** Noun and verb, such as `rule.mode` or `filter.add`. */
  act: z.string().regex(/^[a-z-]+(\.[a-z-]+)+$/),
  who: Actor,
  /** What it was done to: an id. */
  object: z.string().max(500),
  /** What else one needs to know to judge it. */
  details: z.record(z.string(), z.json()),
});
export type Act = z.infer<typeof Act>;

export const EntryBody = Act.extend({
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  org: z.string(),
});
export type EntryBody = z.infer<typeof EntryBody>;

/** An entry as kept and as exported: the text that was hashed, and the hash. */
export const Sealed = z.object({ body: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type Sealed = z.infer<typeof Sealed>;

/** A signed statement: the ledger had `seq` entries and the last had this hash. */
export const Checkpoint = z.object({
  seq: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  /** SHA-256 of the public key (SPKI, DER), hexadecimal. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ed25519 (RFC 8032) over `statementOf`, base64. */
  signature: z
    .base64()
    .refine(
      (text) => Buffer.from(text, 'base64').toString('base64') === text,
      'not written as base64 is: another text must not pass for the same signature',
    ),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** GET /api/v1/ledger?act=&object=&before=&limit= : newest first. */
export const LedgerPage = z.object({
  items: z.array(EntryBody.extend({ hash: z.string() })),
  total: z.number().int(),
  next: z.string().nullable().describe('pass as `before` for the next page'),
});
export type LedgerPage = z.infer<typeof LedgerPage>;

/** GET /api/v1/ledger/forwards : how it stands with each place that the ledger is sent on to. */
export const Forwards = z.object({
  items: z.array(
    z.object({
      place: z.string(),
      waiting: z.number().int().describe('entries that it has not taken yet'),
      taken: z.string().nullable().describe('when it last took some'),
      error: z.string().nullable().describe('why the last try failed'),
    }),
  ),
});
export type Forwards = z.infer<typeof Forwards>;

/** What a check of the ledger says. */
export const Verdict = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  head: z
    .string()
    .describe('hash of the newest entry: note it elsewhere, and nobody can change what came before unseen'),
  checkpoints: z.number().int().describe('those whose signature holds'),
  /** The newest entry that a checkpoint vouches for. */
  vouched: z.number().int(),
  /** First the entry that is wrong; then what else is. */
  problems: z.array(z.object({ seq: z.number().int(), problem: z.string() })),
});
export type Verdict = z.infer<typeof Verdict>;

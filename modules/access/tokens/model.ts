/** The nouns of tokens: what programs show instead of a person's sign-in. */
import { z } from 'zod';

/** What a token may be used for; content/policy says which actions that is. */
export const scopes = [
  'logs.write',
  'metrics.read',
  'overview.read',
  'findings.read',
  'plans.carry-out',
] as const;
export const Scope = z.enum(scopes);
export type Scope = z.infer<typeof Scope>;

/** A source is shown under its token's name, so that name is one for people and for paths alike. */
export const TokenName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.@ -]+$/, 'letters, digits, blanks and . _ @ - only');

export const TokenRequest = z.object({
  name: TokenName,
  scopes: z.array(Scope).min(1),
  expires: z.iso.date().nullable().describe('the last day on which it works; null: until it is revoked'),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

export const Token = z.object({
  id: z.string(),
  name: z.string(),
  org: z.string(),
  scopes: z.array(Scope),
  created: z.string(),
  created_by: z.string(),
  expires: z.string().nullable(),
  revoked: z.string().nullable(),
  last_used: z.string().nullable().describe('to the minute'),
});
export type Token = z.infer<typeof Token>;

export const TokenList = z.object({ items: z.array(Token) });
export type TokenList = z.infer<typeof TokenList>;

/** The only answer that ever holds the secret. */
export const TokenMade = z.object({ token: Token, secret: z.string() });
export type TokenMade = z.infer<typeof TokenMade>;

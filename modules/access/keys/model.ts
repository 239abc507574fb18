/** The nouns of keys, as people see them: never key material. */
import { z } from 'zod';

export const KeyLine = z.object({
  id: z.string(),
  /** An organisation, a part of one (`sah/ward-3`), or a part of Cordon itself. */
  of: z.string(),
  made: z.string(),
  state: z.enum(['current', 'old', 'destroyed']),
  since: z.string().describe('since when it is in that state'),
});
export type KeyLine = z.infer<typeof KeyLine>;

export const KeyList = z.object({
  root: z.object({ kind: z.string(), since: z.string() }),
  items: z.array(KeyLine),
});
export type KeyList = z.infer<typeof KeyList>;

const Because = z.string().trim().min(3).max(500);
const Owner = z.string().min(1).max(200);

export const RotateRequest = z.object({
  of: Owner.nullable().describe('whose key; null: the root key, which guards all of them'),
  because: Because,
});
export type RotateRequest = z.infer<typeof RotateRequest>;

export const DestroyRequest = z.object({
  of: Owner,
  key: z.string().max(64).nullable().describe('one key; null: every key of theirs'),
  because: Because,
});
export type DestroyRequest = z.infer<typeof DestroyRequest>;

export const Destroyed = z.object({ destroyed: z.array(z.string()) });
export type Destroyed = z.infer<typeof Destroyed>;

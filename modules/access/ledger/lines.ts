/**
 * The ledger as lines of text, for elsewhere: what is exported, and what is sent on. Whoever kept such lines can verify them, whatever
 * else a collector wrote around each. Pure.
 */
import { z } from 'zod';
import { Checkpoint, Sealed } from './model.ts';

const KeyLine = z.strictObject({ org: z.string().optional(), public_key: z.string() });
const CheckpointLine = z.strictObject({ org: z.string().optional(), checkpoint: Checkpoint });
const Line = z.union([Sealed, CheckpointLine, KeyLine]);
export type Line = z.infer<typeof Line>;

export const keyLine = (org: string, pem: string): string => JSON.stringify({ org, public_key: pem });
export const entryLine = ({ body, hash }: Sealed): string => JSON.stringify({ body, hash });
/** @param signed its text as it was signed and kept */
export const checkpointLine = (org: string, signed: string): string =>
  `{"org":${JSON.stringify(org)},"checkpoint":${signed}}`;

const begins = /\{\\?"(?:body|org|public_key|checkpoint)\\?":/;

/** Null for what is none. */
export function readLine(text: string): Line | null {
  const at = text.search(begins);
  if (at < 0) return null;
  return lineIn(jsonIn(text.slice(at))) ?? wrappedIn(jsonIn(text));
}

const lineIn = (value: unknown): Line | null => Line.safeParse(value).data ?? null;

/** A collector that keeps JSON has put it under a name of its own. */
function wrappedIn(record: unknown): Line | null {
  if (typeof record !== 'object' || record === null) return null;
  for (const held of Object.values(record)) {
    const line = lineIn(typeof held === 'string' ? jsonIn(held) : held);
    if (line !== null) return line;
  }
  return null;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

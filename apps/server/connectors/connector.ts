/** What a connector is: it asks another system for what is new, reads and never writes. Pure; docs/connectors.md tells how to write one. */
import { TokenName } from '@cordon/access';
import { z } from 'zod';
import { isThisMachine, type Secret } from '../stores-settings.ts';

/** What was new, and where to go on once it is kept. */
export interface Page {
  /** Records in any format that `cordon scan` reads, up to 16 MB; empty when there was nothing. */
  body: Uint8Array;
  /** Given back with the next run. Kept when the body is on the disk, and not before. */
  cursor: string;
}

export interface Answer {
  text: string;
  header(name: string): string | null;
}

export interface How {
  headers?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
}

/** GET, or POST of a form or of JSON. @throws AskError when the answer is no success, too large, too late, or would come from elsewhere */
export type Ask = (url: string, how?: How) => Promise<Answer>;

export interface PullContext<Settings> {
  settings: Settings;
  /** Of the newest page that was kept; null before there is one. */
  cursor: string | null;
  ask: Ask;
  /** Read each time, so that a changed secret needs no restart. */
  secret(which: Secret): string;
  now(): Date;
}

export interface Asked {
  /** Where it may ask, as `https://host:port`; nothing that an answer says leads elsewhere. */
  origins: readonly string[];
  /** What a cursor is about: with another place or question it begins anew. */
  about: string;
  /** Those that it shows. Whether they are there is looked at before anything is started. */
  secrets: readonly Secret[];
}

export interface Connector<Settings> {
  /** With `kind: z.literal(…)`, and `...common`. */
  settings: z.ZodType<Settings> & z.core.$ZodTypeDiscriminable;
  asks(settings: Settings): Asked;
  /**
   * Yields until there is nothing new. May be asked no further after any page, and be asked for the same again: what was kept is
   * counted once where records carry an id or the same bytes come back.
   */
  pull(context: PullContext<Settings>): AsyncGenerator<Page>;
}

/** Why asking ended early: a sentence for people, without what was sent or answered. */
export class AskError extends Error {
  /** Of HTTP, where there was one. */
  readonly status: number | null;
  /** Seconds that it asks to be left alone. */
  readonly wait: number;
  constructor(message: string, { status = null, wait = 0 }: { status?: number | null; wait?: number } = {}) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

/** Settings of every connector, beside its own. */
export const common = {
  source: TokenName.describe('what its events are shown under'),
  organisation: z.string().optional().describe('whose logs these are; the first organisation without it'),
  every: z.number().int().min(10).max(86_400).default(60).describe('seconds between two times of asking'),
};

/** Over https, or on this machine; without a name and password in it. */
export const Address = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const here = isThisMachine(hostname.replace(/^\[|\]$/g, ''));
  return (protocol === 'https:' || (protocol === 'http:' && here)) && username === '' && password === '';
}, 'give an https address, without a password in it');

/** What an actuator is that Cordon itself tells what to do: it does one thing to one host, and takes it back. Pure; docs/connectors.md. */

import { TokenName } from '@cordon/access';
import type { Progress } from '@cordon/containment';
import { z } from 'zod';
import type { Ask } from '../connectors/connector.ts';
import type { Secret } from '../stores-settings.ts';

export interface Task {
  /** The host's name, as the estate has it. */
  host: string;
  wants: 'done' | 'undone';
  plan: string;
  /** Another for each time that somebody wants it: what was begun is found again by it. */
  reference: string;
  /** Of the last time; null before there is one. */
  memo: string | null;
  /** False when nothing new may be begun, as the approval was withdrawn: then it only says what became of what was. */
  mayBegin: boolean;
}

export interface ActContext<Settings> {
  settings: Settings;
  ask: Ask;
  /** Read each time, so that a changed secret needs no restart. */
  secret(which: Secret): string;
}

export interface PushActuator<Settings> {
  /** With `kind: z.literal(…)`, and `...common`. */
  settings: z.ZodType<Settings> & z.core.$ZodTypeDiscriminable;
  asks(settings: Settings): { origins: readonly string[]; secrets: readonly Secret[] };
  /** Says whether it would be let in. @throws AskError */
  check(context: ActContext<Settings>): Promise<void>;
  /**
   * Begins it, or says how far it is: called again and again until it is done or has failed. A crash may come between any two lines, so
   * it looks for what was begun before it begins anything. @throws AskError when it could not ask
   */
  advance(task: Task, context: ActContext<Settings>): Promise<Progress>;
}

/** Settings of every actuator, beside its own. */
export const common = {
  name: TokenName.describe('what it is called on the page of a plan and on the ledger'),
  organisation: z.string().optional().describe('whose it is; the first organisation without it'),
};

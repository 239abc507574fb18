/** The events that Cordon keeps, for commands that ask them: of a Cordon that runs, else in the folder itself. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, openEvents } from '@cordon/platform/events';
import { fault, isFault } from '@cordon/platform/fault';
import { refuseElsewhere } from './elsewhere.ts';
import { dataFolders, type RunningCordon, runningAddress } from './running.ts';

export type Kept = { running: RunningCordon } | { dir: string; events: EventStore };

/**
 * What runs is asked before what lies still: it is what the analyst has before them.
 *
 * @param instead what to do when a Cordon that does not answer holds the folder
 * @throws NO_EVENTS, ELSEWHERE, LOCKED
 */
export async function openKept(named: string | undefined, instead: string): Promise<Kept> {
  const candidates = dataFolders(named);
  const running = await runningAddress(candidates);
  if (running !== null) return { running };
  refuseElsewhere(candidates[0]!, 'events', 'Run this on the machine where Cordon runs, or start it here.');
  const dir = candidates.find((folder) => existsSync(join(folder, 'events')));
  if (dir === undefined)
    throw fault(
      'NO_EVENTS',
      `There are no stored events in ${candidates.join(' or ')}.`,
      'Start Cordon and send it logs, or name the folder with --data.',
    );
  try {
    return { dir, events: await openEvents({ dir: join(dir, 'events') }) };
  } catch (error) {
    if (!isFault(error, 'LOCKED')) throw error;
    throw fault('LOCKED', `${error.message} It does not answer at its address.`, instead, { cause: error });
  }
}

/** Why something is not kept: what happened, what was kept, and what to do. */
import { httpFault } from '@cordon/platform/http';
import type { Recovery, Statement } from './model.ts';

export const changedMeanwhile = ({ by, state, said }: Statement) =>
  httpFault(
    409,
    'CHANGED_MEANWHILE',
    `${by} said at ${said.slice(11, 16)} UTC that it is ${state === 'restoring' ? 'being restored' : state}. What you said was not kept.`,
    'Look at what is said now, and say it again if it still holds.',
  );
export const beforeTheLast = ({ since }: Statement) =>
  httpFault(
    409,
    'BEFORE_THE_LAST',
    `What was said last of it holds since ${since.slice(0, 16).replace('T', ' ')} UTC, which is later. Nothing was kept.`,
    'Give a later time.',
  );
export const inTheFuture = () =>
  httpFault(
    400,
    'IN_THE_FUTURE',
    'That time is yet to come. Nothing was kept.',
    'Give the time since when it is so.',
  );
export const notBack = () =>
  httpFault(
    409,
    'NOT_BACK',
    'Nobody has said that it is back, or it was checked already. Nothing was kept.',
    'Check it once whoever restores it says that it is back.',
  );
export const whatIsWrong = () =>
  httpFault(
    400,
    'WHAT_IS_WRONG',
    'Whoever restores it must know what does not work. Nothing was kept.',
    'Say what is wrong, in a few words.',
  );
export const unknownNames = (names: readonly string[]) =>
  httpFault(
    400,
    'UNKNOWN_NAMES',
    `The estate knows no ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}. Nothing was kept.`,
    'Name systems, suppliers, assets, sites or zones by their ids.',
  );
export const nothingFell = () =>
  httpFault(
    409,
    'NOTHING_FELL',
    'No system falls with what was named: others stand in for it, or nothing runs there. Nothing was kept.',
    'Name the system itself if it is down all the same.',
  );
export const downBefore = () =>
  httpFault(
    409,
    'DOWN_BEFORE',
    'All of that is down already; nothing was changed.',
    'Say what else fell, if more did.',
  );
export const openBefore = () =>
  httpFault(
    409,
    'RECOVERY_OPEN',
    'A recovery is open, and two boards would send people two ways. Nothing was begun.',
    'Add to the open one what else fell, or end it first.',
  );
export const endedBefore = (ended: Recovery['ended']) =>
  httpFault(
    409,
    'RECOVERY_ENDED',
    `This recovery was ended${ended ? ` by ${ended.by}` : ''}. Nothing was kept.`,
    'Begin another, should something be down.',
  );
export const noEstate = () =>
  httpFault(
    409,
    'NO_ESTATE',
    'Nobody has described this hospital, so nobody can say what to bring back first.',
    'Describe it as docs/estate.md says, or import what it has.',
  );

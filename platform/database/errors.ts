/** Database failures as faults: a code to act on, what happened, what to do next. */
import { type Fault, fault, systemCode } from '../fault/index.ts';
import type { WireError } from './messages.ts';

interface Known {
  code: string;
  says: string;
  next: string;
}

/** By SQLSTATE, or by its first two characters (https://www.postgresql.org/docs/15/errcodes-appendix.html). */
const known: Record<string, Known> = {
  '23505': {
    code: 'DATABASE_DUPLICATE',
    says: 'That already exists',
    next: 'Use the existing one, or another name.',
  },
  '23503': {
    code: 'DATABASE_REFERENCE',
    says: 'Something it refers to does not exist, or something else still refers to it',
    next: 'Check what it points to.',
  },
  '23502': { code: 'DATABASE_MISSING', says: 'A required value is missing', next: 'Give the missing value.' },
  '23514': { code: 'DATABASE_RULE', says: 'A value breaks a rule of the data', next: 'Correct the value.' },
  '22': { code: 'DATABASE_VALUE', says: 'A value does not fit its column', next: 'Correct the value.' },
  '40': {
    code: 'DATABASE_RETRY',
    says: 'The change collided with another one and was undone',
    next: 'Try again.',
  },
  '42501': {
    code: 'DATABASE_DENIED',
    says: 'The database refused access',
    next: 'Ask for the right to do this.',
  },
  '42': {
    code: 'DATABASE_SQL',
    says: 'The query is wrong',
    next: 'This is a defect in Cordon: report it with this message.',
  },
  '53': {
    code: 'DATABASE_FULL',
    says: 'The database has run out of disk space or memory; the change was undone',
    next: 'Free some disk space, then try again.',
  },
  '55P03': {
    code: 'DATABASE_BUSY',
    says: 'Another transaction held for too long what this one needed; nothing was changed',
    next: 'Try again; if it persists, something holds a transaction open: keep transactions short.',
  },
  '57': { code: 'DATABASE_CANCELLED', says: 'The query was stopped', next: 'Try again, or ask for less.' },
  '25P02': {
    code: 'DATABASE_ABORTED',
    says: 'An earlier statement of this transaction failed, so nothing more can be done in it',
    next: 'Start the transaction again.',
  },
};

/** What PostgreSQL, or whatever runs it, said. */
export function wireError(error: unknown): WireError {
  const known = error as WireError & Error;
  const wire: WireError = { message: known.message ?? String(error) };
  for (const key of ['code', 'detail', 'constraint', 'table', 'column'] as const) {
    const value = known[key];
    if (typeof value === 'string') wire[key] = value;
  }
  return wire;
}

export function databaseFault(error: WireError, sql?: string): Fault {
  // A fault made in the worker, such as the refusal of the start-up check, comes across as its code and text.
  if (error.code?.startsWith('DATABASE_')) {
    return fault(
      error.code,
      error.message,
      'Reinstall the exact dependency versions with `npm ci`, then start again.',
    );
  }
  const state = error.code ?? '';
  const match = known[state] ?? known[state.slice(0, 2)];
  const details = {
    sqlstate: state,
    constraint: error.constraint,
    table: error.table,
    column: error.column,
    sql,
  };
  if (match) return fault(match.code, `${match.says}: ${error.message}`, match.next, { details });
  return fault(
    'DATABASE_FAILED',
    `The database failed: ${error.message}`,
    'Try again; if it persists, restart Cordon.',
    {
      details,
    },
  );
}

export const openFault = (error: WireError, dir: string): Fault =>
  error.code?.startsWith('DATABASE_')
    ? databaseFault(error)
    : fault(
        'DATABASE_OPEN',
        `The database in ${dir} cannot be opened (${error.message.split('\n')[0]}). Nothing was changed.`,
        'Keep a copy of the folder, then restore it from a backup or start with another data folder.',
      );

export const stoppedFault = (why: string): Fault =>
  fault(
    'DATABASE_STOPPED',
    `The database stopped: ${why}. Everything committed before is safe on disk.`,
    'Start Cordon again; the database repairs itself when it opens.',
  );

/** The server, or the way to it, went away under a statement. */
export const lostFault = (cause: unknown): Fault =>
  fault(
    'DATABASE_LOST',
    `The connection to the database was lost (${reason(cause)}). An open transaction was undone; one that was being committed may have been kept.`,
    'Try again: the next attempt uses a new connection.',
    { cause },
  );

export const unreachableFault = (cause: unknown, address: string): Fault =>
  fault(
    'DATABASE_UNREACHABLE',
    `The database server at ${address} cannot be used (${reason(cause)}). Nothing was changed.`,
    'Check that it runs, that this machine can reach it, and the name, password and certificate in cordon.yaml.',
    { cause },
  );

const reason = (cause: unknown): string => systemCode(cause) || (cause as Error).message.split('\n')[0]!;

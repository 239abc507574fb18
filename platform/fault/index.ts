/** The shape of every error that a person may see: a stable code, what happened, and what to do next. */

export interface Fault extends Error {
  readonly code: string;
  /** What to do now, in one sentence. */
  readonly next: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface FaultExtras {
  cause?: unknown;
  details?: Record<string, unknown>;
}

const marker = Symbol.for('cordon.fault');

/** `message` says what happened and what was kept; `next` says what to do. The caller throws it. */
export function fault(code: string, message: string, next: string, extras: FaultExtras = {}): Fault {
  const error = new Error(message, extras.cause === undefined ? undefined : { cause: extras.cause });
  error.name = 'Fault';
  return Object.assign(error, { code, next, details: extras.details ?? {}, [marker]: true });
}

/** True for anything made by `fault`, also when it was made by another copy of this file in a bundle. */
export function isFault(error: unknown, code?: string): error is Fault {
  if (!(error instanceof Error) || !(marker in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}

/** The `ENOENT`-like code of a file system error, or an empty string. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && !isFault(error) ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

/** An answer that was not the one asked for: always a sentence and a next step, never a bare status. */
import type { ApiError } from '@cordon/server/api';

export class Refusal extends Error {
  readonly code: string;
  readonly next: string;
  readonly status: number;

  constructor(problem: ApiError, status: number) {
    super(problem.message);
    this.name = 'Refusal';
    this.code = problem.code;
    this.next = problem.next;
    this.status = status;
  }
}

export const isRefusal = (error: unknown, code: string): error is Refusal =>
  error instanceof Refusal && error.code === code;

function isApiError(value: unknown): value is ApiError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    'next' in value &&
    typeof value.next === 'string'
  );
}

/** What the server said against it, in its words where it has some. */
export const refusalOf = (body: unknown, status: number): Refusal =>
  new Refusal(
    isApiError(body)
      ? body
      : {
          code: 'web-unexpected-answer',
          message: `Cordon answered with something the console does not understand (status ${status}).`,
          next: 'Try again. If it keeps happening, look at the log of the Cordon process.',
        },
    status,
  );

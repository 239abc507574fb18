/** An answer that was not the one asked for: always a sentence and a next step, never a bare status. */

/** Every error answer of Cordon, whatever the status. */
export interface Problem {
  code: string;
  /** What happened. */
  message: string;
  /** What to do. */
  next: string;
}

export class Refusal extends Error {
  readonly code: string;
  readonly next: string;
  /** Of HTTP; 0 where nothing answered. */
  readonly status: number;

  constructor({ code, message, next }: Problem, status: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
    this.next = next;
    this.status = status;
  }
}

export const isRefusal = (error: unknown, code: string): error is Refusal =>
  error instanceof Refusal && error.code === code;

function isProblem(value: unknown): value is Problem {
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

/** What Cordon said against it, in its words where it has some. */
export const refusalOf = (body: unknown, status: number): Refusal =>
  new Refusal(
    isProblem(body)
      ? body
      : {
          code: 'UNEXPECTED_ANSWER',
          message: `What came back is not what Cordon answers with (status ${status}).`,
          next: 'Try again. If it keeps happening, look at the log of Cordon, and at what stands between.',
        },
    status,
  );

export const unreachable = (cause: unknown): Refusal =>
  new Refusal(
    {
      code: 'UNREACHABLE',
      message: 'Cordon cannot be reached.',
      next: 'Check that it is still running, then ask again.',
    },
    0,
    { cause },
  );

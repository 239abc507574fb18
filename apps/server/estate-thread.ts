/** Starts the thread of one hospital's estate. A fault there is the same fault here. */
import type { EstateAnswer, EstateRequest, EstateThread } from '@cordon/estate';
import { fault, isFault } from '@cordon/platform/fault';
import { connectCalls, startWorker } from '@cordon/platform/worker';

export interface EstateFailure {
  code: string;
  message: string;
  next: string;
}

export const failureOf = (error: unknown): EstateFailure =>
  isFault(error)
    ? { code: error.code, message: error.message, next: error.next }
    : {
        code: 'ESTATE_FAILED',
        message: `The estate could not be thought about: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`,
        next: 'Try again. If this goes on, report it with the lines of the log around it.',
      };

export const startEstateThread = (): Promise<EstateThread> =>
  connectCalls<EstateRequest, EstateAnswer, EstateFailure>(startWorker(import.meta.url, 'estate-worker'), {
    failed: ({ code, message, next }) => fault(code, message, next),
    stopped: (why) =>
      fault(
        'ESTATE_STOPPED',
        `The thread that holds the estate ended: ${why}. Nothing was changed; what was imported before is kept.`,
        'Try again: it is started again by itself.',
      ),
  });

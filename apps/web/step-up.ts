/**
 * Showing again that it is oneself, in the middle of something else: a request that the server wants that for waits here until
 * whoever asked has shown it, or has closed the dialog.
 */

import { Refusal } from '@cordon/client';
import { useSyncExternalStore } from 'react';

interface Waiting {
  promise: Promise<void>;
  resolve(): void;
  reject(why: Refusal): void;
}

let waiting: Waiting | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/** Several requests that need it wait for one dialog. @throws Refusal when it was closed */
export function askToStepUp(): Promise<void> {
  if (waiting) return waiting.promise;
  let resolve = () => {};
  let reject: Waiting['reject'] = () => {};
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  waiting = { promise, resolve, reject };
  tell();
  return promise;
}

export function endStepUp(shown: boolean): void {
  const ended = waiting;
  if (!ended) return;
  waiting = null;
  tell();
  if (shown) ended.resolve();
  else
    ended.reject(
      new Refusal(
        {
          code: 'web-not-shown',
          message: 'You did not show that it is you, so this was not done.',
          next: 'What you filled in is still here: send it again when you are ready.',
        },
        401,
      ),
    );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useStepUpAsked = (): boolean => useSyncExternalStore(subscribe, () => waiting !== null);

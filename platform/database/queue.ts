/** Whoever wants a connection waits in order until one of `lanes` is free. */
import { fault } from '../fault/index.ts';

export interface Queue {
  /** Runs `work` when its turn comes. Rejects with DATABASE_BUSY when that takes too long. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Nobody holds or wants a connection. */
  idle(): boolean;
}

export function createQueue(longestWaitMs: number, lanes = 1): Queue {
  const waiting: (() => void)[] = [];
  let busy = 0;

  const wait = (): Promise<void> => {
    if (busy < lanes) {
      busy++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(busyFault(longestWaitMs));
      }, longestWaitMs);
      waiting.push(turn);
    });
  };
  const done = (): void => {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  };

  return {
    idle: () => busy === 0,
    async run(work) {
      await wait();
      try {
        return await work();
      } finally {
        done();
      }
    },
  };
}

const busyFault = (waitedMs: number): Error =>
  fault(
    'DATABASE_BUSY',
    `The database was busy for ${waitedMs / 1000} seconds with other transactions. Nothing was changed.`,
    'Try again; if it persists, something holds a transaction open: keep transactions short.',
  );

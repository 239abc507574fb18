/** A worker for the tests of this room. */
import { workerData } from 'node:worker_threads';
import { answerCalls } from './calls.ts';

await answerCalls<string, string, string>(
  async () => {
    if (workerData === 'fail') throw new Error('cannot start');
    return async (request) => {
      if (request === 'die') process.exit(3);
      if (request === 'wait') return new Promise(() => undefined);
      if (request === 'throw') throw new Error('no');
      return `${request} ${request}`;
    };
  },
  (error) => (error as Error).message,
);

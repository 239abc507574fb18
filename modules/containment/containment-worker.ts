/** The thread that works out how far an intruder gets and what to do about it. */
import { workerData } from 'node:worker_threads';
import { createEstate } from '@cordon/estate';
import { answerCalls } from '@cordon/platform/worker';
import { createContainment } from './containment.ts';
import type { ThreadAnswer, ThreadGround, ThreadQuestion } from './thread.ts';

await answerCalls<ThreadQuestion, ThreadAnswer, string>(
  async () => {
    const { estate, entries } = workerData as ThreadGround;
    const containment = createContainment({ estate: createEstate(estate), entries });
    return async (question) => {
      if (question.do === 'over-time') return containment.overTime(question.held, question.horizon);
      const { patience, ...options } = question.options;
      const until = performance.now() + patience;
      return containment.propose(question.held, { ...options, stop: () => performance.now() > until });
    };
  },
  (error) => (error instanceof Error ? error.message : String(error)),
);

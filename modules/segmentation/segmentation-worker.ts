/** The thread that works segmentation out. */
import { loadKnowledge } from '@cordon/containment';
import { createEstate } from '@cordon/estate';
import { answerCalls } from '@cordon/platform/worker';
import { discover } from './discover.ts';
import { loadPatterns } from './patterns.ts';
import { createSegmentation } from './segmentation.ts';
import { type Answer, type Failure, failureOf, type Question } from './thread.ts';

await answerCalls<Question, Answer, Failure>(async () => {
  const [knowledge, patterns] = [loadKnowledge(), loadPatterns()];
  return async ({ ground, options, asked }) => {
    const whole = { ...ground, estate: createEstate(ground.estate), knowledge };
    if (asked.do === 'discover') return discover(whole.estate, whole.seen);
    const segmentation = createSegmentation(whole, patterns, options);
    switch (asked.do) {
      case 'view':
        return segmentation.view();
      case 'simulate':
        return segmentation.simulate();
      case 'export':
        return segmentation.export(asked);
    }
  };
}, failureOf);

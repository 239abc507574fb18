/** The thread that reads imports, merges them, and answers what pages ask of an estate. */
import { exposureFromOutside } from '@cordon/containment';
import { createEstateAnswers, type EstateAnswer, type EstateRequest } from '@cordon/estate';
import { answerCalls } from '@cordon/platform/worker';
import { type EstateFailure, failureOf } from './estate-thread.ts';

await answerCalls<EstateRequest, EstateAnswer, EstateFailure>(
  async () => createEstateAnswers({ exposureFromOutside }),
  failureOf,
);

/** Worker threads: starting them from source or bundle, and asking them questions. */
export { answerCalls, type Calls, connectCalls } from './calls.ts';
export { startWorker } from './start.ts';
